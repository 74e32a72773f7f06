"""URLs on their way out: leased, given back, woken when their time has come."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, Literal

import msgspec

from cleaners.types import Evidence
from crawler.canonical import canonical_key
from crawler.frontier.codes import FAILED, FILTERED, QUARANTINED
from crawler.frontier.database import to_seconds
from crawler.frontier.intake import digest
from crawler.frontier.types import Lease

# A time further ahead than any delay that is ever set is the work of a clock that was wrong.
LONGEST_DELAY = timedelta(days=8)
_MANY_STRIKES = 3  # processes that died with a URL leased: then it waits until all others are done

_READY = (
    "SELECT u.id, u.url, u.site, u.attempts, u.evidence, a.revision, a.content_hash, a.record"
    " FROM urls u LEFT JOIN articles a ON a.record = u.record"
    " WHERE u.state = 0 AND u.retry_at = 0"
)
_NEWEST = f"{_READY} AND u.host = ? ORDER BY u.rank DESC LIMIT ?"
# Named, for SQLite's planner prefers the index of all states, in which pending URLs are not sorted.
_NEXT_HOST = (
    "SELECT min(host) FROM urls INDEXED BY urls_ready WHERE state = 0 AND retry_at = 0 AND host > ?"
)
_DECODE = msgspec.json.Decoder(Evidence).decode


class Leaser:
    """Hands out pending URLs: hosts in turn, the newest of each first."""

    def __init__(self) -> None:
        self._last_host = 0  # where the turn stands; hosts are served in a circle

    def lease(
        self,
        db: sqlite3.Connection,
        limit: int,
        excluded: Collection[str],
        sites: Collection[str] | None,
        now: datetime,
    ) -> list[Lease]:
        """Lease up to ``limit`` URLs; see ``Frontier.lease``."""
        _wake(db, now)
        scope = None if sites is None else _queue_ids(db, "site", sites)
        hosts = self._next_hosts(db, limit, _queue_ids(db, "name", excluded), scope)
        if not hosts:
            return []
        each = -(-limit // len(hosts))
        taken = [
            (place, row)
            for host in hosts
            for place, row in enumerate(db.execute(_NEWEST, (host, each)))
        ]
        taken.sort(key=itemgetter(0))  # stable: the first of each host, then the second of each
        return _take(db, [row for _, row in taken[:limit]])

    def _next_hosts(
        self, db: sqlite3.Connection, limit: int, excluded: set[int], scope: set[int] | None
    ) -> list[int]:
        """Up to ``limit`` hosts with work, from the circle's place on: one index seek each."""
        chosen: list[int] = []
        start = host = self._last_host
        wrapped = False
        while len(chosen) < limit:
            row = db.execute(_NEXT_HOST, (host,)).fetchone()
            if row[0] is None:
                if wrapped:
                    break
                wrapped, host = True, 0
                continue
            host = int(row[0])
            if wrapped and host > start:
                break
            if host not in excluded and (scope is None or host in scope):
                chosen.append(host)
        if chosen:
            self._last_host = chosen[-1]
        return chosen


def lease_exactly(db: sqlite3.Connection, urls: Sequence[str], now: datetime) -> list[Lease]:
    """Lease those of ``urls`` that are pending and may be asked now, in their order."""
    _wake(db, now)
    rows = [row for url in urls for row in db.execute(f"{_READY} AND u.key = ?", (digest(url),))]
    return _take(db, rows)


def reopen(db: sqlite3.Connection, urls: Sequence[str]) -> int:
    """Make those of ``urls`` pending again that ended without a record; returns how many."""
    cursor = db.executemany(
        "UPDATE urls SET state = 0, retry_at = 0, attempts = 0, reason = NULL"
        " WHERE key = ? AND (state IN (?, ?, ?) OR (state = 0 AND retry_at > 0))",
        [(digest(url), FILTERED, FAILED, QUARANTINED) for url in urls],
    )
    return cursor.rowcount


def next_retry(db: sqlite3.Connection, sites: Collection[str] | None = None) -> int | None:
    """Return when the first URL that waits may be asked again, or None when none waits."""
    # Soonest first, up to the first one of these sites.
    row = db.execute(
        "SELECT retry_at FROM urls INDEXED BY urls_waiting WHERE state = 0 AND retry_at > 0"
        " AND (? IS NULL OR site IN (SELECT value FROM json_each(?)))"
        " ORDER BY retry_at LIMIT 1",
        2 * (_json(sites),),
    ).fetchone()
    return None if row is None else int(row[0])


def _take(db: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> list[Lease]:
    db.executemany(
        "UPDATE urls SET state = 1, attempts = attempts + 1 WHERE id = ?",
        [(row[0],) for row in rows],
    )
    return [_lease(row) for row in rows]


def _queue_ids(
    db: sqlite3.Connection, column: Literal["name", "site"], values: Collection[str]
) -> set[int]:
    query = f"SELECT id FROM hosts WHERE {column} = ?"  # noqa: S608 -- one of two constants
    return {int(row[0]) for value in values for row in db.execute(query, (value,))}


def _wake(db: sqlite3.Connection, now: datetime) -> None:
    """Make those ready whose time has come, or whose time was set by a wrong clock."""
    db.execute(
        "UPDATE urls INDEXED BY urls_waiting SET retry_at = 0"
        " WHERE state = 0 AND retry_at > 0 AND (retry_at <= ? OR retry_at > ?)",
        (to_seconds(now), to_seconds(now + LONGEST_DELAY)),
    )


def _lease(row: tuple[Any, ...]) -> Lease:
    url_id, url, site, attempts, evidence, revision, content_hash, record = row
    return Lease(
        id=url_id,
        url=url,
        key=canonical_key(url),
        site=site,
        attempts=attempts,
        evidence=None if evidence is None else _DECODE(evidence),
        revision=revision or 0,
        content_hash=content_hash.hex() if content_hash else None,
        record_id=record.hex() if record else None,
    )


def release(db: sqlite3.Connection) -> int:
    """Make all leased URLs pending again: their run is dead. Returns how many they were."""
    cursor = db.execute(
        "UPDATE urls SET state = 0, retry_at = 0, strikes = strikes + 1,"
        " attempts = max(0, attempts - 1),"
        " rank = CASE WHEN strikes + 1 >= ? THEN 0 ELSE rank END WHERE state = 1",
        (_MANY_STRIKES,),
    )
    return cursor.rowcount


def requeue_stored(db: sqlite3.Connection, before: datetime, sites: Collection[str] | None) -> int:
    """Make stored URLs pending that were last looked at before ``before``; returns how many."""
    cursor = db.execute(
        "UPDATE urls SET state = 0, retry_at = 0, attempts = 0, reason = NULL"
        " WHERE state = 2 AND changed_at <= ?"
        " AND (? IS NULL OR site IN (SELECT value FROM json_each(?)))",
        (to_seconds(before), *(2 * (_json(sites),))),
    )
    return cursor.rowcount


def _json(sites: Collection[str] | None) -> str | None:
    """Return names as SQLite's ``json_each`` reads them."""
    return None if sites is None else json.dumps(list(sites))
