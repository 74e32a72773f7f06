"""``scrapy clean --resume``: an output that grows by whole steps, and goes on where it stopped.

Two hidden files stand beside the output until it is complete: the rows so far, and how far they
go. A step is written and synced before it is noted; what stands behind the note never happened.
"""

from __future__ import annotations

import gzip
import hashlib
import lzma
import time
from pathlib import Path
from typing import BinaryIO

import msgspec
import zstandard

from cleaners.inputs import Position
from cleaners.version import CLEANER_VERSION
from crawler.cleaning.sink import check
from crawler.exits import ConfigError, DamageError, DiskError
from output.disk import Disk
from output.errors import DiskFailure

_STEP_S = 2.0
_STEP_BYTES = 8 * 2**20


class _Note(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far the rows go."""

    asked: str  # digest of what was asked for: other options would give other rows
    length_bytes: int
    rows: int
    position: Position | None  # of the last document


class ResumableOutput:
    """The output of one call; used as a context, it becomes the named file at its end.

    Raises ConfigError where another call was begun, DiskError and DamageError.
    """

    def __init__(self, path: Path, asked: object) -> None:
        """Take up the rows for ``path``; ``asked`` is all that the rows depend on."""
        check(path)
        self._path = path
        self._part = path.with_name(f".{path.name}.part")
        self._noted = path.with_name(f".{path.name}.resume")
        self._disk = Disk()
        digest = hashlib.sha256(repr((CLEANER_VERSION, asked)).encode()).hexdigest()
        self._note = self._begin(digest)
        self.rows_before = self._note.rows
        self._buffer: list[bytes] = []
        self._buffered = 0
        self._reached = self._note.position
        self._stepped_s = time.monotonic()
        self._file: BinaryIO | None = None

    @property
    def after(self) -> Position | None:
        """Behind which document reading goes on; None: from the start."""
        return self._note.position

    def _begin(self, asked: str) -> _Note:
        if not self._noted.exists():
            return _Note(asked=asked, length_bytes=0, rows=0, position=None)
        try:
            note = msgspec.json.decode(self._noted.read_bytes(), type=_Note)
        except (msgspec.DecodeError, OSError) as error:
            raise DamageError(f"{self._noted}: {error}: remove it to start anew") from error
        if note.asked != asked:
            raise ConfigError(
                f"{self._noted} is of a call with other inputs or options, or of another "
                "version: give the same, or remove it to start anew"
            )
        return note

    def __enter__(self) -> ResumableOutput:
        try:
            length = self._part.stat().st_size if self._part.exists() else 0
            if length < self._note.length_bytes:
                raise DamageError(
                    f"{self._part} is shorter than noted: remove {self._noted} to start anew"
                )
            if length > self._note.length_bytes:
                self._disk.truncate(self._part, self._note.length_bytes)
            self._file = self._disk.open_append(self._part)
        except DiskFailure as error:
            raise DiskError(str(error)) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        assert self._file is not None
        try:
            if kind is None:
                self._step()
                self._disk.rename(self._part, self._path)
                self._disk.remove(self._noted)
        except DiskFailure as error:
            raise DiskError(str(error)) from error
        finally:
            self._file.close()

    def take(self, row: bytes | None, position: Position | None) -> None:
        """Take a document's row, None where it has none, and note that it was read."""
        if row is not None:
            self._buffer.append(row)
            self._buffered += len(row)
        self._reached = position
        if self._buffered >= _STEP_BYTES or time.monotonic() - self._stepped_s >= _STEP_S:
            try:
                self._step()
            except DiskFailure as error:
                raise DiskError(str(error)) from error

    def _step(self) -> None:
        assert self._file is not None
        data = pack(b"".join(self._buffer), self._path.suffix.lower()) if self._buffer else b""
        self._disk.write(self._file, self._part, data)
        self._disk.sync(self._file, self._part)
        self._note = msgspec.structs.replace(
            self._note,
            length_bytes=self._note.length_bytes + len(data),
            rows=self._note.rows + len(self._buffer),
            position=self._reached,
        )
        self._write_note()
        self._buffer, self._buffered, self._stepped_s = [], 0, time.monotonic()

    def _write_note(self) -> None:
        aside = self._noted.with_name(self._noted.name + ".new")
        aside.unlink(missing_ok=True)
        with self._disk.open_append(aside) as file:
            self._disk.write(file, aside, msgspec.json.encode(self._note))
            self._disk.sync(file, aside)
        self._disk.rename(aside, self._noted)


def pack(data: bytes, suffix: str) -> bytes:
    """Return rows as one whole member of the packing that a file's suffix names."""
    if suffix == ".gz":
        return gzip.compress(data, mtime=0)
    if suffix == ".xz":
        return lzma.compress(data, preset=1)
    if suffix == ".zst":
        return zstandard.ZstdCompressor(level=6).compress(data)
    return data
