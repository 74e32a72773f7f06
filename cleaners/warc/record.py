"""One response record as a page, or the reason why it is none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastwarc.warc import WarcRecordType

from cleaners.types import Page
from cleaners.warc.note import REQUESTED_URI
from cleaners.warc.types import Archived, Marker, Reason, Unusable

# Above the largest page that cleaning takes, decoded and encoded.
_LARGEST_BODY = 16 * 2**20
_LARGEST_RECORD = 64 * 2**20
_PAGE_TYPES = frozenset({None, "", "text/html", "application/xhtml+xml"})
_SUCCESS = range(200, 300)


def record_id(record: Any) -> str:
    """Return a record's WARC-Record-ID, or ""."""
    return str(record.headers.get("WARC-Record-ID") or "")


def read_page(record: Any, marker: Marker) -> Archived | Unusable:
    """Read a response or revisit; raises OSError where its bytes are damaged."""
    url = record.headers.get("WARC-Target-URI")
    reason = _misfit(record)
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
    return Archived(marker=marker, record_id=marker.record_id, page=page)


def _misfit(record: Any) -> Reason | None:
    if record.record_type == WarcRecordType.revisit:
        return "revisit"
    reason = _load(record)
    if reason is not None:
        return reason
    if not record.http_headers or record.http_headers.status_code is None:
        return "no-http"
    if record.http_headers.status_code not in _SUCCESS:
        return "http-status"
    if record.http_content_type not in _PAGE_TYPES:
        return "content-type"
    return "no-date" if record.record_date is None else None


def _load(record: Any) -> Reason | None:
    """Take the record's bytes in, and see that they are all there."""
    stated = record.content_length
    if stated > _LARGEST_RECORD:
        return "too-large"
    record.freeze()
    if record.content_length != stated:
        return "truncated"
    # The reader does not check gzip's own sums: changed bytes would pass for the page.
    if record.headers.get("WARC-Block-Digest") and not record.verify_block_digest():
        return "digest"
    record.parse_http(auto_decode="all")
    return None


def _fetched_at(record: Any) -> datetime:
    date: datetime = record.record_date
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
