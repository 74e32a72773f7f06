"""Read a WARC file as pages, from where an earlier reader stopped, and past damage.

Plain and compressed files alike. Every response of the file is answered for: as a page, or
as unusable with its reason, so that a run's counts add up.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal

from fastwarc.warc import ArchiveIterator, WarcRecordType

from cleaners.types import Page

# Above the largest page that cleaning takes, decoded and encoded.
_LARGEST_BODY = 16 * 2**20
_LARGEST_RECORD = 64 * 2**20
_PAGE_TYPES = frozenset({None, "", "text/html", "application/xhtml+xml"})
_SUCCESS = range(200, 300)
# What a record begins with, packed or plain: where reading goes on after damage.
_BEGINNINGS = (b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"WARC/1.")
# Our own archives name the address that was asked for, where redirects led to another.
REQUESTED_URI = "X-Requested-URI"

Reason = Literal[
    "http-status",  # not a success: a redirect, an error
    "content-type",  # neither HTML nor unknown
    "too-large",
    "truncated",  # the file or the record ends before its stated length
    "damaged",  # bytes that are no record: the next one that can be read goes on
    "no-http",  # a response without HTTP headers
    "no-date",
    "no-url",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """Where a response stands in its file; what was read up to here need not be read again."""

    offset: int  # bytes from the file's start, of the packed file
    number: int  # of the response, from 1
    record_id: str  # its WARC-Record-ID, or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A response that may hold an article."""

    marker: Marker
    page: Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A response, or a stretch of the file, that holds no page."""

    marker: Marker
    url: str | None
    reason: Reason


def read_warc(path: Path, *, after: Marker | None = None) -> Iterator[Archived | Unusable]:
    """Yield what stands in the file behind ``after``, one response in memory at a time.

    Raises OSError when the file cannot be opened or read.
    """
    with path.open("rb") as file:
        start, number = _start(file, after)
        offset: int | None = start
        while offset is not None:
            damaged_at = None
            for found in _read_from(file, offset, number):
                number = found.marker.number
                if isinstance(found, Unusable) and found.reason == "damaged":
                    damaged_at = found.marker.offset
                if after is None or number > after.number:
                    yield found
            offset = None if damaged_at is None else _next_record(file, damaged_at + 1)


def _start(file: BinaryIO, after: Marker | None) -> tuple[int, int]:
    """Return the offset to read from, and the number of responses before it.

    A file that was packed as a whole cannot be entered in its middle: it is read from its
    start again, and what stands before the marker is passed over.
    """
    if after is not None:
        file.seek(after.offset)
        try:
            first = next(iter(ArchiveIterator(file, parse_http=False)), None)
        except OSError:
            first = None
        if first is not None and _record_id(first) == after.record_id != "":
            return after.offset, after.number - 1
    return 0, 0


def _read_from(file: BinaryIO, start: int, number: int) -> Iterator[Archived | Unusable]:
    """Yield the responses from an offset on; damage is the last thing yielded."""
    file.seek(start)
    records = ArchiveIterator(file, parse_http=False)
    offset = start
    while True:
        try:
            record = next(records, None)
            if record is None:
                return
            offset = record.stream_pos
            if record.record_type != WarcRecordType.response:
                continue
            number += 1
            marker = Marker(offset=offset, number=number, record_id=_record_id(record))
            found = _read_record(record, marker)
        except OSError:
            marker = Marker(offset=offset, number=number + 1, record_id="")
            yield Unusable(marker=marker, url=None, reason="damaged")
            return
        yield found


def _record_id(record: Any) -> str:
    return str(record.headers.get("WARC-Record-ID") or "")


def _read_record(record: Any, marker: Marker) -> Archived | Unusable:
    url = record.headers.get("WARC-Target-URI")
    reason = _load(record) or _misfit(record)
    if reason is None and not url:
        reason = "no-url"
    if reason is not None:
        return Unusable(marker=marker, url=url, reason=reason)
    body = record.reader.read(_LARGEST_BODY + 1)
    if len(body) > _LARGEST_BODY:
        return Unusable(marker=marker, url=url, reason="too-large")
    page = Page(
        url=record.headers.get(REQUESTED_URI) or url,
        final_url=url,
        status=record.http_headers.status_code,
        headers=tuple((name.lower(), value) for name, value in record.http_headers.items()),
        body=body,
        fetched_at=_fetched_at(record),
    )
    return Archived(marker=marker, page=page)


def _load(record: Any) -> Reason | None:
    """Take the record's bytes in, and see that they are all there."""
    stated = record.content_length
    if stated > _LARGEST_RECORD:
        return "too-large"
    record.freeze()
    if record.content_length != stated:
        return "truncated"
    record.parse_http(auto_decode="all")
    return None


def _misfit(record: Any) -> Reason | None:
    if not record.http_headers or record.http_headers.status_code is None:
        return "no-http"
    if record.http_headers.status_code not in _SUCCESS:
        return "http-status"
    if record.http_content_type not in _PAGE_TYPES:
        return "content-type"
    return "no-date" if record.record_date is None else None


def _fetched_at(record: Any) -> datetime:
    date: datetime = record.record_date
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


def _next_record(file: BinaryIO, start: int) -> int | None:
    """Return the offset of the next record that can be read, or None."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        while True:
            found = [at for at in (data.find(b, start) for b in _BEGINNINGS) if at >= 0]
            if not found:
                return None
            start = min(found)
            file.seek(start)
            try:
                record = next(iter(ArchiveIterator(file, parse_http=False)), None)
            except OSError:
                record = None
            if record is not None and _record_id(record):
                return start
            start += 1
