"""Feeds in the forms that the web has: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed.

``read_feed`` reads a whole document, ``FeedReader`` one entry at a time. Broken XML
is recovered as far as it goes; HTML in a feed's place names the feeds that it links.
Cost: about 60 µs of CPU an entry (55 ms for 2 MB of full texts); large ones are read in
a thread; documents over ``MAX_BYTES`` are cut there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Literal

from lxml import etree

from cleaners.types import Evidence
from crawler.discovery.body import has_long_tag, read_body
from crawler.discovery.dates import parse_date
from crawler.discovery.html import feed_links, looks_like_html
from crawler.discovery.json_feed import looks_like_json, read_json_feed
from crawler.discovery.text import MAX_TAGS, absolute, language, name, plain
from crawler.discovery.types import Entry, FeedPage, Problem
from crawler.discovery.xml import Stream, defuse, fields, short_name, text_of

MAX_BYTES = 20_971_520  # inflated
MAX_ENTRIES = 50_000
MAX_BODY_CHARS = 2_000_000  # of one entry's full text

Fields = dict[str, list[etree._Element]]
Kind = Literal["rss", "rdf", "atom", "none"]


def read_feed(body: bytes, url: str, content_type: str | None = None) -> FeedPage:
    """Read a feed of any kind; never raises for what it holds.

    `url` is where it was fetched from, after redirects: relative links refer to it.
    """
    read = read_body(body, content_type, limit=MAX_BYTES)
    problems = read.problems
    if looks_like_json(read.utf8):
        return read_json_feed(read.utf8, url, problems)
    if looks_like_html(read.utf8):
        return FeedPage(
            kind="none",
            entries=(),
            alternates=feed_links(read.utf8, url),
            problems=(*problems, "html-instead"),
        )
    if has_long_tag(read.utf8):
        return FeedPage(kind="none", entries=(), problems=(*problems, "too-complex"))
    reader = FeedReader(read.utf8, url)
    entries = tuple(islice(reader, MAX_ENTRIES + 1))
    return FeedPage(
        kind=reader.kind,
        entries=entries[:MAX_ENTRIES],
        title=reader.title,
        language=reader.language,
        next_url=reader.next_url,
        problems=(*problems, *_problems(reader, entries)),
    )


def _problems(reader: FeedReader, entries: tuple[Entry, ...]) -> Iterator[Problem]:
    if len(entries) > MAX_ENTRIES:
        yield "too-many-entries"
    if reader.broken:
        yield "broken-xml"
    if reader.kind == "none":
        yield "unknown-format"
    elif not entries:
        yield "empty"


class FeedReader:
    """The entries of one XML feed as a stream; the feed's own words when it has ended."""

    def __init__(self, utf8: bytes, url: str) -> None:
        self.kind: Kind = "none"
        self.title: str | None = None
        self.language: str | None = None
        self.next_url: str | None = None
        self._url = url
        self._stream = Stream(defuse(utf8), "item", "entry")
        self._known = False

    @property
    def broken(self) -> bool:
        """Whether the parser had to recover; known when the iteration has ended."""
        return self._stream.broken

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries that have a usable link."""
        for element in self._stream:
            if not self._known:
                self._read_head(element)
            entry = self._entry(element)
            if entry is not None:
                yield entry
        if not self._known and self._stream.root is not None:
            self._read_head_of(self._stream.root)

    def _read_head(self, element: etree._Element) -> None:
        """Read what the feed says of itself before its first entry."""
        parent = element.getparent()
        if parent is not None:
            self._read_head_of(parent)

    def _read_head_of(self, parent: etree._Element) -> None:
        self._known = True
        root_name = short_name(str(parent.getroottree().getroot().tag))
        kinds: dict[str, Kind] = {"rss": "rss", "channel": "rss", "feed": "atom", "rdf:rdf": "rdf"}
        self.kind = kinds.get(root_name, "none")
        found = fields(parent)
        if "channel" in found:
            found = {**found, **fields(found["channel"][0])}
        self.title = plain(text_of(_first(found, "title")))
        self.language = language(text_of(_first(found, "language", "dc:language"))) or language(
            parent.get("{http://www.w3.org/XML/1998/namespace}lang")
        )
        for link in found.get("link", []):
            if link.get("rel") == "next":
                self.next_url = absolute(link.get("href"), self._url)

    def _entry(self, element: etree._Element) -> Entry | None:
        found = fields(element)
        base = element.base if element.base and "://" in element.base else self._url
        url = absolute(_link(found, element), base)
        if url is None:
            return None
        return Entry(url=url, evidence=self._evidence(found, element))

    def _evidence(self, found: Fields, element: etree._Element) -> Evidence:
        lang = element.get("{http://www.w3.org/XML/1998/namespace}lang")
        return Evidence(
            source="feed",
            title=plain(text_of(_first(found, "title", "dc:title"))),
            authors=_authors(found),
            published=_date(found, "pubdate", "published", "dc:date", "issued", "dcterms:created")
            or _date(found, "updated"),
            modified=_date(found, "updated", "dcterms:modified", "modified"),
            language=language(text_of(_first(found, "dc:language", "language")) or lang)
            or self.language,
            section=plain(text_of(_first(found, "dc:subject")), 200),
            tags=_tags(found),
            description=plain(text_of(_first(found, "description", "summary"))),
            body_html=_body(found),
        )


def _first(found: Fields, *names: str) -> etree._Element | None:
    """Return the first element with text of the first name that has one."""
    for wanted in names:
        for element in found.get(wanted, ()):
            if len(element) or (element.text and not element.text.isspace()):
                return element
    return None


def _link(found: Fields, element: etree._Element) -> str | None:
    """Return the entry's link: what the publisher calls it, before what a proxy made of it."""
    original = text_of(_first(found, "feedburner:origlink"))
    if original:
        return original
    alternates = [
        link.get("href")
        for link in (*found.get("link", ()), *found.get("atom:link", ()))
        if link.get("href") and link.get("rel", "alternate") == "alternate"
    ]
    text = text_of(_first(found, "link"))
    if text or alternates:
        return text or alternates[0]
    guid = _first(found, "guid", "id")
    if guid is not None and guid.get("isPermaLink", "true") != "false":
        permalink = text_of(guid) or ""
        return permalink if permalink.startswith(("http://", "https://")) else None
    return element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")


