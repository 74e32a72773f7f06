"""The reader's view: text in a comment section, an aside, a caption or a dialogue is not
the article, whatever it says.

Only places beside the article's frame count. The frame is every container that holds
most of the page's running text; its names are about the whole page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate
from typing import Final

import msgspec

from cleaners.blocks.elements import ROLE_BIT
from cleaners.blocks.node import HtmlBlock, Node
from cleaners.blocks.vocabulary import word_bit
from cleaners.judges.base import Document, Opinion
from cleaners.types import Category, JudgeName

_FILE: Final = "containers.toml"
_FRAME_SHARE: Final = 0.6  # of the page's running text
_RUNNING: Final = 80  # characters from which a block without links is running text
_FEW_LINKS: Final = 0.3
_CAPTION: Final = "caption"  # the one place that may be an inline element, <span class="credit">
_FIGURE: Final = "figure"
_REMEMBERED: Final = 4096  # sets of names: a page has some dozens, a site repeats them
_SHOWN_NAME: Final = 80  # characters of class and id that a receipt shows


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sort of container, and what is said of the text in it."""

    id: str
    category: Category
    confidence: float  # 0..1
    why: str
    word: str | None = None
    role: str | None = None


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    entries: tuple[Place, ...] = msgspec.field(name="place")


@cache
def places() -> tuple[Place, ...]:
    """Return the known places, in the order in which they are tried."""
    return msgspec.toml.decode(files(__package__).joinpath(_FILE).read_bytes(), type=_File).entries


@cache
def _masks() -> tuple[tuple[int, int, Place], ...]:
    """Return the word and role bits of each place."""
    return tuple(
        (word_bit(p.word) if p.word else 0, ROLE_BIT[p.role] if p.role else 0, p) for p in places()
    )


class ContainerJudge:
    """Judges blocks by the containers around them; says nothing of plain text."""

    name: JudgeName = "container"

    def judge(self, document: Document) -> list[Opinion]:
        """Return an opinion for each block that stands in a known place."""
        blocks = [block for block in document.blocks if isinstance(block, HtmlBlock)]
        return [
            _opinion(block, *found)
            for block, found in zip(blocks, find_places(blocks), strict=True)
            if found is not None
        ]


def find_places(blocks: Sequence[HtmlBlock]) -> list[tuple[Place, Node] | None]:
    """Return for each block the surest known place it stands in, and the element that is it."""
    finder = _Finder(blocks)
    return [finder.of(block) for block in blocks]


class _Finder:
    """Finds the place around a block; each container is looked at once."""

    def __init__(self, blocks: Sequence[HtmlBlock]) -> None:
        prose = (len(b.text) if _is_running(b) else 0 for b in blocks)
        self._sums = list(accumulate(prose, initial=0))
        self._known: dict[int, tuple[Place, Node] | None] = {}

    def of(self, block: HtmlBlock) -> tuple[Place, Node] | None:
        """Return the surest place around ``block``, of equals the innermost.

        A quotation is not its figure's text.
        """
        if block.inner_words or block.inner_roles:
            inner = _place(block.inner_words, block.inner_roles)
            if inner is not None and inner.id == _CAPTION:
                return inner, block.node
        found = self._around(block.node)
        if found is not None and found[0].id == _FIGURE and block.kind == "quote":
            return None
        return found

    def _around(self, node: Node) -> tuple[Place, Node] | None:
        chain: list[Node] = []
        at: Node | None = node
        while at is not None and at.index not in self._known:
            chain.append(at)
            at = at.parent
        found = self._known[at.index] if at is not None else None
        for one in reversed(chain):
            place = None if self._is_frame(one) else _place(one.words, one.roles)
            if place is not None and (found is None or place.confidence >= found[0].confidence):
                found = (place, one)
            self._known[one.index] = found
        return found

    def _is_frame(self, node: Node) -> bool:
        inside = self._sums[node.end] - self._sums[node.first]
        return inside >= _FRAME_SHARE * self._sums[-1]


def _is_running(block: HtmlBlock) -> bool:
    length = len(block.text)
    return length >= _RUNNING and block.link_chars < _FEW_LINKS * length and not block.hidden


@lru_cache(maxsize=_REMEMBERED)
def _place(words: int, roles: int) -> Place | None:
    """Return the first known place that the names or roles announce."""
    return next((p for w, r, p in _masks() if words & w or roles & r), None)


def _opinion(block: HtmlBlock, place: Place, node: Node) -> Opinion:
    return Opinion(
        index=block.index,
        remove=True,
        category=place.category,
        judge="container",
        rule=place.id,
        confidence=place.confidence,
        evidence=f"<{node.tag}> {node.name}"[:_SHOWN_NAME].strip(),
    )
