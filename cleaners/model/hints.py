"""What the rules say, as evidence for the model: it learns where they are to be believed."""

from __future__ import annotations

from typing import Final

import numpy as np

from cleaners.judges.base import Document, Opinion
from cleaners.model.table import Ints, Table, running, shifted
from cleaners.rules.footer import FOOTER_CORE, FOOTER_RUN
from cleaners.types import Category

_SORTS: Final[dict[str, frozenset[Category]]] = {
    "call": frozenset({"social", "newsletter", "comments", "consent", "contact", "subscription"}),
    "tease": frozenset({"related", "promo", "advert", "media", "navigation"}),
    "note": frozenset({"credit", "byline", "copyright", "bio", "caption"}),
}
_NEAR: Final = 5  # blocks before and after


def add_hints(table: Table, document: Document) -> None:
    """Add the rules' confidence by sort of line, and how many lines around they know."""
    count = len(document.blocks)
    columns = {name: np.zeros(count, dtype=np.int64) for name in (*_SORTS, "run", "part")}
    rows = {block.index: row for row, block in enumerate(document.blocks)}
    for opinion in document.by_rules:
        values, row = columns[_sort(opinion)], rows[opinion.index]
        values[row] = max(round(1000 * opinion.confidence), int(values[row]))
    for name, values in columns.items():
        table.add(f"rule_{name}", values)
    _add_around(table, np.max([columns[name] for name in columns if name != "part"], axis=0))


def _sort(opinion: Opinion) -> str:
    if opinion.span is not None:
        return "part"
    if opinion.rule in (FOOTER_RUN, FOOTER_CORE):
        return "run"
    return next(name for name, those in _SORTS.items() if opinion.category in those)


def _add_around(table: Table, said: Ints) -> None:
    count = len(said)
    at = np.arange(count)
    sums = running((said > 0).astype(np.int64))
    for by in (-1, 1):
        table.add(f"at{by}_rule", shifted(said, by))
    table.add("rules_after", sums[np.minimum(at + _NEAR + 1, count)] - sums[at + 1])
    table.add("rules_before", sums[at] - sums[np.maximum(at - _NEAR, 0)])
