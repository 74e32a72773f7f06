"""JSON Feed 1.0 and 1.1 (jsonfeed.org), read leniently: a wrong field costs only itself."""

from __future__ import annotations

from typing import Any

import msgspec

from cleaners.types import Evidence
from crawler.discovery.dates import parse_date
from crawler.discovery.text import MAX_TAGS, absolute, language, name, plain
from crawler.discovery.types import Entry, FeedPage, Problem

MAX_ENTRIES = 50_000


def looks_like_json(utf8: bytes) -> bool:
    """Tell a JSON object from XML by its first character."""
    return utf8[:64].lstrip()[:1] == b"{"


def read_json_feed(utf8: bytes, url: str, problems: tuple[Problem, ...] = ()) -> FeedPage:
    """Read a JSON Feed; never raises for what it holds."""
    try:
        feed = msgspec.json.decode(utf8)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return FeedPage(kind="none", entries=(), problems=(*problems, "unknown-format"))
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return FeedPage(kind="none", entries=(), problems=(*problems, "unknown-format"))
    if len(items) > MAX_ENTRIES:
        problems = (*problems, "too-many-entries")
    lang = language(_text(feed, "language"))
    entries = tuple(
        entry
        for item in items[:MAX_ENTRIES]
        if isinstance(item, dict) and (entry := _entry(item, url, lang)) is not None
    )
    return FeedPage(
        kind="json",
        entries=entries,
        title=plain(_text(feed, "title")),
        language=lang,
        next_url=absolute(_text(feed, "next_url"), url),
        problems=problems if entries else (*problems, "empty"),
    )


def _entry(item: dict[str, Any], base: str, lang: str | None) -> Entry | None:
    identity = _text(item, "id") or ""
    permalink = identity if identity.startswith(("http://", "https://")) else None
    url = absolute(_text(item, "url") or permalink or _text(item, "external_url"), base)
    if url is None:
        return None
    return Entry(
        url=url,
        evidence=Evidence(
            source="feed",
            title=plain(_text(item, "title")),
            authors=_authors(item),
            published=parse_date(_text(item, "date_published")),
            modified=parse_date(_text(item, "date_modified")),
            language=language(_text(item, "language")) or lang,
            tags=_tags(item),
            description=plain(_text(item, "summary")),
            body_html=_text(item, "content_html"),
        ),
    )


def _text(values: dict[str, Any], key: str) -> str | None:
    value = values.get(key)
    return value if isinstance(value, str) and value else None


def _authors(item: dict[str, Any]) -> tuple[str, ...]:
    listed = item.get("authors")
    people = [*(listed if isinstance(listed, list) else ()), item.get("author")]
    names = (name(_text(person, "name")) for person in people if isinstance(person, dict))
    return tuple(dict.fromkeys(filter(None, names)))[:MAX_TAGS]


def _tags(item: dict[str, Any]) -> tuple[str, ...]:
    tags = item.get("tags")
    words = (
        (plain(tag, 200) for tag in tags[:MAX_TAGS] if isinstance(tag, str))
        if isinstance(tags, list)
        else ()
    )
    return tuple(dict.fromkeys(filter(None, words)))