def _authors(found: Fields) -> tuple[str, ...]:
    names: list[str] = []
    for element in found.get("author", ()):
        inner = fields(element).get("name")
        names.append(name(text_of(inner[0] if inner else element)) or "")
    for wanted in ("dc:creator", "itunes:author"):
        names.extend(name(text_of(element)) or "" for element in found.get(wanted, ()))
        if any(names):
            break
    return tuple(dict.fromkeys(filter(None, names)))[:MAX_TAGS]


def _tags(found: Fields) -> tuple[str, ...]:
    words = (
        plain(text_of(element) or element.get("term") or element.get("label"), 200)
        for wanted in ("category", "media:keywords")
        for element in found.get(wanted, ())
    )
    return tuple(dict.fromkeys(word for word in words if word))[:MAX_TAGS]


def _date(found: Fields, *names: str) -> datetime | None:
    for wanted in names:
        for element in found.get(wanted, ()):
            parsed = parse_date(text_of(element))
            if parsed is not None:
                return parsed
    return None


def _body(found: Fields) -> str | None:
    """Return the full text that the feed carries, as HTML."""
    encoded = text_of(_first(found, "content:encoded"))
    if encoded is None:
        content = _first(found, "content", "xhtml:body", "fullitem")
        if content is not None and len(content):
            encoded = "".join(etree.tostring(part, encoding="unicode") for part in content)
        elif content is not None and content.get("type", "html") in {"html", "text/html"}:
            encoded = text_of(content)
    return encoded if encoded and len(encoded) <= MAX_BODY_CHARS else None
