"""Saving what is whole of a damaged corpus, and listing it anew.

Nothing is thrown away: a segment that holds a broken line is kept beside its whole records
under ``<segment>.damaged``, which no reader opens; so is a ``.part`` beside a segment of its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from glob import escape
from pathlib import Path

from output.codecs import PART, compression_of, pack
from output.disk import Disk
from output.errors import CorpusDamage
from output.manifest import Entry, Manifest
from output.reader import lines, segments
from output.record import decode
from output.recovery import describe
from output.writer import Mark

DAMAGED = ".damaged"
_NEW = ".new"
_RECORDS_A_MEMBER = 100  # of a .gz or .zst segment that is written anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """What a salvage found."""

    segments: int
    records: int
    lost_lines: int  # of the segments that are now kept as .damaged
    damaged: tuple[str, ...]  # those segments, and what was left open beside a complete one


def salvage(
    corpus: Path, closed_at: datetime, disk: Disk | None = None, *, forget_missing: bool = False
) -> Salvaged:
    """Make every segment whole and complete, and write the manifest from what is there.

    It may be repeated after a kill. Raises ``DiskFailure`` where the disk refuses, and
    ``CorpusDamage``, with nothing changed, where the manifest lists segments that are not there:
    only ``forget_missing`` takes them off the list.
    """
    disk = disk or Disk()
    if not forget_missing:
        _refuse_missing(corpus)
    entries: list[Entry] = []
    lost_lines = 0
    damaged: list[str] = []
    for path in segments(corpus, include_open=True):
        if not path.exists():
            continue  # a .part that was put aside with the complete segment, which comes first
        whole, broken = _count(path)
        if broken:
            _rewrite(path, disk)
            lost_lines += broken
            damaged.append(path.relative_to(corpus).as_posix())
        if not whole:
            disk.remove(path)
            continue
        # The complete one is whole by now; what only the other held is found and fetched again.
        left_over = path.with_name(path.name + PART)
        if left_over.exists():
            disk.rename(left_over, _free_name(left_over))
            damaged.append(left_over.relative_to(corpus).as_posix())
        entries.append(_complete(corpus, path, whole, closed_at, disk))
    if entries or Manifest(corpus).path.exists():
        Manifest(corpus, disk).replace(entries)
    return Salvaged(
        segments=len(entries),
        records=sum(entry.records for entry in entries),
        lost_lines=lost_lines,
        damaged=tuple(damaged),
    )


def _refuse_missing(corpus: Path) -> None:
    """What is in cold storage is still stored: forgotten, it would be fetched and written again."""
    listed = [entry for _, entry in Manifest(corpus).checked() if isinstance(entry, Entry)]
    missing = [entry for entry in listed if not _stands(corpus / entry.path)]
    if missing:
        raise CorpusDamage(
            str(corpus / missing[0].path),
            f"listed in the manifest, but not there (missing segments: {len(missing)}, their "
            f"records: {sum(entry.records for entry in missing)})",
            "bring them back from where they were moved to, then scrapy corpus rebuild-state; if "
            "they are lost: scrapy corpus rebuild-state --forget-missing",
        )


def _stands(path: Path) -> bool:
    """Tell whether a segment is there, or what an earlier salvage kept of it."""
    return any(path.parent.glob(f"{escape(path.name)}*"))


def _complete(corpus: Path, path: Path, records: int, closed_at: datetime, disk: Disk) -> Entry:
    """Give a segment its final name and describe it."""
    if path.suffix == PART:
        final = path.with_name(path.name.removesuffix(PART))
        disk.rename(path, final)
        path = final
    relative = path.relative_to(corpus).as_posix()
    mark = Mark(path=relative + PART, length_bytes=path.stat().st_size, records=records)
    return describe(corpus, mark, closed_at)


def _count(path: Path) -> tuple[int, int]:
    """Count a segment's whole records and its broken lines."""
    whole = broken = 0
    for line in _checked(path):
        if line is None:
            broken += 1
        else:
            whole += 1
    return whole, broken


def _checked(path: Path) -> Iterator[bytes | None]:
    """Yield each line, None in place of a broken one; what cannot be unpacked is one of these."""
    try:
        for _, line in lines(path):
            yield line if _is_whole(line) else None
    except CorpusDamage:
        yield None


def _is_whole(line: bytes) -> bool:
    if not line.endswith(b"\n"):
        return False
    try:
        decode(line)
    except CorpusDamage:
        return False
    return True


def _rewrite(path: Path, disk: Disk) -> None:
    """Keep the damaged segment aside, put its whole records in its place."""
    aside = _free_name(path)
    fresh = path.with_name(path.name + _NEW)
    fresh.unlink(missing_ok=True)
    compression = compression_of(path)
    with disk.open_append(fresh) as file:
        batch: list[bytes] = []
        for line in _checked(path):
            if line is None:
                continue
            batch.append(line)
            if len(batch) == _RECORDS_A_MEMBER:
                disk.write(file, fresh, pack(b"".join(batch), compression))
                batch.clear()
        if batch:
            disk.write(file, fresh, pack(b"".join(batch), compression))
        disk.sync(file, fresh)
    disk.link(path, aside)
    disk.rename(fresh, path)


def _free_name(path: Path) -> Path:
    name = path.name + DAMAGED
    number = 1
    while path.with_name(name).exists():
        number += 1
        name = f"{path.name}{DAMAGED}-{number}"
    return path.with_name(name)
