"""The judges' common language: what they are shown, and what they answer.

A judge looks at a ``Document`` and answers with ``Opinion``s. It never decides:
``cleaners.judges.decision`` does, in one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import msgspec

from cleaners.blocks.node import Node
from cleaners.types import Category, JudgeName, Kind

if TYPE_CHECKING:
    from cleaners.judges.container import Place


class BlockView(Protocol):
    """What every block offers, whether a plain ``Block`` or an ``HtmlBlock`` of a page."""

    @property
    def index(self) -> int:
        """Place in reading order, from 0."""
        ...

    @property
    def text(self) -> str:
        """One paragraph, inner white space folded; code keeps its lines."""
        ...

    @property
    def kind(self) -> Kind:
        """What the block is."""
        ...

    @property
    def source(self) -> str:
        """A DOM path, or "line 12"."""
        ...

    @property
    def level(self) -> int:
        """Heading level 1..6, list depth from 1; else 0."""
        ...

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """(text, address as written on the page) of the links inside."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What every judge sees: the blocks in reading order, and what the page says of itself."""

    blocks: Sequence[BlockView]  # for HTML the richer HtmlBlock, for text plain Block
    title: str | None = None
    authors: tuple[str, ...] = ()
    description: str | None = None
    site_name: str | None = None
    language: str | None = None  # a hint for lexicons: the page's claim, not the answer
    article_body: str | None = None  # JSON-LD articleBody, where the page states it
    url: str | None = None  # where the page is from
    by_rules: Sequence[Opinion] = ()  # what the rules say; the learned judge hears it
    is_html: bool = True
    # The containers around the blocks of a page (``nodes_of``): several judges walk them.
    nodes: Sequence[Node] = ()
    # The known place around each block (``container.find_places``): two judges ask.
    places: Sequence[tuple[Place, Node] | None] = ()

    def of_blocks(self, blocks: Sequence[BlockView]) -> Document:
        """Return the document with other blocks, and without what was found around its own."""
        return replace(self, blocks=blocks, nodes=(), places=())


class Opinion(msgspec.Struct, frozen=True, kw_only=True):
    """What one judge says of one block, or of one sentence in it.

    Some 400 are made for a page, and a frozen dataclass takes several times as long to make.
    """

    index: int  # the block
    remove: bool  # False: the judge vouches for the block
    category: Category
    judge: JudgeName
    rule: str
    confidence: float  # 0..1; rules state it in their data
    span: tuple[int, int] | None = None  # characters of the block's text; None = the whole block
    evidence: str = ""  # what was seen, for a reader: the matched words, the container's name


class Judge(Protocol):
    """The one interface of all judges."""

    name: JudgeName

    def judge(self, document: Document) -> list[Opinion]:
        """Return opinions on any of the document's blocks; blocks not named are not judged."""
        ...
