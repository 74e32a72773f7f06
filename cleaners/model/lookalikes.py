"""What blocks that look the same in the page's markup are like together."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final

import numpy as np

from cleaners.blocks.node import HtmlBlock, Node
from cleaners.model.page import Page
from cleaners.model.table import Ints, Table, per_mille

# How many containers make two blocks look the same.
_DEPTHS: Final = (("tag", 1), ("near", 2), ("far", 5))


def add_lookalikes(table: Table, blocks: Sequence[HtmlBlock], page: Page) -> None:
    """Add sums over blocks of the same markup, seen at three depths."""
    total = max(1, int(page.b_good.sum()))
    of_node = _Looks(page.nodes)
    for name, depth in _DEPTHS:
        group = of_node.groups(depth)[page.b_node]
        count = np.bincount(group)
        chars, links = _sum(group, page.b_chars), _sum(group, page.b_links)
        good, goods = _sum(group, page.b_good), _sum(group, (page.b_good > 0).astype(np.int64))
        table.add(f"g_{name}_count", count[group])
        table.add(f"g_{name}_good_page", (1000 * good // total)[group])
        table.add(f"g_{name}_good", per_mille(good, chars)[group])
        table.add(f"g_{name}_goods", per_mille(goods, count)[group])
        table.add(f"g_{name}_links", per_mille(links, chars)[group])
        table.add(f"g_{name}_mean", (chars // np.maximum(count, 1))[group])


def _sum(group: Ints, values: Ints) -> Ints:
    """Sum by group; exact, because sums of characters are far below 2 ** 53."""
    return np.bincount(group, weights=values).astype(np.int64)


class _Looks:
    """Numbers for what nodes look like, with so many containers around them."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._row = {node.index: row for row, node in enumerate(nodes)}
        self._nodes = nodes
        self._own = self._numbered([(node.tag, node.name) for node in nodes])

    def groups(self, depth: int) -> Ints:
        """Return a number for each node: the same for those that look the same."""
        looks = self._own
        for _ in range(depth - 1):
            looks = self._numbered(
                [
                    (own, -1 if node.parent is None else looks[self._row[node.parent.index]])
                    for own, node in zip(self._own, self._nodes, strict=True)
                ]
            )
        return np.array(looks, dtype=np.int64)

    @staticmethod
    def _numbered(keys: Sequence[Hashable]) -> list[int]:
        numbers: dict[Hashable, int] = {}
        return [numbers.setdefault(key, len(numbers)) for key in keys]
