"""Cleans the pages of a corpus and measures each one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.quality.folds import fold_of, forests
from cleaners import Cleaned, CleaningError, Options, clean_html, clean_text
from cleaners.judges import learned
from cleaners.judges.base import Document
from cleaners.judges.rules import RulesJudge
from cleaners.language import detect
from cleaners.model.examples import CorpusPage, Gold, read_corpus, texts_of
from cleaners.model.measures import WORD, Score, score
from cleaners.types import Block, Category, Removed

_PARAGRAPH_WORDS = 5  # shorter lines stand in an article by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One page, cleaned by one system."""

    id: str
    url: str
    dataset: str
    language: str
    gold: Gold
    text: str
    score: Score | None  # None where only strings of the page are known
    removed: tuple[Removed, ...] = ()
    lost: tuple[Removed, ...] = ()  # removed paragraphs that stand in the known text


def clean(paths: Sequence[Path], options: Options) -> Iterator[Result]:
    """Yield each page cleaned by ``clean_html`` as it ships."""
    for page in _read(paths):
        yield _result(page, *_cleaned(page, options))


def clean_texts(paths: Sequence[Path], options: Options) -> Iterator[Result]:
    """Yield the texts of each page of known text, cleaned by ``clean_text`` as it ships."""
    for page in _read(paths):
        yield from _text_results(page, options)


def cross_validate(
    paths: Sequence[Path], options: Options, *, text: bool, keep: Path | None
) -> Iterator[Result]:
    """Yield each page, or its texts, cleaned with a model that saw no page of its domain.

    The model that ships has seen all of the corpus that it was trained on. Weights of the
    folds are kept in the folder ``keep`` for the next time.
    """
    pages = list(_read(paths))
    folds = fold_of(pages)
    for fold, forest in enumerate(forests(pages, "text" if text else "html", keep)):
        # The conductors take the forest that ships: the one seam where another goes in.
        with patch.object(learned, "forest_for", lambda *, is_html, own=forest: own):
            for page in pages:
                if folds[page.domain] != fold:
                    continue
                if text:
                    yield from _text_results(page, options)
                else:
                    yield _result(page, *_cleaned(page, options))


def _read(paths: Sequence[Path]) -> Iterator[CorpusPage]:
    for path in paths:
        yield from read_corpus(path)


def _text_results(page: CorpusPage, options: Options) -> Iterator[Result]:
    for named, text in texts_of(page):
        try:
            cleaned = clean_text(text, options=options)
        except CleaningError:
            yield _result(named, "", ())
            continue
        yield _result(named, _lines(cleaned), cleaned.removed)


def trafilatura(paths: Sequence[Path]) -> Iterator[Result]:
    """Yield each page as trafilatura extracts it by default, comments off."""
    from trafilatura.core import extract  # noqa: PLC0415 - slow to import

    for page in _read(paths):
        yield _result(page, extract(page.html, include_comments=False) or "", ())


def _cleaned(page: CorpusPage, options: Options) -> tuple[str, tuple[Removed, ...]]:
    try:
        cleaned = clean_html(page.html, url=page.url, options=options)
    except CleaningError:
        return "", ()  # a refused page is an empty one to the measures
    return _lines(cleaned), cleaned.removed


def _lines(cleaned: Cleaned) -> str:
    """Return a line for each block, as leaks are counted."""
    return "\n".join(block.text for block in cleaned.blocks)


def _result(page: CorpusPage, text: str, removed: tuple[Removed, ...]) -> Result:
    body = page.gold.body
    return Result(
        id=page.id,
        url=page.url or "",
        dataset=page.dataset,
        language=detect(body or text)[0] or "unknown",
        gold=page.gold,
        text=text,
        score=None if body is None else score(body, text),
        removed=removed,
        lost=() if body is None else _lost(body, text, removed),
    )


def _lost(body: str, text: str, removed: Sequence[Removed]) -> tuple[Removed, ...]:
    """Return the paragraphs that were removed though they are the article's, and not kept twice."""
    kept = set(text.splitlines())
    joined = f" {' '.join(WORD.findall(body.lower()))} "
    return tuple(
        one
        for one in removed
        if one.text not in kept
        and len(words := WORD.findall(one.text.lower())) >= _PARAGRAPH_WORDS
        and f" {' '.join(words)} " in joined
    )


def categories_of(lines: Sequence[str]) -> list[Category | None]:
    """Return what the rules would call each leaked line; None where they know no name."""
    blocks = [
        Block(index=at, text=line, kind="paragraph", source=f"line {at + 1}")
        for at, line in enumerate(lines)
    ]
    named: dict[int, Any] = {}
    for opinion in RulesJudge().judge(Document(blocks=blocks, is_html=False)):
        named.setdefault(opinion.index, opinion.category)
    return [named.get(at) for at in range(len(lines))]
