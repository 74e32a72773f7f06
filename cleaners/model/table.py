"""Columns of whole numbers under names, and the sums that features are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

CUT: Final = 400  # distances in blocks are cut here: farther off is all the same


class Table:
    """Columns as they are computed: each a row per block.

    Of ``wanted`` names where they are known: a forest asks for three quarters of the columns.
    """

    def __init__(self, wanted: frozenset[str] | None = None) -> None:
        self.wanted = wanted
        self.names: list[str] = []
        self._values: list[Ints] = []

    def add(self, name: str, values: Ints) -> None:
        """Add one column, if it is wanted."""
        if self.wanted is None or name in self.wanted:
            self.names.append(name)
            self._values.append(values)

    def add_all(self, names: Sequence[str], rows: Ints) -> None:
        """Add the columns of a matrix with a row per block, those that are wanted."""
        for name, values in zip(names, rows.T, strict=True):
            self.add(name, values)

    def rows(self) -> Ints:
        """Return all columns as one matrix, a row per block."""
        return np.stack(self._values, axis=1)

    def chosen(self, names: Sequence[str]) -> Ints:
        """Return the columns ``names``, as one matrix; raises KeyError for an unknown one."""
        place = {name: at for at, name in enumerate(self.names)}
        return np.stack([self._values[place[name]] for name in names]).T  # read by columns


def per_mille(part: Ints, whole: Ints) -> Ints:
    """Return part of whole in thousandths, 0 of nothing."""
    share: Ints = 1000 * part // np.maximum(whole, 1)
    return share


def running(values: Ints) -> Ints:
    """Return the sums of the first 0, 1, ... values; one more than there are values."""
    sums = np.zeros(len(values) + 1, dtype=np.int64)
    np.cumsum(values, out=sums[1:])
    return sums


def shifted(values: Ints, by: int) -> Ints:
    """Return for each block the value of the one ``by`` blocks on; -1 where there is none."""
    moved = np.full_like(values, -1)
    if abs(by) >= len(values):
        return moved
    if by > 0:
        moved[:-by] = values[by:]
    else:
        moved[-by:] = values[:by]
    return moved
