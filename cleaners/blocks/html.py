"""The block walk: every text block of a page in reading order, in one pass over its tree.

A block is what a browser would set as one paragraph: block-level elements and runs of
``<br>`` part it, inline elements never do. A row of a data table is one block, its cells
joined by " | "; code keeps its lines. Texts are in normal form, so that what judges
point at is what is written. The tree is only read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from cleaners.blocks.attributes import read_inline
from cleaners.blocks.containers import CODE, child_of, root_of
from cleaners.blocks.elements import FLOW, INLINE, REPLACED
from cleaners.blocks.node import HtmlBlock, Node
from cleaners.normalize import fold, fold_lines

_CELL: Final = "\x1e"  # parts the cells of a row until the row is folded
_LONGEST_LINK: Final = 500  # characters: a teaser with its summary has fewer
_BREAKS_OUT: Final = ("p", "div", "ul", "table", "blockquote", "h1", "h2", "h3")  # of drawings
_ROW_PARTS: Final = frozenset({"table", "caption", "thead", "tbody", "tfoot", "tr"})
_EVENTS: Final = ("start", "end", "comment", "pi")


def walk(root: HtmlElement) -> tuple[HtmlBlock, ...]:
    """Return the page's text blocks in reading order, hidden ones marked as such."""
    return _Walk(root).run()


