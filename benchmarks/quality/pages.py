"""Cleans the pages of a corpus and measures each one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from cleaners import CleaningError, Options, clean_html
from cleaners.judges import learned
from cleaners.judges.base import Document
from cleaners.judges.rules import RulesJudge
from cleaners.language import detect
from cleaners.model.crossval import Plan, folds_by_domain, train
from cleaners.model.examples import CorpusPage, Gold, example, page_document, read_corpus
from cleaners.model.forest import Forest
from cleaners.model.measures import WORD, Score, score
from cleaners.types import Block, Category, Removed

FOLDS = 5
SEED = 7
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


def clean(paths: Sequence[Path], options: Options, *, cross_validated: bool) -> Iterator[Result]:
    """Yield each page cleaned by ``clean_html``.

    Cross-validated, each page is judged by a model that saw no page of its domain; the
    model that ships has seen all of dev.
    """
    if not cross_validated:
        for path in paths:
            for page in read_corpus(path):
                yield _result(page, *_cleaned(page, options))
        return
    pages = [page for path in paths for page in read_corpus(path)]
    for fold, forest in enumerate(_forests(pages)):
        # The conductor takes the forest that ships: the one seam where another goes in.
        with patch.object(learned, "forest_for", lambda *, is_html, own=forest: own):
            for page, own in zip(pages, folds_by_domain(pages, FOLDS, SEED), strict=True):
                if own == fold:
                    yield _result(page, *_cleaned(page, options))


def _forests(pages: Sequence[CorpusPage]) -> Iterator[Forest]:
    """Train a model for each fold, on the pages of all others."""
    found = [(page, example(page, page_document(page))) for page in pages]
    examples = [one for _, one in found if one is not None]
    fold_of = dict(zip((p.id for p in pages), folds_by_domain(pages, FOLDS, SEED), strict=True))
    for fold in range(FOLDS):
        yield Forest.of(train([one for one in examples if fold_of[one.id] != fold], Plan()))


def trafilatura(paths: Sequence[Path]) -> Iterator[Result]:
    """Yield each page as trafilatura extracts it by default, comments off."""
    from trafilatura.core import extract  # noqa: PLC0415 - slow to import

    for path in paths:
        for page in read_corpus(path):
            yield _result(page, extract(page.html, include_comments=False) or "", ())


def _cleaned(page: CorpusPage, options: Options) -> tuple[str, tuple[Removed, ...]]:
    try:
        cleaned = clean_html(page.html, url=page.url, options=options)
    except CleaningError:
        return "", ()  # a refused page is an empty one to the measures
    return "\n".join(block.text for block in cleaned.blocks), cleaned.removed


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
