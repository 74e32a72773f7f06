"""Read a WARC file as pages, from where an earlier reader stopped, and past damage.

Plain and compressed files alike. Every response of the file is answered for: as a page, or
as unusable with its reason, so that a run's counts add up.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecordType

from cleaners.warc.note import NOTE_TYPE, Note, unpack
from cleaners.warc.record import read_page, record_id
from cleaners.warc.types import Archived, Found, Marker, Unusable

_LARGEST_NOTE_BYTES = 2**22
# What a record begins with, packed or plain: where reading goes on after damage.
_BEGINNINGS = (b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"WARC/1.")


def read_warc(path: Path, *, after: Marker | None = None) -> Iterator[Found]:
    """Yield what stands in the file behind ``after``, one article in memory at a time.

    Raises OSError when the file cannot be opened or read.
    """
    with path.open("rb") as file:
        start, number = _start(file, after)
        offset: int | None = start
        while offset is not None:
            damaged_at = None
            for found in _Reading(file, offset, number).found():
                number = found.marker.number
                if isinstance(found, Unusable) and found.reason == "damaged":
                    damaged_at = found.marker.offset
                if after is None or number > after.number:
                    yield found
            offset = None if damaged_at is None else _next_record(file, damaged_at + 1)


def read_stream(stream: BinaryIO) -> Iterator[Found]:
    """Yield what stands in a stream that cannot be sought in; damage ends it."""
    yield from _Reading(stream, 0, 0).found()


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
        if first is not None and record_id(first) == after.record_id != "":
            file.seek(after.offset)
            return after.offset, after.number - 1
        file.seek(0)
    return 0, 0


@dataclass(slots=True)
class _Open:
    """An article whose further responses are still to come."""

    marker: Marker
    found: Found
    note: Note | None
    parts: list[Found]

    @property
    def complete(self) -> bool:
        return len(self.parts) == (self.note.parts if self.note else 0)


class _Reading:
    """One pass over the records from an offset on; damage is the last thing found."""

    def __init__(self, stream: BinaryIO, start: int, number: int) -> None:
        if start:
            stream.seek(start)
        self._records = ArchiveIterator(stream, parse_http=False)
        self._offset = start
        self._number = number
        self._note: tuple[str, Note | None] = ("", None)  # and the response that it is about
        self._open: _Open | None = None

    def found(self) -> Iterator[Found]:
        """Yield what is found."""
        while True:
            try:
                record = next(self._records, None)
                done = None if record is None else self._take(record)
            except OSError:
                yield from self._flush()
                marker = Marker(offset=self._offset, number=self._number + 1, record_id="")
                yield Unusable(marker=marker, url=None, reason="damaged")
                return
            if done is not None:
                yield done
            if record is None:
                yield from self._flush()
                return

    def _take(self, record: Any) -> Found | None:
        """Take one record; returns an article when it is complete."""
        self._offset = record.stream_pos
        if record.record_type == WarcRecordType.metadata:
            self._note = _note_of(record)
            return None
        if record.record_type not in (WarcRecordType.response, WarcRecordType.revisit):
            return None
        marker = Marker(offset=self._offset, number=self._number + 1, record_id=record_id(record))
        found = read_page(record, marker)
        self._number += 1  # not before: what is damaged has the number of what it would be
        if self._open is not None:
            self._open.parts.append(found)
            self._open.marker = marker
        else:
            about, note = self._note
            mine = about == marker.record_id != ""
            self._open = _Open(marker, found, note if mine else None, [])
        return self._close() if self._open.complete else None

    def _flush(self) -> Iterator[Found]:
        """Yield an article whose further pages are not there any more."""
        if self._open is not None:
            yield self._close()

    def _close(self) -> Found:
        assert self._open is not None
        opened, self._open, self._note = self._open, None, ("", None)
        if isinstance(opened.found, Unusable):
            return Unusable(marker=opened.marker, url=opened.found.url, reason=opened.found.reason)
        return Archived(
            marker=opened.marker,
            record_id=opened.found.record_id,
            page=opened.found.page,
            note=opened.note,
            parts=tuple(part.page for part in opened.parts if isinstance(part, Archived)),
        )


def _note_of(record: Any) -> tuple[str, Note | None]:
    """Return the id of the response that our own metadata record is about, and its note."""
    if record.headers.get("Content-Type") != NOTE_TYPE:
        return "", None
    if record.content_length > _LARGEST_NOTE_BYTES:
        return "", None
    about = str(record.headers.get("WARC-Concurrent-To") or "")
    return about, unpack(record.reader.read())


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
            if record is not None and record_id(record):
                return start
            start += 1
