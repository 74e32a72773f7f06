"""What blocks that look the same in the page's markup are like together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from cleaners.blocks.node import Node
from cleaners.model.page import Page
from cleaners.model.table import Ints, Table, per_mille

# How many containers more than before must be the same for two blocks to look the same.
_FURTHER: Final = (("tag", 0), ("near", 1), ("far", 3))


def add_lookalikes(table: Table, page: Page) -> None:
    """Add sums over blocks of the same markup, seen at three depths."""
    total = max(1, int(page.b_good.sum()))
    looks = own = _own_looks(page.nodes)
    for name, further in _FURTHER:
        for _ in range(further):
            looks = _with_parent(own, looks, page.n_parent)
        group = looks[page.b_node]
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


def _own_looks(nodes: Sequence[Node]) -> Ints:
    """Return a number for each node: the same for those of one tag and name."""
    numbers: dict[tuple[str, str], int] = {}
    looks = [numbers.setdefault((node.tag, node.name), len(numbers)) for node in nodes]
    return np.array(looks, dtype=np.int64)


def _with_parent(own: Ints, looks: Ints, parent: Ints) -> Ints:
    """Number the nodes by their own looks and those that ``looks`` gives their parent."""
    around = looks[parent] + 1
    around[0] = 0  # the root has none
    numbers: Ints = np.unique(own * (len(own) + 1) + around, return_inverse=True)[1]
    return numbers
