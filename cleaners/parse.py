"""Text to one lxml tree that holds all of the page, or an error: nothing is lost silently.

lxml (libxml2) drops the rest of a page at 2,048 levels. So its error log is read, and a
page that nests too deep is flattened first: inline formatting and surplus wrappers, which
carry no text of their own, are taken out of the markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import starmap
from typing import Literal, cast

from lxml import etree
from lxml.html import HtmlElement

from cleaners.errors import CleaningError
from cleaners.flatten import flatten
from cleaners.limits import limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """The page's one tree, shared by all steps; no step may change it."""

    root: HtmlElement
    how: Literal["plain", "flattened"]


# Never characters of a page: C0 controls but white space, and XML's noncharacters.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CONTROL_BYTES = bytes(code < ord(" ") and code not in b"\t\n\r" for code in range(256))
_FEEDS = "\x0b\x0c"  # white space to a reader
_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));?")
# What the head holds; anything else begins the body.
_HEAD_TAGS = frozenset(
    {"base", "basefont", "bgsound", "link", "meta", "title"}
    | {"noscript", "script", "style", "template", "noframes"}
)
_TAGS_OF_AN_ELEMENT = 2
_LAST_CHARACTER = 0x10FFFF
_MOST_DIGITS = 7  # of a character's number, hexadecimal or not
# What lxml.html's own parser makes, but without a call into Python for every element.
_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)


def parse(text: str, utf8: bytes | None = None) -> Parsed:
    """Parse ``text`` once. Raises ``CleaningError`` ``empty``, ``too-large``, ``parser-limit``.

    ``text`` has passed ``gate.check_text`` and holds no lone surrogates; ``utf8`` are its bytes,
    where they are known.
    """
    text, raw = _legal(text, text.encode() if utf8 is None else utf8)
    how: Literal["plain", "flattened"] = "plain"
    if text.count("<") > limits().tags.value * _TAGS_OF_AN_ELEMENT:
        raw, how = _flattened_within_limit(text).encode(), "flattened"
    root, stopped = _parse_lxml(raw)
    if stopped and how == "plain":
        how = "flattened"
        root, stopped = _parse_lxml(_flattened_within_limit(text).encode())
    if stopped:
        raise CleaningError("parser-limit", "the parser stopped before the page's end")
    if root is None:
        raise CleaningError("empty", "no markup and no text")
    _take_in_what_follows(root)
    _move_out_of_head(root)
    return Parsed(root=root, how=how)


def _take_in_what_follows(root: HtmlElement) -> None:
    """Give the body what stands behind ``</html>``, as browsers do.

    libxml2 puts it beside the root (HTML Standard, 13.2.6.4.22 The "after after body" mode).
    """
    following = list(root.itersiblings())
    if following:
        body = root.find("body")
        (root if body is None else body).extend(following)


def _move_out_of_head(root: HtmlElement) -> None:
    """Give the body what libxml2 left in the head: elements that HTML 4 does not know.

    ``</head><body>`` may be left out, and ``<article>`` then begins the body (HTML Standard,
    13.2.6.4.4 The "in head" insertion mode).
    """
    head = root.find("head")
    if head is None:
        return
    shown = [each for each in head if isinstance(each.tag, str) and each.tag not in _HEAD_TAGS]
    if not shown:
        return
    body = root.find("body")
    if body is None:
        body = root.makeelement("body")
        root.append(body)
    shown[-1].tail = (shown[-1].tail or "") + (body.text or "")
    body.text = None
    body[:0] = shown


def _parse_lxml(raw: bytes) -> tuple[HtmlElement | None, bool]:
    """Return the tree, and whether the parser stopped before the end of ``raw``, in UTF-8."""
    parser = etree.HTMLParser(
        encoding="utf-8",  # overrides what the page says: it is decoded already
        huge_tree=True,
        collect_ids=False,
        default_doctype=False,
        remove_comments=True,
        remove_pis=True,
    )
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        root = etree.fromstring(raw, parser)
    except etree.ParserError:
        return None, False
    except etree.XMLSyntaxError:
        return None, _hit_limit(parser)
    return cast("HtmlElement", root), _hit_limit(parser)


def _hit_limit(parser: etree.HTMLParser) -> bool:
    last = parser.error_log.last_error
    return last is not None and last.level == etree.ErrorLevels.FATAL


def _legal(text: str, raw: bytes) -> tuple[str, bytes]:
    """Take out what no XML tree may hold: one such reference costs some readers the article.

    The bytes are the text's, in UTF-8.
    """
    before = text
    if _has_controls(text, raw):
        text = _CONTROLS.sub(_legal_control, text)
    if "&#" in text and any(starmap(_is_illegal, set(_REFERENCE.findall(text)))):
        text = _REFERENCE.sub(_legal_reference, text)
    return text, raw if text is before else text.encode()


def _has_controls(text: str, raw: bytes) -> bool:
    """Tell whether there is one: to mark them among the bytes costs a tenth of the search."""
    return b"\x01" in raw.translate(_CONTROL_BYTES) or "\ufffe" in text or "\uffff" in text


def _legal_control(match: re.Match[str]) -> str:
    return " " if match[0] in _FEEDS else ""


def _legal_reference(match: re.Match[str]) -> str:
    meant = _meant(*match.groups())
    return match[0] if meant is None else meant


def _is_illegal(hexadecimal: str | None, decimal: str | None) -> bool:
    return _meant(hexadecimal, decimal) is not None


def _meant(hexadecimal: str | None, decimal: str | None) -> str | None:
    """Return what browsers read for a numeric reference (HTML Standard, 13.2.5.80).

    None where it is the character of that number, as the parser reads it, too.
    """
    digits = hexadecimal or decimal or "0"
    if len(digits) > _MOST_DIGITS:
        return "\ufffd"
    code = int(digits, 16 if hexadecimal else 10)
    if 0x80 <= code <= 0x9F:  # noqa: PLR2004 - C1 controls mean cp1252's characters
        return bytes((code,)).decode("cp1252", "ignore")
    if code > _LAST_CHARACTER or 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - surrogates
        return "\ufffd"
    control = _CONTROLS.match(chr(code))
    return None if control is None else _legal_control(control)


def _flattened_within_limit(text: str) -> str:
    flat = flatten(text, limits().nesting.value)
    tags = flat.count("<")
    if tags > limits().tags.value * _TAGS_OF_AN_ELEMENT:
        raise CleaningError("too-large", f"{tags:,} tags")
    return flat
