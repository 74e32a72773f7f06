"""How leased URLs end: the statements of the one transaction that also moves the corpus's mark."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from crawler.frontier.codes import DUPLICATE, FILTERED, PENDING, STORED, TOO_OLD
from crawler.frontier.database import to_seconds
from crawler.frontier.types import FINAL_STATES, STATES, Outcome, SegmentMark, Stored

_OPTIONAL_REASON = ("pending", "stored")


def check(outcome: Outcome) -> None:
    """Raise ``ValueError`` for an outcome that the frontier cannot remember truthfully."""
    if outcome.state != "pending" and outcome.state not in FINAL_STATES:
        raise ValueError(f"{outcome.lease.url}: a lease cannot end as {outcome.state!r}")
    if outcome.reason is None and outcome.state not in _OPTIONAL_REASON:
        raise ValueError(f"{outcome.lease.url}: {outcome.state} needs a reason")
    if outcome.state in ("stored", "duplicate") and outcome.record_id is None:
        raise ValueError(f"{outcome.lease.url}: {outcome.state} needs the record's id")
    if outcome.state == "stored" and outcome.content_hash is None:
        raise ValueError(f"{outcome.lease.url}: stored needs the content hash")


def settle(db: sqlite3.Connection, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Move each outcome's URL out of ``leased``; raises ``ValueError`` where it is not leased."""
    for outcome in outcomes:
        check(outcome)
        _settle_url(db, outcome, to_seconds(now))
        if outcome.state == "stored":
            _settle_article(db, outcome, to_seconds(now), to_seconds(outcome.fetched_at or now))


def _settle_url(db: sqlite3.Connection, outcome: Outcome, now_s: int) -> None:
    lease = outcome.lease
    state = STATES.index(outcome.state)
    reason, record = outcome.reason, outcome.record_id
    # A refetch that failed takes nothing away: the article is still in the corpus.
    if lease.revision and state not in (PENDING, STORED, DUPLICATE):
        state, reason = STORED, f"refetch: {outcome.reason}"
    retry_at = 0
    if state == PENDING and outcome.retry_at is not None:
        retry_at = max(to_seconds(outcome.retry_at), now_s) + 1  # never earlier: round up
    cursor = db.execute(
        "UPDATE urls SET state = ?, reason = ?, retry_at = ?, changed_at = ?, strikes = 0,"
        " record = coalesce(?, record), evidence = CASE WHEN ? THEN evidence END"
        " WHERE id = ? AND state = 1",
        (state, reason, retry_at, now_s, record and bytes.fromhex(record), state == PENDING,
         lease.id),
    )  # fmt: skip
    if cursor.rowcount != 1:
        raise ValueError(f"{lease.url} is not leased: it cannot be settled")


def _settle_article(db: sqlite3.Connection, outcome: Outcome, now_s: int, fetched_s: int) -> None:
    assert outcome.record_id is not None
    assert outcome.content_hash is not None
    record = bytes.fromhex(outcome.record_id)
    db.execute(
        "INSERT INTO articles (record, url_id, revision, content_hash, fetched_at)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (record) DO UPDATE SET"
        " revision = excluded.revision, content_hash = excluded.content_hash,"
        " fetched_at = excluded.fetched_at",
        (record, outcome.lease.id, max(outcome.revision, 1), bytes.fromhex(outcome.content_hash),
         fetched_s),
    )  # fmt: skip
    # Its other address, if it waits: it is this article.
    db.execute(
        "UPDATE urls SET state = ?, reason = 'canonical', record = ?, changed_at = ?, retry_at = 0,"
        " evidence = NULL WHERE key = ? AND id != ? AND (state = ? OR (state = ? AND reason = ?))",
        (DUPLICATE, record, now_s, record, outcome.lease.id, PENDING, FILTERED, TOO_OLD),
    )


def move_mark(db: sqlite3.Connection, mark: SegmentMark) -> None:
    """Store how far the segment is committed, and count its new records."""
    row = db.execute("SELECT records FROM segments WHERE path = ?", (mark.path,)).fetchone()
    before = int(row[0]) if row else 0
    db.execute(
        "INSERT INTO segments (path, length, records) VALUES (?, ?, ?) ON CONFLICT (path)"
        " DO UPDATE SET length = excluded.length, records = excluded.records",
        (mark.path, mark.length_bytes, mark.records),
    )
    db.execute(
        "UPDATE totals SET value = value + ? WHERE name = 'records'", (mark.records - before,)
    )


def close_segments(db: sqlite3.Connection, paths: Sequence[str]) -> None:
    """Forget the marks of segments that stand complete in the manifest."""
    db.executemany("DELETE FROM segments WHERE path = ?", [(path,) for path in paths])


def marks(db: sqlite3.Connection) -> list[SegmentMark]:
    """Return the marks of all segments that are not closed."""
    rows = db.execute("SELECT path, length, records FROM segments ORDER BY path")
    return [SegmentMark(path=path, length_bytes=length, records=n) for path, length, n in rows]


def article(db: sqlite3.Connection, record_id: str) -> Stored | None:
    """Return the newest stored record of an article, or None."""
    row = db.execute(
        "SELECT url_id, revision, content_hash FROM articles WHERE record = ?",
        (bytes.fromhex(record_id),),
    ).fetchone()
    if row is None:
        return None
    return Stored(record_id=record_id, url_id=row[0], revision=row[1], content_hash=row[2].hex())
