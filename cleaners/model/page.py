"""A page's blocks and containers as columns of whole numbers, for the features to count with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaners.blocks.elements import ROLE_BIT
from cleaners.blocks.node import HtmlBlock, Node
from cleaners.blocks.vocabulary import word_bit

Ints = npt.NDArray[np.int64]

_ENOUGH_TOKENS: Final = 8
_ENOUGH_BYTES: Final = 90  # what a line without spaces (Chinese, Japanese, Thai) must hold instead
_FEW_LINKS: Final = 300  # per mille of the characters
# Good text in such places is somebody's, not the article's.
_ELSEWHERE: Final = ("comment", "consent", "related", "overlay", "footer", "nav")
_MOST_ELSEWHERE: Final = 700  # per mille; beyond it the name is on the page's own frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """One page; ``b_`` columns have a row per block, ``n_`` columns a row per node."""

    nodes: tuple[Node, ...]  # those with text inside, in the order of the page
    b_node: Ints  # row of the block's node
    b_chars: Ints
    b_links: Ints  # characters inside links
    b_good: Ints  # characters of running text, 0 for any other
    n_parent: Ints  # row of the parent; the root is its own
    n_depth: Ints
    n_first: Ints  # the blocks inside are first..end
    n_end: Ints


def columns(blocks: Sequence[HtmlBlock], tokens: Ints, stops: Ints) -> Columns:
    """Return the columns of a page of at least one block."""
    nodes = _nodes(blocks)
    row = {node.index: place for place, node in enumerate(nodes)}
    chars = np.array([len(block.text) for block in blocks], dtype=np.int64)
    links = np.array([block.link_chars for block in blocks], dtype=np.int64)
    links = np.minimum(links, chars)
    return Columns(
        nodes=nodes,
        b_node=np.array([row[block.node.index] for block in blocks], dtype=np.int64),
        b_chars=chars,
        b_links=links,
        b_good=_good(blocks, chars, links, tokens, stops),
        n_parent=np.array([row[(n.parent or n).index] for n in nodes], dtype=np.int64),
        n_depth=np.array([n.depth for n in nodes], dtype=np.int64),
        n_first=np.array([n.first for n in nodes], dtype=np.int64),
        n_end=np.array([n.end for n in nodes], dtype=np.int64),
    )


def _nodes(blocks: Sequence[HtmlBlock]) -> tuple[Node, ...]:
    """Return the nodes with text inside, in the order of their opening tags."""
    seen: dict[int, Node] = {}
    for block in blocks:
        node: Node | None = block.node
        while node is not None and node.index not in seen:
            seen[node.index] = node
            node = node.parent
    return tuple(seen[index] for index in sorted(seen))


@cache
def _elsewhere() -> tuple[int, int]:
    """Return the word and role bits of places whose text is not the article's."""
    words = 0
    for name in _ELSEWHERE:
        words |= word_bit(name)
    return words, ROLE_BIT["comment"] | ROLE_BIT["nav"] | ROLE_BIT["aside"]


def _good(blocks: Sequence[HtmlBlock], chars: Ints, links: Ints, tokens: Ints, stops: Ints) -> Ints:
    """Return each block's characters of running text: sentences, few links, shown, no caption."""
    size = np.array([len(b.text.encode("utf-8", "surrogatepass")) for b in blocks], dtype=np.int64)
    shown = np.array([not b.node.hidden and b.kind != "caption" for b in blocks])
    long = (tokens >= _ENOUGH_TOKENS) | (size >= _ENOUGH_BYTES)
    good = np.where(shown & long & (stops > 0) & (links * 1000 < chars * _FEW_LINKS), chars, 0)
    words, roles = _elsewhere()
    elsewhere = np.array(
        [bool(b.node.all_words & words or b.node.all_roles & roles) for b in blocks]
    )
    lost = int(good[elsewhere].sum())
    if lost * 1000 <= int(good.sum()) * _MOST_ELSEWHERE:
        good = np.where(elsewhere, 0, good)
    result: Ints = good
    return result
