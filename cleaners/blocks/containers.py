"""Makes the nodes of the walk: what a block-level element adds to what it stands in."""

from __future__ import annotations

from typing import Final

from lxml.html import HtmlElement

from cleaners.blocks.attributes import read
from cleaners.blocks.elements import HEADING_LEVEL, ROLE_BIT
from cleaners.blocks.node import Node
from cleaners.blocks.tables import is_data_table
from cleaners.types import Kind

CODE: Final = ROLE_BIT["code"]
_CAPTION: Final = ROLE_BIT["caption"]
_TOLD: Final = CODE | _CAPTION
_CLOSED: Final = frozenset({"noscript", "template", "dialog"})  # by default
_ITEMS: Final = frozenset({"li", "dt", "dd"})
_LISTS: Final = frozenset({"ul", "ol", "dl"})
_TELLING: Final = frozenset({*HEADING_LEVEL, *_ITEMS, *_LISTS, "blockquote"})
# What all text inside an element of this kind is, whatever further elements are around it.
_LASTING: Final[frozenset[Kind]] = frozenset({"heading", "code", "caption", "table-row"})


def root_of(element: HtmlElement) -> Node:
    """Return the node of the tree's root."""
    name, words, roles, hidden = read(str(element.tag), element.items())
    return Node(
        0, None, element, str(element.tag), 0, name, words, words, roles, roles, hidden,
        "paragraph", 0, False, 0,
    )  # fmt: skip


def child_of(parent: Node, element: HtmlElement, index: int, first: int) -> Node:
    """Return the node of a block-level element inside ``parent``."""
    tag: str = element.tag  # type: ignore[assignment]  # of an element, never of a comment
    name, words, roles, hidden = read(tag, element.items())
    kind, level = parent.kind, parent.level
    if tag in _TELLING or roles & _TOLD:
        kind, level = _sense(parent, tag, roles)
    hidden = hidden or parent.hidden or (tag in _CLOSED and _is_closed(element, tag))
    data_table = parent.data_table
    if tag == "table" and not data_table and is_data_table(element):
        data_table = True
    if data_table and kind != "caption":
        kind, level = "table-row", 0
    return Node(
        index, parent, element, tag, parent.depth + 1, name, words, words | parent.all_words,
        roles | (parent.roles & CODE), roles | parent.all_roles, hidden, kind, level, data_table,
        first, paths=parent.paths,
    )  # fmt: skip


def _is_closed(element: HtmlElement, tag: str) -> bool:
    """Tell whether browsers do not show this element, one of ``_CLOSED``."""
    return tag != "dialog" or element.get("open") is None


def _sense(parent: Node, tag: str, roles: int) -> tuple[Kind, int]:
    """Return the kind and level of text in an element that tells them, and in what it stands."""
    if parent.kind in _LASTING:
        return parent.kind, parent.level
    if tag in HEADING_LEVEL:
        return "heading", HEADING_LEVEL[tag]
    if roles & CODE:
        return "code", 0
    if roles & _CAPTION:
        return "caption", 0
    if tag in _ITEMS:
        return "list-item", max(1, parent.level)
    if tag in _LISTS:
        return parent.kind, parent.level + 1
    if tag == "blockquote":
        return "quote", 0
    return parent.kind, parent.level
