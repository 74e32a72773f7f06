"""Making the corpus whole at a start: cut back to the marks, close what a dead run left open.

Every step may be repeated: a kill during recovery is recovered by the next start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from output.codecs import PART
from output.disk import Disk
from output.errors import CorpusDamage, DiskFailure
from output.manifest import Entry, Manifest, file_digest
from output.reader import lines
from output.record import Article, decode
from output.writer import Mark, finish


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What a start found and did."""

    closed: tuple[str, ...]  # marks' paths that may be forgotten
    cut_bytes: int  # written behind a mark by a run that died
    dropped: tuple[str, ...]  # .part files in which nothing was ever committed


def recover(
    corpus: Path, marks: Sequence[Mark], closed_at: datetime, disk: Disk | None = None
) -> Recovered:
    """Cut every open segment back to its mark and close it; drop what has no mark.

    Raises ``CorpusDamage`` for a segment that is missing, shorter than its mark or different
    from what was committed, ``DiskFailure`` where the disk refuses.
    """
    disk = disk or Disk()
    Manifest(corpus, disk).cut_torn_end()
    cut = 0
    for mark in marks:
        cut += _cut_back(corpus, mark, disk)
        finish(corpus, describe(corpus, mark, closed_at), disk)
    dropped = open_parts(corpus)
    for part in dropped:
        disk.remove(part)
    check_lengths(corpus)
    return Recovered(
        closed=tuple(mark.path for mark in marks),
        cut_bytes=cut,
        dropped=tuple(part.relative_to(corpus).as_posix() for part in dropped),
    )


def open_parts(corpus: Path) -> list[Path]:
    """Return all ``.part`` files of a corpus, sorted."""
    return sorted(corpus.glob(f"*/*/*/*{PART}"))


def _cut_back(corpus: Path, mark: Mark, disk: Disk) -> int:
    """Cut the segment of a mark to its committed length; returns how many bytes went.

    Only a ``.part`` is ever cut: a segment gets its final name at its last mark's length, so that
    another length means a mark that is older than the corpus.
    """
    path = _existing(corpus, mark)
    length = path.stat().st_size
    if length < mark.length_bytes or (path.suffix != PART and length != mark.length_bytes):
        raise CorpusDamage(
            str(path), f"{length} bytes long, but {mark.length_bytes} bytes were committed"
        )
    if length > mark.length_bytes:
        disk.truncate(path, mark.length_bytes)
    return length - mark.length_bytes


def _existing(corpus: Path, mark: Mark) -> Path:
    """The segment's file: the .part, or the renamed one where a kill came after the rename."""
    part = corpus / mark.path
    renamed = part.with_name(part.name.removesuffix(PART))
    if part.exists() and renamed.exists():
        raise CorpusDamage(str(part), f"{renamed.name} exists beside it")
    if not part.exists() and not renamed.exists():
        raise CorpusDamage(str(part), f"missing, but {mark.records} records were committed to it")
    return part if part.exists() else renamed


def describe(corpus: Path, mark: Mark, closed_at: datetime) -> Entry:
    """Read a segment and return its manifest entry, every record checked.

    Raises ``CorpusDamage`` naming file and line, or when the count is not the mark's.
    """
    path = _existing(corpus, mark)
    articles = _Span()
    for number, line in lines(path):
        articles.add(decode(line, where=f"{path}:{number}"))
    if articles.count != mark.records:
        raise CorpusDamage(
            str(path), f"holds {articles.count} records, but {mark.records} were committed"
        )
    return articles.entry(path, mark.path.removesuffix(PART), closed_at)


class _Span:
    """Count, run and time span of the records seen."""

    def __init__(self) -> None:
        self.count = 0
        self.run = ""
        self.first: datetime | None = None
        self.last: datetime | None = None

    def add(self, article: Article) -> None:
        self.count += 1
        self.run = article.run
        moment = article.fetched_at
        self.first = moment if self.first is None else min(self.first, moment)
        self.last = moment if self.last is None else max(self.last, moment)

    def entry(self, path: Path, relative: str, closed_at: datetime) -> Entry:
        return Entry(
            path=relative,
            run=self.run,
            records=self.count,
            bytes=path.stat().st_size,
            sha256=file_digest(path),
            first=self.first,
            last=self.last,
            closed_at=closed_at,
        )


def check_lengths(corpus: Path) -> int:
    """Compare the length of each segment with the manifest; returns the manifest's records.

    Segments may be moved away (to cold storage, say) as long as the manifest stays. Raises
    ``CorpusDamage`` for one that is there with another length.
    """
    records = 0
    for entry in Manifest(corpus).entries():
        records += entry.records
        path = corpus / entry.path
        try:
            length = path.stat().st_size
        except FileNotFoundError:
            continue
        except OSError as error:
            raise DiskFailure(str(path), "read", error) from error
        if length != entry.bytes:
            raise CorpusDamage(str(path), f"{length} bytes long, {entry.bytes} in the manifest")
    return records
