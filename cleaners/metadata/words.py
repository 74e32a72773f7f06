"""Small text helpers of the metadata parts."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Final

from lxml.html import HtmlElement

from cleaners.normalize import nfc

_NO_LETTER: Final = re.compile(r"[\W_]+")
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
# Controls, zero-width and direction marks; the joiners U+200C and U+200D are letters' business.
_INVISIBLE: Final = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffc\ud800-\udfff\ufffe\uffff]"
)
_MAX_DEPTH: Final = 60  # of elements in a heading or byline; deeper is a broken page
_MAX_PARTS: Final = 600  # pieces of text; more is no heading and no byline
_SILENT: Final = frozenset({"script", "style", "noscript", "template", "svg", "rt", "rp"})
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "em", "i", "mark", "q", "strong", "sub", "sup", "u", "wbr"}
)


def plain(text: str, *, limit: int = 2000) -> str:
    """Return one line of text: entities decoded, tags and invisible characters out, NFC."""
    text = text[: limit * 4]
    if "&" in text:
        text = html.unescape(text)
        if "&" in text:  # "&amp;amp;": written by one system, escaped again by the next
            text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if not text.isascii():
        text = nfc(text)
    if not text.isprintable():  # white space but U+0020 is not printable either
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())[:limit].rstrip()


def folded(text: str) -> str:
    """Return the form in which texts are compared: lower case, letters and digits only."""
    return _NO_LETTER.sub("", text.casefold())


def element_text(
    element: HtmlElement,
    *,
    limit: int = 2000,
    without: Callable[[HtmlElement], bool] | None = None,
) -> str:
    """Return the element's visible text in one line; inline tags neither glue nor split words.

    ``without`` names inner elements that are left out.
    """
    parts: list[str] = []
    _gather(element, parts, 0, without)
    return plain("".join(parts), limit=limit)


def _gather(
    element: HtmlElement,
    parts: list[str],
    depth: int,
    without: Callable[[HtmlElement], bool] | None,
) -> None:
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return
    if depth > _MAX_DEPTH or len(parts) > _MAX_PARTS or (depth and without and without(element)):
        return
    edge = "" if element.tag in _INLINE else " "
    parts += (edge, element.text or "")
    for child in element:
        _gather(child, parts, depth + 1, without)
        parts.append(child.tail or "")
    parts.append(edge)
