"""What an element's attributes say: words of its names, roles, and whether it is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from lxml.html import HtmlElement

from cleaners.blocks.elements import ARIA_ROLES, HEADING_LEVEL, ITEM_ROLES, TAG_ROLES
from cleaners.blocks.vocabulary import bits_of

# Where page makers name what an element is; CSS-in-JS leaves nothing in class.
_NAMES: Final = frozenset({"class", "id", "data-testid", "data-component", "data-qa", "aria-label"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def read_inline(element: HtmlElement) -> tuple[int, int, bool]:
    """Return words, roles and whether it is hidden, of an inline element."""
    roles = TAG_ROLES.get(element.tag, 0)  # type: ignore[arg-type]  # never a comment
    words = 0
    hidden = False
    for key, value in element.items():
        sort = _TOLD.get(key)
        if sort is None:
            continue
        if sort == _NAME:
            words |= bits_of(value)
        elif sort == _HIDING:
            hidden = hidden or _HIDES[key](value)
        else:
            roles |= _ROLES[key](value)
    return words, roles, hidden


def read(tag: str, attributes: list[tuple[str, str]]) -> tuple[str, int, int, bool]:
    """Return the name as written, its words, the roles, and whether it is hidden."""
    name = ""
    words = 0
    roles = TAG_ROLES.get(tag, 0)
    hidden = False
    for key, value in attributes:
        sort = _TOLD.get(key)
        if sort is None or (key == "id" and tag in HEADING_LEVEL):
            continue  # a heading's id is made of its words
        if sort == _NAME:
            words |= bits_of(value)
            name = f"{name} {value}" if name else value
        elif sort == _HIDING:
            hidden = hidden or _HIDES[key](value)
        else:
            roles |= _ROLES[key](value)
    return name, words, roles, hidden


def _item_roles(value: str) -> int:
    """Return the role bits of microdata's properties."""
    bits = 0
    for name in value.lower().split():
        bits |= ITEM_ROLES.get(name, 0)
    return bits


_HIDES: Final[dict[str, Callable[[str], bool]]] = {
    "style": lambda value: _HIDDEN.search(value) is not None,
    "hidden": lambda value: value != "until-found",
}
_ROLES: Final[dict[str, Callable[[str], int]]] = {
    "role": lambda value: ARIA_ROLES.get(value.strip().lower(), 0),
    "itemprop": _item_roles,
    "itemtype": lambda value: ITEM_ROLES.get(value.rstrip("/").rpartition("/")[2].lower(), 0),
}
# What an attribute tells, if anything: most tell nothing, and all are asked.
_NAME: Final = 0
_HIDING: Final = 1
_ROLE: Final = 2
_TOLD: Final[dict[str, int]] = {
    **dict.fromkeys(_NAMES, _NAME),
    **dict.fromkeys(_HIDES, _HIDING),
    **dict.fromkeys(_ROLES, _ROLE),
}
