"""A page's blocks and containers as columns of whole numbers, for the features to count with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cleaners.blocks.node import HtmlBlock, Node, nodes_of
from cleaners.judges.base import Document
from cleaners.judges.container import places_of
from cleaners.model.table import Ints, running
from cleaners.model.text_features import column

_ENOUGH_TOKENS: Final = 8
_ENOUGH_BYTES: Final = 90  # what a line without spaces (Chinese, Japanese, Thai) must hold instead
_FEW_LINKS: Final = 300  # per mille of the characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page; ``b_`` columns have a row per block, ``n_`` columns a row per node."""

    nodes: tuple[Node, ...]  # those with text inside, in the order of the page
    b_node: Ints  # row of the block's node
    b_chars: Ints
    b_links: Ints  # characters inside links
    b_good: Ints  # characters, of blocks of running text; 0 for any other
    n_parent: Ints  # row of the parent; the root is its own
    n_depth: Ints
    n_first: Ints  # the blocks inside are first..end
    n_end: Ints

    def chain(self, share: int) -> list[int]:
        """Return the deepest node with ``share`` per mille of the running text, and all around it.

        Rows from the inside out; the last one is the root.
        """
        good = running(self.b_good)
        inside = good[self.n_end] - good[self.n_first]
        enough = inside * 1000 >= max(1, int(good[-1])) * share
        enough[0] = True
        rows = np.flatnonzero(enough)
        row = int(rows[np.argmax(self.n_depth[rows])])
        chain = [row]
        while self.n_parent[row] != row:
            row = int(self.n_parent[row])
            chain.append(row)
        return chain


def page_of(document: Document, blocks: Sequence[HtmlBlock], text: Ints) -> Page:
    """Return the page of a document with at least one block.

    ``blocks`` are the document's, ``text`` has the columns of ``text_features``. The document may
    lack blocks of the page: nodes without any other are left out, the ranges are of those there.
    """
    numbers = np.array([block.index for block in blocks], dtype=np.int64)
    every = document.nodes or nodes_of(blocks)
    first = np.searchsorted(numbers, np.array([n.first for n in every], dtype=np.int64))
    end = np.searchsorted(numbers, np.array([n.end for n in every], dtype=np.int64))
    held = np.flatnonzero(end > first)
    nodes = tuple(every[at] for at in held.tolist())
    row = {node.index: place for place, node in enumerate(nodes)}
    chars = column(text, "chars")
    links = np.array([block.link_chars for block in blocks], dtype=np.int64)
    links = np.minimum(links, chars)
    return Page(
        nodes=nodes,
        b_node=np.array([row[block.node.index] for block in blocks], dtype=np.int64),
        b_chars=chars,
        b_links=links,
        b_good=_good(document, blocks, text, links),
        n_parent=np.array([row[(n.parent or n).index] for n in nodes], dtype=np.int64),
        n_depth=np.array([n.depth for n in nodes], dtype=np.int64),
        n_first=first[held],
        n_end=end[held],
    )


def _good(document: Document, blocks: Sequence[HtmlBlock], text: Ints, links: Ints) -> Ints:
    """Return each block's characters of running text: shown, few links, in no place of its own."""
    shown = np.array([not b.node.hidden and b.kind != "caption" for b in blocks])
    few_links = links * 1000 < column(text, "chars") * _FEW_LINKS
    good = np.where(shown & few_links, running_text(text), 0)
    elsewhere = np.array([place is not None for place in places_of(document, blocks)])
    return np.where(elsewhere, 0, good)


def running_text(text: Ints) -> Ints:
    """Return the characters of each block that is long and has the end of a sentence, else 0."""
    chars = column(text, "chars")
    size = column(text, "bytes_per_char") * chars // 100
    long = (column(text, "tokens") >= _ENOUGH_TOKENS) | (size >= _ENOUGH_BYTES)
    return np.where(long & (column(text, "stop_count") > 0), chars, 0)
