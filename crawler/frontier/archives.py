"""How far each archive's file is read, and which of its pages are still to be cleaned."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from crawler.frontier import intake, queue
from crawler.frontier.codes import PENDING, STORED
from crawler.frontier.database import to_seconds
from crawler.frontier.intake import digest
from crawler.frontier.types import ArchiveMark, Found, Taken


def mark(db: sqlite3.Connection, path: str) -> ArchiveMark | None:
    """Return how far the file is read, None where it was never begun."""
    row = db.execute(
        "SELECT path, head, head_bytes, offset, number, record, whole FROM archives WHERE path = ?",
        (path,),
    ).fetchone()
    if row is None:
        return None
    path, head, head_bytes, offset, number, record, whole = row
    return ArchiveMark(
        path=path,
        head=head,
        head_bytes=head_bytes,
        offset=offset,
        number=number,
        record_id=record,
        whole=whole,
    )


def move(db: sqlite3.Connection, marks: Sequence[ArchiveMark]) -> None:
    """Store how far files are read."""
    db.executemany(
        "INSERT INTO archives (path, head, head_bytes, offset, number, record, whole)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET head = excluded.head,"
        " head_bytes = excluded.head_bytes, offset = excluded.offset, number = excluded.number,"
        " record = excluded.record, whole = excluded.whole",
        [(m.path, m.head, m.head_bytes, m.offset, m.number, m.record_id, m.whole) for m in marks],
    )


def take(
    db: sqlite3.Connection, pages: Sequence[tuple[Found, datetime]], now: datetime
) -> list[Taken]:
    """Lease the URLs of archived pages, in their order; see ``Frontier.take_archived``."""
    taken = []
    for found, fetched_at in pages:
        added = intake.add(db, [found], now, None)
        queue.reopen(db, [found.url])
        _look_again(db, found.url, fetched_at)
        leases = queue.lease_exactly(db, [found.url], now)
        taken.append(Taken(lease=leases[0] if leases else None, new=added.new > 0))
    return taken


def _look_again(db: sqlite3.Connection, url: str, fetched_at: datetime) -> None:
    """Make a stored URL pending for a page that is not older than its record.

    A page of the same second is the record's own: a better cleaner may make more of it.
    """
    db.execute(
        "UPDATE urls SET state = ?, retry_at = 0, attempts = 0, reason = NULL"
        " WHERE key = ? AND state = ? AND NOT EXISTS"
        " (SELECT 1 FROM articles a WHERE a.record = urls.record AND a.fetched_at > ?)",
        (PENDING, digest(url), STORED, to_seconds(fetched_at)),
    )
