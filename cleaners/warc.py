"""HTML responses of a WARC file as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecordType

from cleaners.limits import limits

_PAGE_TYPES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcPage:
    """One HTML response."""

    number: int  # of the response in its file, from 1
    record_id: str | None
    url: str | None
    content_type: str | None  # the server's header, with its charset
    body: bytes  # after content decoding


def read_warc(stream: BinaryIO) -> Iterator[WarcPage]:
    """Yield the successful HTML responses of ``stream``, one in memory at a time.

    Raises OSError where the file is damaged.
    """
    records = ArchiveIterator(
        stream, record_types=WarcRecordType.response, parse_http=True, auto_decode="all"
    )
    for number, record in enumerate(records, start=1):
        if record.http_content_type not in _PAGE_TYPES:
            continue
        yield WarcPage(
            number=number,
            record_id=record.record_id,
            url=record.headers.get("WARC-Target-URI"),
            content_type=record.http_headers.get("Content-Type") if record.http_headers else None,
            body=record.reader.read(limits().raw_bytes.value + 1),
        )
