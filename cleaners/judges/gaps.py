"""Gaps in the kept text: what stands alone between kept blocks, the next, the rest of a list.

The model sees each block by itself, and is right about a subheading, a one-line paragraph or a
list's entry less often than about the prose around it; what was kept around it knows better.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from cleaners.blocks.node import HtmlBlock
from cleaners.judges.base import BlockView
from cleaners.judges.limits import limits
from cleaners.judges.prefix import Bools, Floats

_LISTS: Final = frozenset({"ul", "ol", "dl"})
_ANYWHERE: Final = frozenset({"heading", "list-item"})  # these may have an element of their own
_RUNNING: Final = frozenset({"paragraph", "list-item"})
_WRAPPERS: Final = 3  # elements around a paragraph up to the one that holds all: <tr><td><p>
_FEW_LINKS: Final = 0.3  # share of the characters; with more it is a teaser


def filled(
    blocks: Sequence[BlockView], keep: Bools, chances: Floats, named: Collection[int]
) -> Bools:
    """Return ``keep`` with the gaps filled; ``named`` are blocks that a judge said something of."""
    least = limits().flow_chance.value
    places = np.flatnonzero(~keep & (chances >= least)).tolist()
    found = {at: block for at in places if at not in named and (block := _prose(blocks[at]))}
    if not found:
        return keep
    shown = [block for block in blocks if isinstance(block, HtmlBlock) and not block.hidden]
    whole = keep.copy()
    for before, block, after in zip(shown, shown[1:], shown[2:], strict=False):
        if block.index in found and keep[before.index] and keep[after.index]:
            chance = float(chances[block.index])
            whole[block.index] = _goes_between(before, block, after, chance)
    for before, block in pairwise(shown):
        if block.index in found and whole[before.index]:
            whole[block.index] |= _goes_on(before, block, float(chances[block.index]))
    for entries in _lists(shown, found.values()):
        _complete(entries, whole, found)
    return whole


def _complete(entries: Sequence[HtmlBlock], whole: Bools, found: Collection[int]) -> None:
    """Keep the rest of a list of which half is kept."""
    if 2 * sum(bool(whole[entry.index]) for entry in entries) >= len(entries):
        for entry in entries:
            whole[entry.index] |= entry.index in found


def _prose(block: BlockView) -> HtmlBlock | None:
    """Return a page's block that is displayed and is no link."""
    if not isinstance(block, HtmlBlock) or block.hidden:
        return None
    return block if block.link_chars < _FEW_LINKS * len(block.text) else None


def _goes_between(before: HtmlBlock, block: HtmlBlock, after: HtmlBlock, chance: float) -> bool:
    """Tell what belongs to a block beside it from a label or a note in a box."""
    if block.kind in _ANYWHERE and chance >= limits().gap_chance.value:
        return True
    if block.kind == "heading":
        return block.node.parent in (before.node.parent, after.node.parent)
    return block.kind in _RUNNING and (_is_like(block, before) or _is_like(block, after))


def _goes_on(before: HtmlBlock, block: HtmlBlock, chance: float) -> bool:
    """Tell the article's next paragraph from a note below it."""
    likely = chance >= limits().next_chance.value
    return likely and block.kind in _RUNNING and _is_like(block, before)


def _is_like(block: HtmlBlock, other: HtmlBlock) -> bool:
    """Tell whether both stand in one element, perhaps each in wrappers of the same make."""
    one, two = block.node, other.node
    for _ in range(_WRAPPERS):
        if one.parent is None or two.parent is None or one.tag != two.tag:
            return False
        if one.parent is two.parent:
            return True
        one, two = one.parent, two.parent
        if one.name != two.name:
            return False
    return False


def _lists(shown: Iterable[HtmlBlock], found: Iterable[HtmlBlock]) -> list[list[HtmlBlock]]:
    """Return the entries of each list that has one of ``found`` among them."""
    wanted = {at for block in found if (at := _list_of(block)) is not None}
    entries: dict[int, list[HtmlBlock]] = defaultdict(list)
    if wanted:
        for block in shown:
            if (at := _list_of(block)) in wanted:
                entries[at].append(block)
    return list(entries.values())


def _list_of(block: HtmlBlock) -> int | None:
    """Return the index of the list around a block, None where there is none."""
    if block.kind != "list-item":
        return None
    node = block.node
    while node.parent is not None and node.tag not in _LISTS:
        node = node.parent
    return node.index if node.tag in _LISTS else None
