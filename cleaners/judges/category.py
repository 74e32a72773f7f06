"""Names what a removed block was: by a rule, by its kind, by the names around it, by its links."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from cleaners.blocks.elements import ROLE_BIT
from cleaners.blocks.node import HtmlBlock, Node
from cleaners.blocks.vocabulary import WordClass, vocabulary
from cleaners.judges.base import BlockView, Opinion
from cleaners.tokens import lower_words_of
from cleaners.types import Category

_ROLE_CATEGORY: Final[tuple[tuple[str, Category], ...]] = (
    ("comment", "comments"),
    ("nav", "navigation"),
    ("search", "navigation"),
    ("advert", "advert"),
    ("caption", "caption"),
    ("figure", "caption"),
    ("author", "byline"),
    ("time", "byline"),
    ("address", "contact"),
    ("dialog", "promo"),
    ("footer", "navigation"),
    ("content-info", "navigation"),
    ("banner", "navigation"),
    ("header", "navigation"),
    ("form", "newsletter"),
    ("button", "navigation"),
    ("aside", "related"),
    ("complementary", "related"),
)
_MOSTLY_LINK: Final = 0.5
_LONG_BYLINE: Final = 120  # characters; a longer text about an author is a biography
_REMEMBERED: Final = 4096  # sets of names: a page has some dozens, a site repeats them


def category_of(block: BlockView, said: Sequence[Opinion], title_words: frozenset[str]) -> Category:
    """Return the category of a block that is removed on the model's word.

    ``said`` are the other judges' opinions on it; "other" names nothing.
    """
    named = (o.category for o in said if o.span is None and o.remove)
    if by_rule := next((category for category in named if category != "other"), None):
        return by_rule
    if _repeats(block.text, title_words):
        return "title"
    if block.kind == "caption":
        return "caption"
    if isinstance(block, HtmlBlock):
        return _by_place(block)
    return "other"


def _repeats(text: str, title_words: frozenset[str]) -> bool:
    """Tell whether a text is the title again, with little before or behind it."""
    found = lower_words_of(text)
    if title_words.isdisjoint(found):
        return False
    words = frozenset(found)
    return len(words) > 1 and len(words & title_words) * 5 >= 4 * max(len(words), len(title_words))


def _by_place(block: HtmlBlock) -> Category:
    """Name a block by what is around it, the nearest name first, weak names last."""
    found = _named(block.inner_words, block.inner_roles, weak=False)
    weak = _named(block.inner_words, block.inner_roles, weak=True)
    node: Node | None = block.node
    while node is not None and found is None:
        if node.words:
            found = _named(node.words, node.roles, weak=False)
        if weak is None and (node.words or node.roles):
            weak = _named(node.words, node.roles, weak=True)
        node = node.parent
    found = found or weak
    if found == "byline" and len(block.text) > _LONG_BYLINE:
        return "bio"
    if found is not None:
        return found
    return "navigation" if block.link_chars >= _MOSTLY_LINK * len(block.text) else "other"


@cache
def _classes(*, weak: bool) -> tuple[tuple[int, WordClass], ...]:
    return tuple(
        (1 << place, entry)
        for place, entry in enumerate(vocabulary())
        if entry.category and entry.weak is weak
    )


@lru_cache(maxsize=_REMEMBERED)
def _named(words: int, roles: int, *, weak: bool) -> Category | None:
    """Return the category that names and roles announce; roles are weak."""
    for bit, entry in _classes(weak=weak):
        if words & bit:
            return entry.category
    if weak:
        for role, category in _ROLE_CATEGORY:
            if roles & ROLE_BIT[role]:
                return category
    return None
