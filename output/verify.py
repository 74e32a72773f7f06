"""``scrapy corpus verify``: is the corpus what was written, line by line?"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from output.codecs import PART
from output.errors import CorpusDamage
from output.manifest import Entry, Manifest, file_digest
from output.reader import lines, segments
from output.record import Article, decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is not as it was written."""

    where: str  # a file, or file:line
    what: str


@dataclass(slots=True, kw_only=True)
class Verified:
    """What a verification read and found."""

    segments: int = 0
    records: int = 0
    bytes: int = 0  # as they are on the disk
    open_segments: list[str] = field(default_factory=list)  # .part: written, or left by a kill
    problems: list[Problem] = field(default_factory=list)

    def blame(self, where: str | Path, what: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(where=str(where), what=what))


def verify(corpus: Path) -> Verified:
    """Read everything: checksums, schema, manifest, ids. Raises nothing for what it finds.

    Memory does not grow with the corpus: the ids seen are kept in a temporary SQLite file.
    """
    found = Verified()
    listed = _read_manifest(corpus, found)
    with closing(sqlite3.connect("")) as ids:  # "" = a temporary file of SQLite's own
        ids.execute("CREATE TABLE seen (id TEXT, revision INTEGER, PRIMARY KEY (id, revision))")
        for path in segments(corpus, include_open=True):
            span = _read_segment(path, found, ids)
            if path.suffix == PART:
                found.open_segments.append(path.relative_to(corpus).as_posix())
                continue
            found.segments += 1
            entry = listed.pop(path.relative_to(corpus).as_posix(), None)
            _compare(path, entry, span, found)
    for missing in listed:
        found.blame(corpus / missing, "listed in the manifest, but missing")
    return found


def _read_manifest(corpus: Path, found: Verified) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for where, entry in Manifest(corpus).checked():
        if isinstance(entry, CorpusDamage):
            found.blame(where, entry.detail)
        elif entry.path in entries:
            found.blame(where, f"lists {entry.path} a second time")
        else:
            entries[entry.path] = entry
    return entries


@dataclass(slots=True, kw_only=True)
class _Span:
    """What the manifest should say of a segment."""

    records: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def add(self, moment: datetime) -> None:
        self.records += 1
        self.first = moment if self.first is None else min(self.first, moment)
        self.last = moment if self.last is None else max(self.last, moment)


def _read_segment(path: Path, found: Verified, ids: sqlite3.Connection) -> _Span:
    """Check each record of a segment, and that its id and revision are seen the first time."""
    span = _Span()
    found.bytes += path.stat().st_size
    for where, article in _articles(path, found):
        span.add(article.fetched_at)
        try:
            ids.execute("INSERT INTO seen VALUES (?, ?)", (article.id, article.revision))
        except sqlite3.IntegrityError:
            found.blame(where, f"id {article.id}, revision {article.revision} stands twice")
    found.records += span.records
    return span


def _articles(path: Path, found: Verified) -> Iterator[tuple[str, Article]]:
    try:
        for number, line in lines(path):
            where = f"{path}:{number}"
            if not line.endswith(b"\n"):
                if path.suffix != PART:  # a .part may end in what was not committed
                    found.blame(where, "the last line has no end")
                return
            try:
                yield where, decode(line, where=where)
            except CorpusDamage as damage:
                found.blame(where, damage.detail)
    except CorpusDamage as damage:
        found.blame(damage.path, damage.detail)


def _compare(path: Path, entry: Entry | None, span: _Span, found: Verified) -> None:
    if entry is None:
        found.blame(path, "not listed in the manifest")
        return
    length = path.stat().st_size
    if length != entry.bytes:
        found.blame(path, f"{length} bytes long, {entry.bytes} in the manifest")
    elif file_digest(path) != entry.sha256:
        found.blame(path, "its SHA-256 is not the manifest's")
    if span.records != entry.records:
        found.blame(path, f"{span.records} good records, {entry.records} in the manifest")
    elif (span.first, span.last) != (entry.first, entry.last):
        found.blame(path, "its time span is not the manifest's")
