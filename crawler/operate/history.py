"""The memory of past runs: ``STATE_DIR/history.sqlite``, a row for each run, and for each site.

The crawl works without it: a history that is lost or broken costs alarms, no articles.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from crawler.exits import DamageError, DiskError
from crawler.operate.counts import RunSummary, SiteCounts, read_summary

FILE_NAME = "history.sqlite"
MOST_RUNS = 5_000  # kept; four runs an hour are two months of memory

# The columns of counts that a person may want to add up in SQL; the rest is in `counts`.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
    run TEXT PRIMARY KEY,
    started_at REAL NOT NULL,          -- seconds since 1970 UTC
    ended_at REAL NOT NULL,
    exit_code INTEGER NOT NULL,
    sentence TEXT NOT NULL,
    alarms TEXT NOT NULL               -- JSON: [{site, kind, cause, evidence}]
) STRICT;
CREATE INDEX IF NOT EXISTS runs_by_start ON runs (started_at);
CREATE TABLE IF NOT EXISTS site_runs (
    site TEXT NOT NULL,
    run TEXT NOT NULL REFERENCES runs(run) ON DELETE CASCADE,
    started_at REAL NOT NULL,
    alarmed INTEGER NOT NULL,          -- 1: the run was outside the site's band
    found INTEGER NOT NULL,
    new INTEGER NOT NULL,
    fetched INTEGER NOT NULL,
    stored INTEGER NOT NULL,
    counts TEXT NOT NULL,              -- JSON: all of SiteCounts
    PRIMARY KEY (site, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS site_runs_by_start ON site_runs (site, started_at);
"""
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_VERSION = 1


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """One site that left the band of its own history."""

    site: str
    kind: str  # what was measured: "sources", "failures", "silence", "text", "fields", ...
    cause: str  # the likely cause, in a few words
    evidence: str  # one sentence with the numbers

    def __str__(self) -> str:
        """Name site, cause and evidence, for the verdict."""
        return f"{self.site}: {self.cause} ({self.evidence})"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRun:
    """What one run counted on one site."""

    run: str
    started_at: datetime  # aware UTC
    alarmed: bool
    counts: SiteCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """How many new articles a site's runs found in a quarter of a day."""

    at: datetime  # aware UTC: when the last of these runs began
    new: int
    alarmed: bool  # whether one of them was outside the site's band


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """One run, without its sites."""

    run: str
    started_at: datetime  # aware UTC
    ended_at: datetime  # aware UTC
    exit_code: int
    sentence: str
    alarms: tuple[Alarm, ...]


_ALARMS = msgspec.json.Decoder(tuple[Alarm, ...])
_COUNTS = msgspec.json.Decoder(SiteCounts)


