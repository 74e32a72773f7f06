"""What a crawl knew of a page beside its bytes: a metadata record before its response.

A feed's title and date, robots.txt and the site's name are no part of a response, but of its
article's record. With them, an archive gives the same record as the crawl did.
"""

from __future__ import annotations

import msgspec

from cleaners.types import Evidence

NOTE_TYPE = "application/vnd.cleanwire.note+json"
# The address that was asked for, where redirects led to another.
REQUESTED_URI = "X-Requested-URI"


class NotedRight(msgspec.Struct, frozen=True, kw_only=True):
    """One signal of the publisher, as the record has it."""

    signal: str
    value: str
    source: str


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Of one article: what the crawl knew, and which responses belong to it."""

    url: str  # as the crawl's frontier knew it
    site: str
    run: str  # which run fetched it
    evidence: Evidence | None = None
    rights: tuple[NotedRight, ...] = ()
    parts: int = 0  # responses behind the first that are the article's further pages
    lost: str | None = None  # why the part after them could not be had


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Note)


def pack(note: Note) -> bytes:
    """Return the metadata record's content."""
    return _ENCODER.encode(note)


def unpack(content: bytes) -> Note | None:
    """Return what ``pack`` made; None for what another program or version wrote."""
    try:
        return _DECODER.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
