"""What comes out of an archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cleaners.types import Page
from cleaners.warc.note import Note

Reason = Literal[
    "http-status",  # not a success: a redirect, an error
    "content-type",  # neither HTML nor unknown
    "revisit",  # says that the page had not changed, and holds none
    "too-large",
    "truncated",  # the file or the record ends before its stated length
    "digest",  # its bytes are not those that were archived
    "damaged",  # bytes that are no record: the next one that can be read goes on
    "no-http",  # a response without HTTP headers
    "no-date",
    "no-url",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """Where a response stands in its file; what was read up to here need not be read again."""

    offset: int  # bytes from the file's start, of the packed file
    number: int  # of the response or revisit, from 1
    record_id: str  # its WARC-Record-ID, or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A response that may hold an article, with what its archive notes of it."""

    marker: Marker  # of the last response that belongs to it
    record_id: str  # of the first one: its WARC-Record-ID, or ""
    page: Page
    note: Note | None = None
    parts: tuple[Page, ...] = ()  # the article's further pages, in order


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A response, or a stretch of the file, that holds no page."""

    marker: Marker
    url: str | None
    reason: Reason


Found = Archived | Unusable
