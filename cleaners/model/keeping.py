"""Trained weights kept in a folder, under a name made of all that they were trained on.

Training costs minutes, and the cross-validation of the model and that of the whole cleaning
need the same forests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from cleaners.model.crossval import FOLDS, SEED, Plan, chances_of, folds_by_domain, train
from cleaners.model.examples import Example
from cleaners.model.export import to_json
from cleaners.model.forest import Forest, Weights
from cleaners.model.masks import masks
from cleaners.model.table import Floats

_KEY_CHARS: Final = 16


def train_once(examples: Sequence[Example], plan: Plan, keep: Path | None) -> Weights:
    """Return weights trained on ``examples``: read from ``keep`` where they are known there."""
    if keep is None:
        return train(examples, plan)
    path = keep / f"{_key(examples, plan)}.weights.json"
    if not path.exists():
        keep.mkdir(parents=True, exist_ok=True)
        path.write_text(to_json(train(examples, plan)), encoding="utf-8")
    return msgspec.json.decode(path.read_bytes(), type=Weights)


def _key(examples: Sequence[Example], plan: Plan) -> str:
    """Return a name for what is trained on: plan, masks, columns, rows, labels and weights."""
    sums = hashlib.sha256(repr((plan, masks(), examples[0].names)).encode())
    for one in examples:
        sums.update(repr(one.pruned).encode())
        for values in (one.rows, one.labels, one.weights()):
            sums.update(values.astype(np.float64).tobytes())  # whatever their width
    return sums.hexdigest()[:_KEY_CHARS]


def out_of_fold(
    examples: Sequence[Example], plan: Plan, *, keep: Path | None = None
) -> Iterator[tuple[Example, Floats]]:
    """Yield each example with the probabilities of a model that has not seen its domain."""
    fold_of = folds_by_domain(examples, FOLDS, SEED)
    for fold in range(FOLDS):
        seen = [one for one, own in zip(examples, fold_of, strict=True) if own != fold]
        forest = Forest.of(train_once(seen, plan, keep))
        for one, own in zip(examples, fold_of, strict=True):
            if own == fold:
                yield one, chances_of(forest, one)
