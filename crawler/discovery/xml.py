"""Reading XML of unknown make as a stream: bounded, recovering, without entities.

The document is fed in steps to libxml2's pull parser; each wanted element is
handed out when it ends and then emptied, so 50,000 entries need no tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html.entities import name2codepoint

from lxml import etree

from crawler.discovery.body import STEP_BYTES

_XML_NAMES = {b"amp", b"lt", b"gt", b"quot", b"apos"}
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{0,31});")
_CDATA = re.compile(rb"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_BARE_AMPERSAND = re.compile(
    rb"&(?![A-Za-z][A-Za-z0-9]{0,31};|#[0-9]{1,7};|#[xX][0-9A-Fa-f]{1,6};)"
)

# Namespaces that sources use, under the prefix that this package calls them by.
_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.google.com/schemas/sitemap-image/1.1": "image",
    "http://www.google.com/schemas/sitemap-video/1.1": "video",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
}


def defuse(utf8: bytes) -> bytes:
    """Write HTML's named entities as numbers and bare ampersands as ``&amp;``.

    Without a document type they are unknown to XML; at the first unknown one the
    parser would drop all later references. CDATA sections stay as they are.
    """
    if b"&" not in utf8:
        return utf8
    parts = _CDATA.split(utf8)
    parts[::2] = [_BARE_AMPERSAND.sub(b"&amp;", _ENTITY.sub(_numeric, part)) for part in parts[::2]]
    return b"".join(parts)


def _numeric(found: re.Match[bytes]) -> bytes:
    if found[1] in _XML_NAMES:
        return found[0]
    code = name2codepoint.get(found[1].decode("ascii"))
    return b"&amp;" + found[0][1:] if code is None else b"&#%d;" % code


class Stream:
    """The wanted elements of one document, one after the other.

    ``broken`` is known when the iteration has ended: the parser had to recover.
    """

    def __init__(self, utf8: bytes, *tags: str) -> None:
        self.broken = False
        self.root: etree._Element | None = None
        self._utf8 = utf8
        self._parser = etree.XMLPullParser(
            events=("end",),
            tag=[f"{{*}}{tag}" for tag in tags],
            recover=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
            huge_tree=False,
            encoding="utf-8",
        )

    def __iter__(self) -> Iterator[etree._Element]:
        """Yield each wanted element when it is complete; it is emptied afterwards."""
        for start in range(0, len(self._utf8), STEP_BYTES):
            if not self._feed(self._utf8[start : start + STEP_BYTES]):
                break
            yield from self._ready()
        self._close()
        yield from self._ready()

    def _feed(self, step: bytes) -> bool:
        try:
            self._parser.feed(step)
        except (etree.XMLSyntaxError, ValueError):
            self.broken = True
            return False
        return True

    def _close(self) -> None:
        try:
            self.root = self._parser.close()
        except (etree.XMLSyntaxError, ValueError, AssertionError):
            self.broken = True
        self.broken = self.broken or len(self._parser.feed_error_log) > 0

    def _ready(self) -> Iterator[etree._Element]:
        for _, element in self._parser.read_events():
            if isinstance(element, etree._Element):
                yield element
                _forget(element)


def _forget(element: etree._Element) -> None:
    """Free what was read: the element's children and its earlier siblings of the same name."""
    element.clear(keep_tail=False)
    previous = element.getprevious()
    if previous is not None and previous.tag == element.tag:
        parent = element.getparent()
        if parent is not None:
            parent.remove(previous)


@lru_cache(maxsize=1_024)
def short_name(tag: str) -> str:
    """Return an element's name with the prefix that this package uses for its namespace.

    A prefix that was never declared (``dc:creator`` without xmlns) counts as itself.
    """
    if not tag.startswith("{"):
        return tag.lower()
    namespace, _, local = tag[1:].partition("}")
    prefix = _PREFIXES.get(namespace)
    if prefix is None:
        prefix = "news" if "sitemap-news" in namespace else "" if "sitemap" in namespace else "?"
    return f"{prefix}:{local}".lower() if prefix else local.lower()


def fields(element: etree._Element) -> dict[str, list[etree._Element]]:
    """Return the element's children by short name, in document order."""
    found: dict[str, list[etree._Element]] = {}
    for child in element:
        if isinstance(child.tag, str):
            found.setdefault(short_name(child.tag), []).append(child)
    return found


def text_of(element: etree._Element | None) -> str | None:
    """Return all text inside the element, stripped; None when there is none."""
    if element is None:
        return None
    text = element.text if len(element) == 0 else "".join(element.itertext("*"))
    return (text or "").strip() or None
