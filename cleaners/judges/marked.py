"""What a page's markup says around a block: words of class and id, and where its links lead."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from cleaners.blocks.node import HtmlBlock, nodes_of
from cleaners.judges.base import BlockView, Document

_NOTHING: frozenset[str] = frozenset()
_REMEMBERED = 4096  # names of elements: a page has some hundreds, a site repeats them


def names_around(document: Document, wanted: frozenset[str]) -> dict[int, frozenset[str]]:
    """Return by index of each node the wanted words of class and id in it and around it."""
    html = [block for block in document.blocks if isinstance(block, HtmlBlock)]
    around: dict[int, frozenset[str]] = {}
    for node in document.nodes or nodes_of(html):
        names = _NOTHING if node.parent is None else around[node.parent.index]
        own = _wanted_in(node.name, wanted) if node.name else _NOTHING
        around[node.index] = names | own if own else names
    return around


@lru_cache(maxsize=_REMEMBERED)
def _wanted_in(name: str, wanted: frozenset[str]) -> frozenset[str]:
    return wanted.intersection(name.lower().split())


def hosts_of(block: BlockView) -> frozenset[str]:
    """Return the hosts of a block's links, without "www."."""
    return frozenset(
        urlsplit(address).netloc.lower().removeprefix("www.")
        for _, address in block.links
        if "//" in address and "[" not in address
    )
