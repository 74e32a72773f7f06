"""The reader's view: text in a comment section, an aside, a caption or a dialogue is not
the article, whatever it says.

Only places beside the article's frame count. The frame is every container that holds
most of the page's running text; its names are about the whole page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate
from typing import Final

import msgspec

from cleaners.blocks.elements import ROLE_BIT
from cleaners.blocks.node import HtmlBlock, Node, nodes_of
from cleaners.blocks.vocabulary import word_bit
from cleaners.judges.base import Document, Opinion
from cleaners.judges.limits import limits
from cleaners.types import Category, JudgeName

_FILE: Final = "containers.toml"
_FRAME_SHARE: Final = 0.6  # of the page's running text
_RUNNING: Final = 80  # characters from which a block without links is running text
_FEW_LINKS: Final = 0.3
_CAPTION: Final = "caption"  # the one place that may be an inline element, <span class="credit">
_FIGURE: Final = "figure"
_SHOWN: Final = frozenset({"quote", "table-row", "list-item", "code"})  # what a figure may hold
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
            for block, found in zip(blocks, places_of(document, blocks), strict=True)
            if found is not None
        ]


def places_of(
    document: Document, blocks: Sequence[HtmlBlock]
) -> Sequence[tuple[Place, Node] | None]:
    """Return the places around the blocks of ``document``, which may know them already."""
    return document.places or find_places(blocks, document.nodes or nodes_of(blocks))


def find_places(
    blocks: Sequence[HtmlBlock], nodes: Sequence[Node]
) -> list[tuple[Place, Node] | None]:
    """Return for each block the surest known place it stands in, and the element that is it.

    ``nodes`` are those around the blocks, parents first.
    """
    around = _places_around(blocks, nodes)
    return [_place_of(block, around[block.node.index]) for block in blocks]


def undecided(document: Document) -> Document:
    """Return the document without the blocks of which their place alone decides.

    On news pages they are nearly half. Captions stay: of picture stories they are the article.
    """
    sure = limits().sure.value
    left = [
        (block, place)
        for block, place in zip(document.blocks, document.places, strict=True)
        if place is None or place[0].confidence < sure or place[0].category == _CAPTION
    ]
    blocks, places = [block for block, _ in left], [place for _, place in left]
    return replace(document, blocks=blocks, places=places)


def _place_of(block: HtmlBlock, around: tuple[Place, Node] | None) -> tuple[Place, Node] | None:
    """Return the place of a block by what is inside it and by what its element stands in.

    A quotation, a table, a list and code are what their figure shows, and not its caption.
    """
    if block.inner_words or block.inner_roles:
        inner = _place(block.inner_words, block.inner_roles)
        if inner is not None and inner.id == _CAPTION and _outranks(inner, around):
            return inner, block.node
    if around is not None and around[0].id == _FIGURE and block.kind in _SHOWN:
        return None
    return around


def _places_around(
    blocks: Sequence[HtmlBlock], nodes: Sequence[Node]
) -> dict[int, tuple[Place, Node] | None]:
    """Return by index of each node the surest place that it is or stands in."""
    prose = (len(b.text) if _is_running(b) else 0 for b in blocks)
    sums = list(accumulate(prose, initial=0))
    frame = _FRAME_SHARE * sums[-1]  # a container of so much is about the whole page
    around: dict[int, tuple[Place, Node] | None] = {}
    for node in nodes:
        found = None if node.parent is None else around[node.parent.index]
        if node.words or node.roles:
            place = _place(node.words, node.roles)
            if place is not None and _outranks(place, found):
                found = found if sums[node.end] - sums[node.first] >= frame else (place, node)
        around[node.index] = found
    return around


def _outranks(place: Place, around: tuple[Place, Node] | None) -> bool:
    """Tell whether a place says more of its text than the place around it.

    Of equally sure ones the inner does; but a caption in a place that overrules the model, as
    among comments, is no caption of the article's.
    """
    if around is None:
        return True
    outer = around[0]
    if place.category == _CAPTION != outer.category:
        return outer.confidence < limits().sure.value
    return place.confidence >= outer.confidence


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
