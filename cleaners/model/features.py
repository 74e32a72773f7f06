"""The model's inputs: one row of whole numbers per block, under names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cleaners.judges.base import Document
from cleaners.model.html_features import html_features
from cleaners.model.page import Ints


def features(document: Document) -> tuple[tuple[str, ...], Ints]:
    """Return the names of all columns, and (blocks, columns) for a document of any blocks."""
    names, rows = html_features(document)
    return tuple(names), rows


def select(document: Document, wanted: Sequence[str]) -> Ints:
    """Return the columns ``wanted``; raises KeyError for one that is not there."""
    names, rows = features(document)
    place = {name: at for at, name in enumerate(names)}
    chosen: Ints = rows[:, np.array([place[name] for name in wanted])]
    return chosen
