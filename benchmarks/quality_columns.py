"""The quality figures that stand beside each system's speed.

Precision, recall and F1 of four-word shingles, averaged over the pages as the public article
extraction benchmark does (F1 of the averages), on the pages whose whole article text is
known; and how many characters in a thousand of the output stand in lines of which under
half the three-word shingles are the article's: the text that leaked in.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import mean

from benchmarks.corpus import read_pages

_WORD = re.compile(r"\w+")
_SHINGLE = 4
_LINE_SHINGLE = 3


def quality_columns(
    corpus: Path, texts: Mapping[str, Path], *, every: int = 1
) -> dict[str, dict[str, float]]:
    """Return the figures of each system whose texts stand in a file, or {} without any gold."""
    golds = {
        page.id: page.gold["body"]
        for page in read_pages(corpus, every=every)
        if page.gold.get("body")
    }
    return {system: figures(golds, _read(path)) for system, path in texts.items() if golds}


def _read(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8") as lines:
        return {row["id"]: row["text"] for row in map(json.loads, lines)}


def figures(golds: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, float]:
    """Return P, R, F1 and the leaked characters per thousand."""
    scores = [precision_recall(gold, texts[key]) for key, gold in golds.items()]
    answered = [p for (p, _), key in zip(scores, golds, strict=True) if _WORD.search(texts[key])]
    precision, recall = mean(answered or [0.0]), mean(r for _, r in scores)
    total = precision + recall
    characters = sum(len(texts[key]) for key in golds)
    leaked = sum(leaked_characters(gold, texts[key]) for key, gold in golds.items())
    return {
        "P": precision,
        "R": recall,
        "F1": 2 * precision * recall / total if total else 0.0,
        "leak/1k": 1000 * leaked / max(1, characters),
    }


def precision_recall(gold: str, text: str) -> tuple[float, float]:
    """Return the share of the text's shingles that are the gold's, and the reverse."""
    wanted, found = shingles(gold, _SHINGLE), shingles(text, _SHINGLE)
    common = (wanted & found).total()
    if not wanted and not found:
        return 1.0, 1.0
    return common / max(1, found.total()), common / max(1, wanted.total())


def shingles(text: str, size: int) -> Counter[tuple[str, ...]]:
    """Count the runs of ``size`` words; a shorter text is one run."""
    words = _WORD.findall(text)
    starts: Iterable[int] = range(max(1, len(words) - size + 1)) if words else ()
    return Counter(tuple(words[start : start + size]) for start in starts)


def leaked_characters(gold: str, text: str) -> int:
    """Count the characters of the lines that are not the gold's."""
    wanted = set(shingles(gold.lower(), _LINE_SHINGLE))
    every_word = f" {' '.join(_WORD.findall(gold.lower()))} "
    return sum(
        len(line) for line in text.splitlines() if not _belongs(line.lower(), wanted, every_word)
    )


def _belongs(line: str, wanted: set[tuple[str, ...]], every_word: str) -> bool:
    words = _WORD.findall(line)
    if len(words) < _LINE_SHINGLE:
        return not words or f" {' '.join(words)} " in every_word
    found = shingles(line, _LINE_SHINGLE)
    return sum(count for run, count in found.items() if run in wanted) * 2 >= found.total()
