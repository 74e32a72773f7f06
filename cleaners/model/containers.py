"""What the containers around a block say: their names, how much running text is in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaners.blocks.elements import ROLE_BIT
from cleaners.blocks.node import HtmlBlock
from cleaners.blocks.vocabulary import vocabulary
from cleaners.model.page import Page
from cleaners.model.table import CUT, Ints, Table, per_mille, running

_FAR: Final = 15  # distance to a name that is not there
_LEVELS: Final = 5  # containers around the block that are summed up
_SHARES: Final = (400, 600, 800)  # per mille of the page's running text in a best container
_FRAME_SHARE: Final = 600
# Names that count although they stand on the frame around the article; others there
# ("has-comments" on the body) say nothing of a single block.
_FRAME_WORDS: Final = frozenset({"article", "body", "main"})
_FRAME_ROLES: Final = frozenset({"article", "main", "article-body"})


@lru_cache(maxsize=4)
def _names(wanted: frozenset[str] | None) -> tuple[tuple[str, ...], Ints, npt.NDArray[np.bool_]]:
    """Return the wanted distance columns: their names, their places, which count on the frame."""
    words = [entry.name for entry in vocabulary()]
    names = [*(f"to_{name}" for name in words), *(f"to_role_{role}" for role in ROLE_BIT)]
    counts = [name in _FRAME_WORDS for name in words] + [role in _FRAME_ROLES for role in ROLE_BIT]
    places = np.array(
        [at for at, name in enumerate(names) if wanted is None or name in wanted], dtype=np.int64
    )
    return tuple(names[at] for at in places), places, np.array(counts)[places]


def add_distances(table: Table, blocks: Sequence[HtmlBlock], page: Page) -> None:
    """Add how many containers up each word class and role stands; 0 is inside the block."""
    names, places, on_frame = _names(table.wanted)
    own = _bits([node.words for node in page.nodes], [node.roles for node in page.nodes])[:, places]
    frame = np.zeros(len(page.nodes), dtype=np.bool_)
    frame[page.chain(_FRAME_SHARE)] = True
    own[np.ix_(frame, ~on_frame)] = False
    distance = np.where(own, np.uint8(1), np.uint8(_FAR))
    up, steps = page.n_parent, 1
    while steps <= _FAR:  # each round sees twice as far
        distance = np.minimum(distance, distance[up] + np.uint8(steps))
        up, steps = up[up], 2 * steps
    found = np.minimum(distance, _FAR)[page.b_node]
    inner = _bits([b.inner_words for b in blocks], [b.inner_roles for b in blocks])
    found[inner[:, places]] = 0
    table.add_all(names, found.astype(np.int64))


def _bits(words: list[int], roles: list[int]) -> npt.NDArray[np.bool_]:
    """Spread sets of bits over columns."""
    columns = (_spread(words, len(vocabulary())), _spread(roles, len(ROLE_BIT)))
    return np.concatenate(columns, axis=1)


def _spread(sets: list[int], count: int) -> npt.NDArray[np.bool_]:
    octets = np.array(sets, dtype="<u8").view(np.uint8).reshape(-1, 8)
    return np.unpackbits(octets, axis=1, count=count, bitorder="little").view(np.bool_)


def add_levels(table: Table, page: Page) -> None:
    """Add what the block's element and the next ones around it hold."""
    good, chars, links = running(page.b_good), running(page.b_chars), running(page.b_links)
    goods = running((page.b_good > 0).astype(np.int64))
    total = max(1, int(good[-1]))
    node = page.b_node
    for level in range(_LEVELS):
        first, end = page.n_first[node], page.n_end[node]
        inside, size, count = good[end] - good[first], chars[end] - chars[first], end - first
        table.add(f"c{level}_good_page", 1000 * inside // total)
        table.add(f"c{level}_good", per_mille(inside, size))
        table.add(f"c{level}_goods", per_mille(goods[end] - goods[first], count))
        table.add(f"c{level}_ngoods", goods[end] - goods[first])
        table.add(f"c{level}_links", per_mille(links[end] - links[first], size))
        table.add(f"c{level}_blocks", count)
        table.add(f"c{level}_mean", size // np.maximum(count, 1))
        node = page.n_parent[node]


def add_best(table: Table, page: Page) -> None:
    """Add where the block stands from the deepest container with most of the running text."""
    place = np.arange(len(page.b_node))
    for share in _SHARES:
        chain = page.chain(share)
        best = chain[0]
        common = np.zeros(len(place), dtype=np.int64)  # depth of the closest common container
        for row in reversed(chain):
            common[page.n_first[row] : page.n_end[row]] = page.n_depth[row]
        first, end = int(page.n_first[best]), int(page.n_end[best])
        before, after = np.maximum(place - first, -CUT), np.minimum(place - end + 1, CUT)
        table.add(f"best{share}_up", page.n_depth[best] - common)
        table.add(f"best{share}_down", page.n_depth[page.b_node] - common)
        off = np.where(place < first, before, np.where(place >= end, after, 0))
        table.add(f"best{share}_off", off)
        at = 1000 * (place - first) // max(1, end - first)
        table.add(f"best{share}_at", np.clip(at, -1, 1001))
        table.add(f"best{share}_left", np.clip(end - place, -1, CUT))


def add_siblings(table: Table, page: Page) -> None:
    """Add how the block's element relates to those of its neighbours, and how many share it."""
    node = page.b_node
    parent = page.n_parent[node]
    for by in (-3, -2, -1, 1, 2, 3):
        same = _same(parent, by).astype(np.int64) + _same(node, by)
        table.add(f"at{by}_same_parent", same)
    for name, rows in (("same_node", node), ("same_parent", parent)):
        table.add(f"{name}_count", np.bincount(rows, minlength=len(page.nodes))[rows])


def _same(rows: Ints, by: int) -> npt.NDArray[np.bool_]:
    """Tell where the block ``by`` blocks on is in the same element."""
    same = np.zeros(len(rows), dtype=np.bool_)
    if abs(by) >= len(rows):
        return same
    if by > 0:
        same[:-by] = rows[by:] == rows[:-by]
    else:
        same[-by:] = rows[:by] == rows[-by:]
    return same
