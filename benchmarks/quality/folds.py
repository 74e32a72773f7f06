"""Models for cross-validation: each fold's pages are judged by one that saw none of their sites."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cleaners.model.crossval import FOLDS, PLANS, SEED, folds_by_domain, train
from cleaners.model.examples import CorpusPage, Example, example, page_document, text_examples
from cleaners.model.export import to_json
from cleaners.model.forest import Forest

_KEY_CHARS = 16


def fold_of(pages: Sequence[CorpusPage]) -> Mapping[str, int]:
    """Return the fold of each domain."""
    folds = folds_by_domain(pages, FOLDS, SEED)
    return {page.domain: fold for page, fold in zip(pages, folds, strict=True)}


def forests(pages: Sequence[CorpusPage], kind: str, keep: Path | None) -> Iterator[Forest]:
    """Yield the model of each fold, trained on the pages of all others.

    ``kind`` is "html" or "text". Weights are written to the folder ``keep``, under a name
    made of all that they were trained on, and read from there the next time.
    """
    examples = list(_examples(pages, kind))
    folds = fold_of(pages)
    for fold in range(FOLDS):
        seen = [one for one in examples if folds[one.domain] != fold]
        yield _kept(seen, kind, keep) if keep else Forest.of(train(seen, PLANS[kind]))


def _examples(pages: Sequence[CorpusPage], kind: str) -> Iterator[Example]:
    for page in pages:
        if kind == "text":
            yield from text_examples(page)
        elif (found := example(page, page_document(page))) is not None:
            yield found


def _kept(seen: Sequence[Example], kind: str, keep: Path) -> Forest:
    path = keep / f"{kind}-{_key(seen, kind)}.weights.json"
    if not path.exists():
        keep.mkdir(parents=True, exist_ok=True)
        path.write_text(to_json(train(seen, PLANS[kind])), encoding="utf-8")
    return Forest.from_json(path.read_bytes())


def _key(seen: Sequence[Example], kind: str) -> str:
    """Return a name for what is trained on: columns, rows, labels, weights and plan."""
    sums = hashlib.sha256(repr((PLANS[kind], seen[0].names)).encode())
    for one in seen:
        for values in (one.rows, one.labels, one.weights()):
            sums.update(values.tobytes())
    return sums.hexdigest()[:_KEY_CHARS]
