"""The measures of extracted text against known text.

Precision, recall and F1 of 4-gram shingles as in the public article extraction benchmark
(https://github.com/scrapinghub/article-extraction-benchmark): averaged over pages, F1 of
the averages. Segments as in trafilatura's evaluation: strings that must or must not stand
in the output. A leaked line is one of which under half of the 3-grams are in the article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Final

WORD: Final = re.compile(r"\w+")
_SHINGLE: Final = 4
_LINE_SHINGLE: Final = 3
_GOOD: Final = 0.99  # precision and recall of a page that needs no further work
_POOR: Final = 0.8  # F1 of a page that went wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One page."""

    precision: float
    recall: float
    f1: float
    lines: int
    leaked: tuple[str, ...]  # the lines that are not the article's
    empty: bool  # no output: left out of the average precision, as the benchmark does


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Averages over pages with known text."""

    pages: int
    precision: float
    recall: float
    f1: float  # of the average precision and recall
    good: float  # share of pages with precision and recall from 0.99
    poor: float  # share of pages with F1 under 0.8
    leaking: float  # share of pages with a leaked line


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """Counts of strings over pages of which only parts are known."""

    pages: int
    precision: float
    recall: float
    f1: float


def shingles(text: str, size: int = _SHINGLE) -> Counter[tuple[str, ...]]:
    """Return the n-grams of words with their counts; a shorter text is one n-gram."""
    words = WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1)))


def score(known: str, found: str) -> Score:
    """Score one page's text."""
    gold, got = shingles(known), shingles(found)
    both = sum((gold & got).values())
    precision = _share(both, sum(got.values()), both == sum(gold.values()))
    recall = _share(both, sum(gold.values()), both == sum(got.values()))
    lines = [line for line in found.splitlines() if WORD.search(line)]
    return Score(
        precision=precision,
        recall=recall,
        f1=_f1(precision, recall),
        lines=len(lines),
        leaked=_leaked(known, lines),
        empty=not got,
    )


def _share(part: int, whole: int, nothing_else: bool) -> float:
    """Return part of whole; of nothing it is right only if nothing was there to find."""
    if whole == 0:
        return 1.0 if nothing_else else 0.0
    return part / whole


def _f1(precision: float, recall: float) -> float:
    total = precision + recall
    return 2 * precision * recall / total if total else 0.0


def _leaked(known: str, lines: Sequence[str]) -> tuple[str, ...]:
    words = WORD.findall(known.lower())
    runs = {tuple(words[i : i + _LINE_SHINGLE]) for i in range(len(words))}
    joined = " ".join(words)
    return tuple(line for line in lines if not _stands_in(line, runs, joined))


def _stands_in(line: str, runs: set[tuple[str, ...]], joined: str) -> bool:
    words = WORD.findall(line.lower())
    if len(words) < _LINE_SHINGLE:
        return " ".join(words) in joined
    own = [tuple(words[i : i + _LINE_SHINGLE]) for i in range(len(words) - _LINE_SHINGLE + 1)]
    return sum(run in runs for run in own) * 2 >= len(own)


def report(scores: Sequence[Score]) -> Report:
    """Average pages; there must be one."""
    precision = mean([s.precision for s in scores if not s.empty] or [0.0])
    recall = mean(s.recall for s in scores)
    return Report(
        pages=len(scores),
        precision=precision,
        recall=recall,
        f1=_f1(precision, recall),
        good=mean(s.precision >= _GOOD and s.recall >= _GOOD for s in scores),
        poor=mean(s.f1 < _POOR for s in scores),
        leaking=mean(bool(s.leaked) for s in scores),
    )


def segments(rows: Sequence[tuple[Sequence[str], Sequence[str], str]]) -> Segments:
    """Count over (strings that must stand in, strings that must not, text)."""
    hit = sum(part in text for wanted, _, text in rows for part in wanted)
    missed = sum(part not in text for wanted, _, text in rows for part in wanted)
    wrong = sum(part in text for _, unwanted, text in rows for part in unwanted)
    precision, recall = hit / max(1, hit + wrong), hit / max(1, hit + missed)
    return Segments(pages=len(rows), precision=precision, recall=recall, f1=_f1(precision, recall))