class History:
    """The open database; raises DiskError and DamageError that name it."""

    def __init__(self, path: Path) -> None:
        """Open the file at ``path``, made when missing."""
        self.path = path
        with self._translated():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=5.0, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise

    def _prepare(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > _VERSION:
            raise DamageError(
                f"{self.path} was written by a newer Cleanwire (history version {version}): "
                "upgrade, or move the file away to begin a new history"
            )
        self._db.execute("PRAGMA journal_mode = WAL")
        # A power cut may cost the last runs' counts: that is cheaper than waiting for the disk.
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.executescript(_SCHEMA)
        self._db.execute(f"PRAGMA user_version = {_VERSION}")

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def __enter__(self) -> Self:
        """Return the history itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the database."""
        self.close()

    def record(self, summary: RunSummary, alarms: Collection[Alarm] = ()) -> None:
        """Remember a run, in one transaction; a run of the same name is replaced."""
        alarmed = {alarm.site for alarm in alarms}
        started = summary.started_at.timestamp()
        with self._translated(), self._db:
            self._db.execute("BEGIN")
            self._db.execute("DELETE FROM runs WHERE run = ?", (summary.run,))
            self._db.execute(
                "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?)",
                (
                    summary.run,
                    started,
                    (summary.ended_at or summary.started_at).timestamp(),
                    summary.exit_code,
                    summary.sentence,
                    msgspec.json.encode(list(alarms)).decode(),
                ),
            )
            self._db.executemany(
                "INSERT INTO site_runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (site, summary.run, started, site in alarmed, *_columns(counts))
                    for site, counts in summary.sites.items()
                ],
            )
            self._db.execute(
                "DELETE FROM runs WHERE run IN"
                " (SELECT run FROM runs ORDER BY started_at DESC LIMIT -1 OFFSET ?)",
                (MOST_RUNS,),
            )

    def site(self, name: str, limit: int = 400) -> list[SiteRun]:
        """Return a site's last runs, oldest first: ``limit`` of those in the band, and as many
        of those that were alarmed.
        """
        with self._translated():
            rows = [
                row
                for alarmed in (0, 1)
                for row in self._db.execute(
                    "SELECT started_at, run, alarmed, counts FROM site_runs"
                    " WHERE site = ? AND alarmed = ? ORDER BY started_at DESC LIMIT ?",
                    (name, alarmed, limit),
                )
            ]
        return [
            SiteRun(
                run=run,
                started_at=datetime.fromtimestamp(started, UTC),
                alarmed=bool(alarmed),
                counts=_COUNTS.decode(counts),
            )
            for started, run, alarmed, counts in sorted(rows)
        ]

    def finds(self, name: str, since: datetime) -> list[Find]:
        """Return how many new articles a site's runs found, oldest first, by six hours."""
        with self._translated():
            rows = self._db.execute(
                "SELECT max(started_at), sum(new), max(alarmed) FROM site_runs"
                " WHERE site = ? AND started_at >= ?"
                " GROUP BY CAST(started_at / 21600 AS INTEGER) ORDER BY 1",
                (name, since.timestamp()),
            ).fetchall()
        return [
            Find(at=datetime.fromtimestamp(at, UTC), new=new, alarmed=bool(alarmed))
            for at, new, alarmed in rows
        ]

    def runs(self, limit: int = 400) -> list[PastRun]:
        """Return the last runs, oldest first."""
        with self._translated():
            rows = self._db.execute(
                "SELECT run, started_at, ended_at, exit_code, sentence, alarms FROM runs"
                " ORDER BY started_at DESC LIMIT ?",
                (limit,),
            ).fetchall()
        return [
            PastRun(
                run=run,
                started_at=datetime.fromtimestamp(started, UTC),
                ended_at=datetime.fromtimestamp(ended, UTC),
                exit_code=code,
                sentence=sentence,
                alarms=_ALARMS.decode(alarms),
            )
            for run, started, ended, code, sentence, alarms in reversed(rows)
        ]

    def stored_since(self, since: datetime) -> list[tuple[datetime, int]]:
        """Return when each run since then began, and how many articles it stored."""
        with self._translated():
            rows = self._db.execute(
                "SELECT started_at, sum(stored) FROM site_runs WHERE started_at >= ?"
                " GROUP BY run ORDER BY 1",
                (since.timestamp(),),
            ).fetchall()
        return [(datetime.fromtimestamp(at, UTC), stored) for at, stored in rows]

    def sites_of(self, run: str) -> dict[str, SiteCounts]:
        """Return the counts of every site in a run."""
        with self._translated():
            rows = self._db.execute(
                "SELECT site, counts FROM site_runs WHERE run = ? ORDER BY site", (run,)
            ).fetchall()
        return {site: _COUNTS.decode(counts) for site, counts in rows}

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in _DAMAGE:
                raise DamageError(
                    f"{self.path} is damaged ({error}): move it away; the next run begins a new "
                    "history, and no article is lost"
                ) from error
            raise DiskError(f"{self.path}: {error}: make room or mend the permissions") from error
        except OSError as error:
            raise DiskError(f"{self.path}: cannot be written: {error.strerror}") from error


def record_run(state_dir: Path, summary: Mapping[str, Any], alarms: Collection[Alarm] = ()) -> None:
    """Remember a run's summary in the history of ``state_dir``.

    Raises ValueError for a summary that lacks a key, DiskError, DamageError.
    """
    with History(state_dir / FILE_NAME) as history:
        history.record(read_summary(summary), alarms)


def _columns(counts: SiteCounts) -> tuple[int, int, int, int, str]:
    encoded = msgspec.json.encode(counts).decode()
    return counts.found, counts.new, counts.fetched, counts.stored, encoded
