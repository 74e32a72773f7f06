"""What is remembered of servers: sources with their validators, robots.txt, Retry-After."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Any

from crawler.frontier.database import from_seconds, to_seconds
from crawler.frontier.types import RobotsEntry, Source

ROBOTS_LIFE = timedelta(days=1)  # RFC 9309, section 2.4: not longer than 24 hours
LONGEST_RETRY_AFTER = timedelta(days=1)
LONGEST_INTERVAL = timedelta(days=1)
_COLUMNS = (
    "url, site, kind, etag, last_modified, body_hash, due_at, interval_s, failures, "
    "checked_at, changed_at, unchanged, gap_s, selection"
)
_MOST_SOURCES = 10_000  # of one site: a trap's sitemaps must not fill the memory of later runs


def sources(db: sqlite3.Connection, site: str) -> list[Source]:
    """Return a site's sources as they were last saved, of very many those asked last."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM sources WHERE site = ? ORDER BY checked_at DESC LIMIT ?",  # noqa: S608 -- a constant
        (site, _MOST_SOURCES),
    )
    return sorted(map(_source, rows), key=lambda source: source.url)


def is_due(source: Source, now: datetime) -> bool:
    """Tell whether a source is to be asked: its time has come, or a wrong clock set its time."""
    return source.due_at is None or not now < source.due_at <= now + LONGEST_INTERVAL


def save_source(db: sqlite3.Connection, source: Source) -> None:
    """Insert or replace a source."""
    db.execute(
        f"INSERT OR REPLACE INTO sources ({_COLUMNS})"  # noqa: S608 -- a constant
        f" VALUES ({', '.join('?' * (_COLUMNS.count(',') + 1))})",
        (
            source.url,
            source.site,
            source.kind,
            source.etag,
            source.last_modified,
            source.body_hash,
            _seconds(source.due_at),
            source.interval_s,
            source.failures,
            _seconds(source.checked_at),
            _seconds(source.changed_at),
            source.unchanged,
            source.gap_s,
            source.selection,
        ),
    )


def robots(db: sqlite3.Connection, origin: str, now: datetime) -> RobotsEntry | None:
    """Return the robots.txt of an origin while it is fresh, else None."""
    row = db.execute(
        "SELECT origin, status, body, fetched_at, expires_at, etag, last_modified FROM robots"
        " WHERE origin = ?",
        (origin,),
    ).fetchone()
    if row is None:
        return None
    entry = RobotsEntry(
        origin=row[0],
        status=row[1],
        body=row[2],
        fetched_at=from_seconds(row[3]),
        expires_at=from_seconds(row[4]),
        etag=row[5],
        last_modified=row[6],
    )
    return entry if now < entry.expires_at <= now + ROBOTS_LIFE else None


def save_robots(db: sqlite3.Connection, entry: RobotsEntry) -> None:
    """Insert or replace an origin's robots.txt."""
    db.execute(
        "INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            entry.origin,
            entry.status,
            entry.body,
            to_seconds(entry.fetched_at),
            to_seconds(min(entry.expires_at, entry.fetched_at + ROBOTS_LIFE)),
            entry.etag,
            entry.last_modified,
        ),
    )


def retry_after(db: sqlite3.Connection, host: str, now: datetime) -> datetime | None:
    """Return until when a host asked to be left alone, or None when it did not or it is over."""
    row = db.execute("SELECT until FROM retry_after WHERE host = ?", (host,)).fetchone()
    if row is None:
        return None
    until = from_seconds(row[0])
    return until if now < until <= now + LONGEST_RETRY_AFTER else None


def save_retry_after(db: sqlite3.Connection, host: str, until: datetime, now: datetime) -> None:
    """Remember a host's Retry-After, capped at a day."""
    capped = min(until, now + LONGEST_RETRY_AFTER)
    db.execute("INSERT OR REPLACE INTO retry_after VALUES (?, ?)", (host, to_seconds(capped)))


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else to_seconds(moment)


def _source(row: tuple[Any, ...]) -> Source:
    """A row of ``_COLUMNS``: the columns are the fields, but for the times."""
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    for name in ("due_at", "checked_at", "changed_at"):
        values[name] = None if values[name] is None else from_seconds(values[name])
    return Source(**values)
