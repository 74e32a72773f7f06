"""Runs the learned model: oblivious trees over whole numbers, with numpy alone.

An oblivious tree asks the same question of every row at each depth, so its answers to
all six are six bits, and those bits are the place of its leaf. Many trees ask the same
questions: each is asked once. Thresholds, features and leaves are whole numbers, so the
same page gets the same score on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from cleaners.model.table import Ints

FORMAT: Final = 1
_CERTAIN: Final = 30.0  # log odds; beyond it the probability is 0 or 1 to 13 places
_MOST: Final = (1 << 31) - 1  # numbers of 32 bits: half the memory, twice the speed
_PARTS: Final = 1 << 16  # probabilities are rounded to this part of one


class Tree(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One tree: the rows of its conditions, lowest bit first, and its 2 ** depth leaves."""

    ask: tuple[int, ...]
    leaves: tuple[int, ...]


class Weights(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The weights file."""

    format: int
    features: tuple[str, ...]  # the columns that conditions name, in the order of the training
    scale: int  # leaves and bias are log odds times this
    bias: int
    conditions: tuple[tuple[int, int], ...]  # (column, least value that answers yes)
    trees: tuple[Tree, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """A model ready to run."""

    columns: tuple[str, ...]
    scale: int
    bias: int
    features: Ints  # the column of each condition
    thresholds: npt.NDArray[np.int32]
    asks: Ints  # (depth, trees): the conditions of each tree
    leaves: npt.NDArray[np.int32]  # all trees' leaves, one after the other
    starts: Ints  # (trees, 1): where each tree's leaves start

    @classmethod
    def from_json(cls, raw: bytes) -> Forest:
        """Read a weights file; raises ValueError for another format or a damaged file."""
        return cls.of(msgspec.json.decode(raw, type=Weights))

    @classmethod
    def of(cls, weights: Weights) -> Forest:
        """Make a forest of weights; raises ValueError for another format or uneven trees,
        or for numbers of more than 32 bits.
        """
        if weights.format != FORMAT:
            raise ValueError(f"weights of format {weights.format}, this program reads {FORMAT}")
        depths = {(len(tree.ask), len(tree.leaves)) for tree in weights.trees}
        if len(depths) != 1 or any(size != 1 << depth for depth, size in depths):
            raise ValueError("the trees are not all of one depth with all their leaves")
        size = len(weights.trees[0].leaves)
        largest = max(abs(least) for _, least in weights.conditions)
        if max(largest, sum(max(map(abs, tree.leaves)) for tree in weights.trees)) >= _MOST:
            raise ValueError("thresholds or leaves are too large for 32 bits")
        conditions = np.array(weights.conditions, dtype=np.int64)
        return cls(
            columns=weights.features,
            scale=weights.scale,
            bias=weights.bias,
            features=conditions[:, 0],
            thresholds=conditions[:, 1].astype(np.int32),
            asks=np.array([tree.ask for tree in weights.trees], dtype=np.int64).T.copy(),
            leaves=np.array([tree.leaves for tree in weights.trees], dtype=np.int32).ravel(),
            starts=np.arange(len(weights.trees))[:, None] * size,
        )

    def scores(self, rows: Ints) -> Ints:
        """Return log odds times ``scale`` for rows of ``columns``."""
        by_column = rows.T.clip(-_MOST, _MOST).astype(np.int32, order="C")
        answers = (by_column[self.features] >= self.thresholds[:, None]).view(np.uint8)
        place = answers[self.asks[-1]]
        for ask in self.asks[-2::-1]:
            place <<= 1
            place |= answers[ask]
        # No place is out of bounds: to wrap is the mode that does not look for one.
        leaves = self.leaves.take(place + self.starts, mode="wrap")
        found: Ints = leaves.sum(axis=0, dtype=np.int32) + np.int64(self.bias)
        return found

    def probabilities(self, rows: Ints) -> npt.NDArray[np.float64]:
        """Return the probability of each row, in 65536ths so that no last bit can differ."""
        odds = np.clip(self.scores(rows) / self.scale, -_CERTAIN, _CERTAIN)
        rounded: npt.NDArray[np.float64] = np.rint(_PARTS / (1.0 + np.exp(-odds))) / _PARTS
        return rounded
