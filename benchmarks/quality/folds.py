"""Models for cross-validation: each fold's pages are judged by one that saw none of their sites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cleaners.model.crossval import FOLDS, PLANS, SEED, folds_by_domain
from cleaners.model.examples import CorpusPage, Example, example, page_document, text_examples
from cleaners.model.forest import Forest
from cleaners.model.keeping import train_once


def fold_of(pages: Sequence[CorpusPage]) -> Mapping[str, int]:
    """Return the fold of each domain."""
    folds = folds_by_domain(pages, FOLDS, SEED)
    return {page.domain: fold for page, fold in zip(pages, folds, strict=True)}


def forests(pages: Sequence[CorpusPage], kind: str, keep: Path | None) -> Iterator[Forest]:
    """Yield the model of each fold, trained on the pages of all others.

    ``kind`` is "html" or "text"; weights are kept in the folder ``keep`` for the next time.
    """
    examples = list(_examples(pages, kind))
    folds = fold_of(pages)
    for fold in range(FOLDS):
        seen = [one for one in examples if folds[one.domain] != fold]
        yield Forest.of(train_once(seen, PLANS[kind], keep))


def _examples(pages: Sequence[CorpusPage], kind: str) -> Iterator[Example]:
    for page in pages:
        if kind == "text":
            yield from text_examples(page)
        elif (found := example(page, page_document(page))) is not None:
            yield found