class _Walk:
    """One pass; its state is the text since the last block's end."""

    def __init__(self, root: HtmlElement) -> None:
        self._root = root
        self._node: Node = root_of(root)
        self._node_count = 1
        self._blocks: list[HtmlBlock] = []
        # Address, None for a jump mark and once it has ended; where its text starts in _parts.
        self._open_links: list[tuple[str | None, int]] = []
        self._link_run = 0  # characters in the innermost of them
        self._bold = 0  # open <b> and <strong>
        self._italic = 0  # open <i> and <em>
        self._after_break = False
        self._clear()

    def _clear(self) -> None:
        """Forget the text since the last block's end; open links go on in the next block."""
        self._parts: list[str] = []
        self._links: list[tuple[str, str]] = []
        self._link_end = -1  # length of _parts when the last link closed
        self._link_chars = 0
        self._bold_chars = 0
        self._italic_chars = 0
        self._inner_words = 0
        self._inner_roles = 0
        self._inked = False  # more than white space
        self._broken = False  # nothing but white space since a <br>

    def run(self) -> tuple[HtmlBlock, ...]:
        """Walk the tree."""
        root = self._root
        skipped: HtmlElement | None = None
        starts = self._starts()
        ends = self._ends()
        if root.text:
            self._text(root.text)
        context = etree.iterwalk(root, events=_EVENTS)
        next(context)  # the root's own start: its node is there already
        for event, element in context:
            if event == "start":
                if starts[FLOW.get(element.tag, INLINE)](element):  # type: ignore[arg-type]
                    if element.text:
                        self._text(element.text)
                else:
                    skipped = element
                    context.skip_subtree()
                continue
            if event == "end" and element is not skipped:
                ends[FLOW.get(element.tag, INLINE)](element)  # type: ignore[arg-type]
            if element.tail and element is not root:
                self._text(element.tail)
        self._flush()
        self._node.end = len(self._blocks)
        return tuple(self._blocks)

    def _starts(self) -> tuple[Callable[[HtmlElement], bool], ...]:
        """Return by flow what takes an opening tag; False when inside is no text of the page."""
        return (
            self._open_inline,
            self._open_block,
            self._skip,
            self._break,
            self._open_link,
            self._open_bold,
            self._open_italic,
            self._open_picture,
        )

    def _ends(self) -> tuple[Callable[[HtmlElement], None], ...]:
        """Return by flow what takes a closing tag."""
        return (
            self._pass,
            self._close_block,
            self._pass,
            self._pass,
            self._close_link,
            self._close_bold,
            self._close_italic,
            self._pass,
        )

    def _text(self, text: str) -> None:
        """Take a piece of text."""
        self._parts.append(text)
        if text.isspace():
            return
        self._inked = True
        self._broken = False
        if self._open_links and self._open_links[-1][0] is not None:
            self._take_linked(len(text.strip()))
        if self._bold:
            self._bold_chars += len(text.strip())
        if self._italic:
            self._italic_chars += len(text.strip())

    def _take_linked(self, chars: int) -> None:
        """Count characters of a link; one that nobody closed ends where none is so long."""
        self._link_chars += chars
        self._link_run += chars
        if self._link_run > _LONGEST_LINK:
            self._end_link()

    def _skip(self, element: HtmlElement) -> bool:
        """Pass an element that is not displayed as text; enter a drawing that nobody closed.

        What libxml2 leaves inside such a one, browsers put behind it: the HTML Standard, 13.2.6.5.
        """
        if element.tag in REPLACED:
            self._parts.append(" ")
        return element.tag == "svg" and any(map(_is_outside, element.iter(*_BREAKS_OUT)))

    def _pass(self, _element: HtmlElement) -> None:
        """Leave what needs no leaving."""

    def _open_inline(self, element: HtmlElement) -> bool:
        """Enter an inline element; False when it is hidden."""
        words, roles, hidden = read_inline(element)
        if hidden:
            return False
        self._inner_words |= words
        self._inner_roles |= roles
        return True

    def _open_link(self, element: HtmlElement) -> bool:
        """Enter a link or a jump mark."""
        shown = self._open_inline(element)
        if shown:
            if self._open_links:  # HTML has no link inside a link
                self._end_link()
            # Two links side by side are two words, whatever sets them apart on the screen.
            if self._link_end == len(self._parts):
                self._parts.append(" ")
            self._open_links.append((_address(element), len(self._parts)))
            self._link_run = 0
        return shown

    def _close_link(self, _element: HtmlElement) -> None:
        """Leave a link."""
        self._end_link()
        self._open_links.pop()
        self._link_end = len(self._parts)

    def _end_link(self) -> None:
        """Note where the innermost link leads; what follows inside it is no part of it."""
        address, start = self._open_links[-1]
        if address is None:
            return
        self._open_links[-1] = (None, 0)
        if start > len(self._parts):  # a block ended inside the link
            start = 0
        text = " ".join("".join(self._parts[start:]).split())
        if text and address:
            self._links.append((text, address))

    def _open_picture(self, element: HtmlElement) -> bool:
        """Enter what takes room between two words."""
        self._parts.append(" ")
        return self._open_inline(element)

    def _open_bold(self, element: HtmlElement) -> bool:
        shown = self._open_inline(element)
        self._bold += shown
        return shown

    def _close_bold(self, _element: HtmlElement) -> None:
        self._bold -= 1

    def _open_italic(self, element: HtmlElement) -> bool:
        shown = self._open_inline(element)
        self._italic += shown
        return shown

    def _close_italic(self, _element: HtmlElement) -> None:
        self._italic -= 1

    def _break(self, _element: HtmlElement) -> bool:
        """Take a <br>: one is white space, a run of them parts paragraphs."""
        if self._node.roles & CODE:
            self._parts.append("\n")
        elif self._broken and not self._node.data_table:
            self._after_break = True
            self._flush()
            self._after_break = True
        else:
            self._parts.append(" ")
            self._broken = True
        return True

    def _open_block(self, element: HtmlElement) -> bool:
        """Enter a block-level element; inside a row of data it only parts words."""
        node = self._node
        if node.data_table and element.tag not in _ROW_PARTS:
            self._parts.append(_CELL if element.tag in {"td", "th"} else " ")
            return True
        if self._parts:
            self._flush()
        self._node = child_of(node, element, self._node_count, len(self._blocks))
        self._node_count += 1
        return True

    def _close_block(self, element: HtmlElement) -> None:
        """Leave a block-level element."""
        if element is not self._node.element:  # inside a row of data
            self._parts.append(" ")
            return
        if self._parts:
            self._flush()
        self._node.end = len(self._blocks)
        if self._node.parent is not None:
            self._node = self._node.parent

    def _flush(self) -> None:
        """End the block, if there is any text in it."""
        node = self._node
        text = self._folded(node) if self._inked else ""
        if text:
            self._blocks.append(
                HtmlBlock(
                    len(self._blocks),
                    text,
                    node.kind,
                    node.level,
                    node,
                    tuple(self._links),
                    self._link_chars,
                    self._bold_chars,
                    self._italic_chars,
                    self._inner_words,
                    self._inner_roles,
                    self._after_break,
                )
            )
            self._after_break = False
        self._clear()

    def _folded(self, node: Node) -> str:
        """Return the block's text: one line, or the lines of code."""
        text = "".join(self._parts)
        if node.roles & CODE:
            return fold_lines(text)
        if node.data_table:
            cells = (fold(cell) for cell in text.split(_CELL))
            return " | ".join(cell for cell in cells if cell)
        return fold(text)


def _address(anchor: HtmlElement) -> str | None:
    """Return where a link leads, "" where only a script knows, None for the mark of a place."""
    address = anchor.get("href")
    if address is None and ("name" in anchor.attrib or anchor.keys() == ["id"]):
        return None
    return address or ""


def _is_outside(element: HtmlElement) -> bool:
    """Tell an element that ends a drawing from one that the drawing itself shows."""
    return next(element.iterancestors("foreignobject"), None) is None
