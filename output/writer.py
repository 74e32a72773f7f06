"""Writing the corpus: segments that grow by whole commits and are closed by a rename.

A segment is ``YYYY/MM/DD/<run>-<n>.jsonl[.gz|.zst]``, with ``.part`` while it grows. Who writes
keeps the mark of each commit somewhere durable and hands the marks to ``output.recovery`` at the
next start: what stands behind a mark never happened.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from output import faults
from output.codecs import PART, SUFFIXES, Compression, pack
from output.disk import Disk
from output.manifest import Entry, Manifest, now
from output.record import Article, encode

_UNSAFE = frozenset('/\\:*?"<>|\0')


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """When a segment is complete: at the first limit that it reaches."""

    records: int = 10_000
    bytes: int = 256 * 1024 * 1024  # on the disk
    hours: float = 24.0  # since its first record, by a clock that is never set

    def __post_init__(self) -> None:
        if min(self.records, self.bytes, self.hours) <= 0:
            raise ValueError("a segment must hold something: limits are above 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far a segment is written and synced."""

    path: str  # of the .part, relative to the corpus, with forward slashes
    length_bytes: int
    records: int


class CorpusWriter:
    """Appends articles to segments of one run. Not for use by two threads.

    Every method raises ``DiskFailure`` where the disk refuses; the writer then refuses all
    further work, for nobody knows what the disk holds: only a new start's recovery does.
    """

    def __init__(
        self,
        corpus: Path,
        run: str,
        *,
        rotation: Rotation | None = None,
        compression: Compression = "none",
        disk: Disk | None = None,
        clock: Callable[[], datetime] = now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        if not run or run.startswith(".") or _UNSAFE & set(run):
            raise ValueError(f"{run!r} cannot be part of a file name")
        self.corpus = corpus
        self.run = run
        self.disk = disk or Disk()
        self._rotation = rotation or Rotation()
        self._compression = compression
        self._clock = clock
        self._monotonic = monotonic
        self._number = 0
        self._segment: _Segment | None = None
        self._broken = False

    def append(self, articles: Sequence[Article]) -> Mark:
        """Write articles as one commit and sync them; returns the mark to keep.

        Raises ``ValueError`` for an empty batch.
        """
        if not articles:
            raise ValueError("nothing to append")
        faults.reach("before-append")
        data = pack(b"".join(map(encode, articles)), self._compression)
        with _Breaking(self):
            if self._segment is None:
                self._segment = self._open_segment()
            self._segment.append(data, articles)
        return self._segment.mark()

    def full(self) -> bool:
        """Tell whether the segment has reached a limit and should be closed after its commit."""
        segment = self._segment
        return segment is not None and (
            segment.records >= self._rotation.records
            or segment.length >= self._rotation.bytes
            or self._monotonic() - segment.opened_s >= self._rotation.hours * 3600
        )

    def close_segment(self) -> str | None:
        """Complete the segment: rename it, list it; returns its mark's path, None without one.

        The caller drops the mark after that; a kill in between is repaired by recovery.
        """
        segment = self._segment
        if segment is None:
            return None
        with _Breaking(self):
            self._segment = None
            segment.file.close()
            finish(self.corpus, segment.entry(self.run, self._clock()), self.disk)
        return segment.relative

    def abandon(self) -> None:
        """Let go of the open segment as it is: the next start's recovery completes it."""
        segment, self._segment = self._segment, None
        if segment is not None:
            segment.file.close()

    def give_up(self) -> None:
        """Let go of the open segment and refuse all further work: its end was not settled.

        A later commit's mark would cover what was appended in vain; without one, the next start's
        recovery cuts it off.
        """
        self._broken = True
        self.abandon()

    def _open_segment(self) -> _Segment:
        moment = self._clock()
        folder = self.corpus / f"{moment:%Y/%m/%d}"
        self.disk.make_folder(folder)
        while True:
            self._number += 1
            name = f"{self.run}-{self._number}.jsonl{SUFFIXES[self._compression]}"
            path = folder / (name + PART)
            if not (path.exists() or (folder / name).exists()):
                break
        return _Segment(self.corpus, path, self.disk, self._monotonic())


class _Breaking:
    """Marks the writer as broken when the body fails, and refuses a broken writer."""

    def __init__(self, writer: CorpusWriter) -> None:
        self._writer = writer

    def __enter__(self) -> None:
        if self._writer._broken:
            raise RuntimeError("the corpus writer failed before: start anew to recover")
        self._writer._broken = True

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._writer._broken = kind is not None


class _Segment:
    """One growing file and what the manifest will say of it."""

    def __init__(self, corpus: Path, path: Path, disk: Disk, opened_s: float) -> None:
        self.path = path
        self.relative = path.relative_to(corpus).as_posix()
        self.file = disk.open_append(path)
        disk.sync_folder(path.parent)
        self.opened_s = opened_s
        self.length = 0
        self.records = 0
        self._disk = disk
        self._digest = hashlib.sha256()
        self._first: datetime | None = None
        self._last: datetime | None = None

    def append(self, data: bytes, articles: Sequence[Article]) -> None:
        self._disk.write(self.file, self.path, data)
        faults.reach("after-append")
        self._disk.sync(self.file, self.path)
        faults.reach("after-fdatasync")
        self._digest.update(data)
        self.length += len(data)
        self.records += len(articles)
        times = [article.fetched_at for article in articles]
        self._first = min([*times, *([self._first] if self._first else [])])
        self._last = max([*times, *([self._last] if self._last else [])])

    def mark(self) -> Mark:
        return Mark(path=self.relative, length_bytes=self.length, records=self.records)

    def entry(self, run: str, closed_at: datetime) -> Entry:
        return Entry(
            path=self.relative.removesuffix(PART),
            run=run,
            records=self.records,
            bytes=self.length,
            sha256=self._digest.hexdigest(),
            first=self._first,
            last=self._last,
            closed_at=closed_at,
        )


def finish(corpus: Path, entry: Entry, disk: Disk) -> None:
    """Rename a complete ``.part`` and list it in the manifest; each step may already be done."""
    path = corpus / entry.path
    part = path.with_name(path.name + PART)
    faults.reach("before-rename")
    if part.exists():
        disk.rename(part, path)
    faults.reach("after-rename")
    manifest = Manifest(corpus, disk)
    if all(known.path != entry.path for known in manifest.entries()):
        manifest.append(entry)
    faults.reach("after-manifest")
