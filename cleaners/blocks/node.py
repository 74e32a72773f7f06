"""What the walk makes: the page's containers and its text blocks.

Both point into the shared tree, which nobody changes; ``HtmlBlock.plain`` makes
the picklable ``Block`` that leaves the cleaner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from lxml.html import HtmlElement

from cleaners.types import Block, Kind


@dataclass(slots=True, eq=False)
class Node:
    """One block-level element of the page, as the judges see it.

    ``words`` and ``roles`` are sets of bits: the classes of words in class and id
    (``vocabulary``) and the elements and ARIA or schema.org roles (``elements``).
    The ``all_`` forms hold those of the ancestors too. Not frozen: one is made for
    every element, and freezing doubles what that costs.
    """

    index: int  # order of opening tags, from 0
    parent: Node | None
    element: HtmlElement
    tag: str
    depth: int
    name: str  # class and id as written, for a reader and for same-looking groups
    words: int
    all_words: int
    roles: int
    all_roles: int
    hidden: bool  # this element or one around it is not displayed
    kind: Kind  # of the text directly inside
    level: int  # heading level 1..6, list depth from 1; else 0
    data_table: bool  # this element or one around it is a table of data
    first: int  # the blocks inside are those from `first` up to, not with, `end`
    end: int = 0

    paths: dict[HtmlElement, str] = field(default_factory=dict)  # the whole walk's: see `path`

    def path(self) -> str:
        """Return the element's XPath in its document.

        libxml2 counts the siblings anew for each path: 2 ms among 49,000 of them.
        """
        unknown: list[HtmlElement] = []
        at: HtmlElement | None = self.element
        while at is not None and at not in self.paths:
            unknown.append(at)
            at = at.getparent()
        path = "" if at is None else self.paths[at]
        for element in reversed(unknown):
            self._number(element, path)
            path = self.paths[element]
        return path

    def _number(self, element: HtmlElement, around: str) -> None:
        """Note the paths of ``element`` and its namesakes beside it, numbered from 1 if many."""
        above = element.getparent()
        tag = str(element.tag)
        namesakes = [element] if above is None else list(above.iterchildren(tag))
        if len(namesakes) == 1:
            self.paths[element] = f"{around}/{tag}"
            return
        for number, namesake in enumerate(namesakes, start=1):
            self.paths[namesake] = f"{around}/{tag}[{number}]"


@dataclass(slots=True, eq=False)
class HtmlBlock:
    """One text block of a page with all that the walk saw of it; offers all of ``Block``.

    Judges read it and never write it.
    """

    index: int  # place in reading order, from 0
    text: str
    kind: Kind
    level: int
    node: Node  # the innermost block-level element around the text
    links: tuple[tuple[str, str], ...]  # (text, address as written) of the links inside
    link_chars: int  # characters inside links, white space at the ends not counted
    bold_chars: int
    italic_chars: int
    inner_words: int  # vocabulary classes of the inline elements inside
    inner_roles: int  # roles of the inline elements inside
    after_break: bool  # parted from the text before or after by a run of <br>

    @property
    def source(self) -> str:
        """Return the DOM path of the block's element."""
        return self.node.path()

    @property
    def hidden(self) -> bool:
        """Tell whether the page does not display the block."""
        return self.node.hidden

    def plain(self, base_url: str | None = None, *, text: str | None = None) -> Block:
        """Return the picklable block; links become absolute against ``base_url``.

        ``text`` replaces the text, for a block with sentences taken out.
        """
        return Block(
            index=self.index,
            text=self.text if text is None else text,
            kind=self.kind,
            source=self.source,
            level=self.level,
            links=tuple((name, _absolute(base_url, address)) for name, address in self.links),
        )


def nodes_of(blocks: Sequence[HtmlBlock]) -> tuple[Node, ...]:
    """Return the nodes with text inside, in the order of their opening tags: parents first."""
    seen: dict[int, Node] = {}
    for block in blocks:
        node: Node | None = block.node
        while node is not None and node.index not in seen:
            seen[node.index] = node
            node = node.parent
    return tuple([seen[index] for index in sorted(seen)])


def _absolute(base_url: str | None, address: str) -> str:
    """Join an address to its base; one that cannot be joined stays as written."""
    if not base_url:
        return address
    try:
        return urljoin(base_url, address)
    except ValueError:  # e.g. "http://[": not a URL, yet what the page says
        return address
