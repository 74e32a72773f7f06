"""Keep a crawl's responses as WARC: one packed record a response, whole after any kill.

A file is ``<run>-<n>.warc.gz``, with ``.part`` while it grows. Each record is a gzip member
of its own, written at once. ``sync`` before the frontier's commit, which keeps the mark that it
returns: what the frontier says was fetched is then kept, and ``recover`` cuts a file that a kill
left back to its mark. What is behind it is fetched again, and so stands in the archives once.

Before a response stands a metadata record with what the crawl knew beside it
(``cleaners.warc.note``), behind it the article's further pages.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import responses
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from cleaners.types import Page
from cleaners.version import CLEANER_VERSION
from cleaners.warc.note import NOTE_TYPE, REQUESTED_URI, Note, pack
from output.disk import Disk

FOLDER = "warc"  # in CORPUS_DIR
PART = ".part"
CONTINUES = "continues-killed-run"  # a field of warcinfo
_SUFFIX = ".warc.gz"
DEFAULT_ROTATION = 2**30
_VERSION = "1.1"  # the first whose dates have fractions of a second
_CHUNK = 2**20
# The body is kept decoded, so these describe what is no more; archives keep the originals so.
_OUTDATED = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_ORIGINAL = "X-Archive-Orig-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How far an open file is synced."""

    name: str  # of the file, with ``.part``: it is unique, wherever its folder is moved
    length_bytes: int


class WarcArchive:
    """Appends responses to the files of one run. Not for use by two threads.

    Every method raises ``DiskFailure`` where the disk refuses.
    """

    def __init__(
        self,
        folder: Path,
        run: str,
        *,
        rotation_bytes: int = DEFAULT_ROTATION,
        continues: bool = False,
        disk: Disk | None = None,
    ) -> None:
        """Write below ``folder``, made on first use; ``roll`` closes a file of ``rotation_bytes``.

        ``continues`` is noted in each file: the run goes on where another one was killed.
        """
        self._folder = folder
        self._run = run
        self._rotation_bytes = rotation_bytes
        self._continues = continues
        self._disk = disk or Disk()
        self._number = 0
        self._path: Path | None = None
        self._file: BinaryIO | None = None
        self._length = 0

    def write(self, page: Page, *, note: Note | None = None, parts: Sequence[Page] = ()) -> None:
        """Append an article's response with its note, and those of its further pages.

        They stand together, in one file and one write: a kill leaves all of them or none.
        """
        if self._file is None:
            self._begin()
        first = _new_id()
        records = [_response(page, first), *(_response(part, _new_id()) for part in parts)]
        if note is not None:
            records.insert(0, _metadata(note, page, first))
        self._append(b"".join(records))

    def sync(self) -> Kept | None:
        """Wait until all that was written is on the disk; returns the open file's mark."""
        if self._file is None or self._path is None:
            return None
        self._disk.sync(self._file, self._path)
        return Kept(name=self._path.name, length_bytes=self._length)

    def roll(self) -> None:
        """Complete a file that is long enough; call it when its mark is kept."""
        if self._length >= self._rotation_bytes:
            self.close()

    def close(self) -> None:
        """Complete the open file: sync it and give it its name."""
        if self._file is None or self._path is None:
            return
        self._disk.sync(self._file, self._path)
        self._file.close()
        self._disk.rename(self._path, _without_part(self._path))
        self._file = self._path = None
        self._length = 0

    def _begin(self) -> None:
        self._disk.make_folder(self._folder)
        while True:
            self._number += 1
            whole = self._folder / f"{self._run}-{self._number:05d}{_SUFFIX}"
            part = whole.with_name(whole.name + PART)
            if not whole.exists() and not part.exists():
                break
        self._path, self._length = part, 0
        self._file = self._disk.open_append(part)
        self._append(_info(whole.name, continues=self._continues))

    def _append(self, record: bytes) -> None:
        if self._file is None or self._path is None:
            raise RuntimeError("no file is open")
        self._disk.write(self._file, self._path, record)
        self._length += len(record)


def recover(
    folder: Path,
    committed: Callable[[str], int] | None = None,
    *,
    disk: Disk | None = None,
) -> list[Path]:
    """Cut the ``.part`` files below ``folder`` back to what was committed, and complete them.

    ``committed`` returns a file's committed length in bytes by its name, 0 where nothing was;
    without it every whole record stays. Returns the completed files; one without any is removed.
    """
    disk = disk or Disk()
    completed = []
    for part in sorted(folder.rglob(f"*{_SUFFIX}{PART}")):
        whole = whole_length(part)
        if committed is not None:
            whole = min(whole, committed(part.name))
        if whole == 0:
            disk.remove(part)
            continue
        if whole < part.stat().st_size:
            disk.truncate(part, whole)
        disk.rename(part, _without_part(part))
        completed.append(_without_part(part))
    return completed


def whole_length(path: Path) -> int:
    """Return how many bytes of the file are whole gzip members, from its start."""
    whole = position = 0
    member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    with path.open("rb") as file, suppress(zlib.error):
        while chunk := file.read(_CHUNK):
            while chunk:
                size = len(chunk)
                member.decompress(chunk)
                chunk = member.unused_data
                position += size - len(chunk)
                if not member.eof:
                    break
                whole = position
                member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    return whole


def _without_part(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(PART))


def _record(make: Callable[[WARCWriter], None]) -> bytes:
    buffer = io.BytesIO()
    make(WARCWriter(buffer, gzip=True, warc_version=_VERSION))
    return buffer.getvalue()


def _info(name: str, *, continues: bool) -> bytes:
    info = {"software": f"Cleanwire/{CLEANER_VERSION}", "format": f"WARC File Format {_VERSION}"}
    if continues:
        info[CONTINUES] = "yes"
    return _record(lambda w: w.write_record(w.create_warcinfo_record(name, info)))


def _metadata(note: Note, page: Page, about: str) -> bytes:
    content = pack(note)
    headers = {"WARC-Date": _date(page.fetched_at), "WARC-Concurrent-To": about}
    return _record(
        lambda w: w.write_record(
            w.create_warc_record(
                page.final_url,
                "metadata",
                payload=io.BytesIO(content),
                length=len(content),
                warc_content_type=NOTE_TYPE,
                warc_headers_dict=headers,
            )
        )
    )


def _response(page: Page, record_id: str) -> bytes:
    headers = [_kept(name, value) for name, value in page.headers]
    headers.append(("Content-Length", str(len(page.body))))
    phrase = responses.get(page.status, "")
    http = StatusAndHeaders(f"{page.status} {phrase}".strip(), headers, protocol="HTTP/1.1")
    about = {"WARC-Record-ID": record_id, "WARC-Date": _date(page.fetched_at)}
    if page.url != page.final_url:
        about[REQUESTED_URI] = page.url
    return _record(
        lambda w: w.write_record(
            w.create_warc_record(
                page.final_url,
                "response",
                payload=io.BytesIO(page.body),
                length=len(page.body),
                http_headers=http,
                warc_headers_dict=about,
            )
        )
    )


def _new_id() -> str:
    return f"<urn:uuid:{uuid4()}>"


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _kept(name: str, value: str) -> tuple[str, str]:
    return (_ORIGINAL + name, value) if name.lower() in _OUTDATED else (name, value)
