"""URLs on their way in (add) and out (lease); each in exactly one state."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from cleaners.types import Evidence
from crawler.canonical import canonical_key, record_id
from crawler.frontier.database import to_seconds
from crawler.frontier.types import STATES, Added, Found, Lease

PENDING, LEASED, STORED, DUPLICATE, FILTERED, _FAILED, _QUARANTINED = range(len(STATES))
TOO_OLD = "too-old"
ROBOTS = "robots"
# A time further ahead than any delay that is ever set is the work of a clock that was wrong.
LONGEST_DELAY = timedelta(days=8)
_ROBOTS_AGAIN = timedelta(days=1)  # a robots.txt may be kept for a day (RFC 9309, 2.4)
_MANY_STRIKES = 3  # processes that died with a URL leased: then it waits until all others are done
_DAY_S = 86400
_SITE = 5  # its place in a known URL's row

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
_ENCODE = msgspec.json.Encoder().encode
_DECODE = msgspec.json.Decoder(Evidence).decode


def add(
    db: sqlite3.Connection, found: Sequence[Found], now: datetime, max_age_days: float | None
) -> Added:
    """Insert what is new; see ``Frontier.add``. Runs inside the caller's transaction."""
    hosts = _Hosts(db)
    counts = {"new": 0, "known": 0, "stored": 0, "too_old": 0, "invalid": 0}
    for item in found:
        try:
            key = _digest(item.url)
            host = urlsplit(item.url).hostname or ""
        except ValueError:
            counts["invalid"] += 1
            continue
        old = _is_old(item, now, max_age_days)
        row = db.execute(
            "SELECT id, state, reason, evidence IS NULL, changed_at, site FROM urls WHERE key = ?",
            (key,),
        ).fetchone()
        if row is not None:
            counts["known"] += 1
            _meet_again(db, row, item, now, old)
            if row[_SITE] != item.site:
                _move(db, row[0], item.site, hosts.id(host, item.site))
            continue
        state, reason = (FILTERED, TOO_OLD) if old else (PENDING, None)
        record = None
        if db.execute("SELECT 1 FROM articles WHERE record = ?", (key,)).fetchone():
            state, reason, record = DUPLICATE, "canonical", key
        counts["new"] += 1
        counts["stored"] += state == DUPLICATE
        counts["too_old"] += state == FILTERED
        db.execute(
            "INSERT INTO urls (key, url, site, source, host, state, reason, rank, changed_at,"
            " record, evidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key, item.url, item.site, item.source, hosts.id(host, item.site), state, reason,
             _rank(item, now), to_seconds(now), record,
             _pack(item.evidence) if state == PENDING else None),
        )  # fmt: skip
    db.execute("UPDATE totals SET value = value + ? WHERE name = 'urls_in'", (counts["new"],))
    return Added(**counts)


class _Hosts:
    """Host names to row ids, remembered for one batch only."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._ids: dict[tuple[str, str], int] = {}

    def id(self, host: str, site: str) -> int:
        """Return the row of a host's queue in a site, made when missing."""
        queue = (host, site)
        found = self._ids.get(queue)
        if found is None:
            self._db.execute(
                "INSERT INTO hosts (name, site) VALUES (?, ?) ON CONFLICT DO NOTHING", queue
            )
            row = self._db.execute(
                "SELECT id FROM hosts WHERE name = ? AND site = ?", queue
            ).fetchone()
            found = self._ids[queue] = int(row[0])
        return found


def _move(db: sqlite3.Connection, url_id: int, site: str, queue: int) -> None:
    """A URL that waits belongs to the site that found it last: its run may lease it."""
    db.execute(
        "UPDATE urls SET site = ?, host = ? WHERE id = ? AND state = ?",
        (site, queue, url_id, PENDING),
    )


def _meet_again(
    db: sqlite3.Connection,
    row: tuple[int, int, str | None, int, int, str],
    item: Found,
    now: datetime,
    old: bool,
) -> None:
    """A known URL was found again: learn its evidence, or give it another chance."""
    url_id, state, reason, bare, changed_at, _ = row
    revived = state == FILTERED and (
        (reason == TOO_OLD and not old)
        or (reason == ROBOTS and to_seconds(now - _ROBOTS_AGAIN) >= changed_at)
    )
    if revived or (state == PENDING and bare and item.evidence is not None):
        db.execute(
            "UPDATE urls SET state = ?, reason = NULL, evidence = ?, rank = ? WHERE id = ?",
            (PENDING, _pack(item.evidence), _rank(item, now), url_id),
        )


def _is_old(item: Found, now: datetime, max_age_days: float | None) -> bool:
    published = item.evidence.published if item.evidence else None
    if published is None or max_age_days is None:
        return False
    return (now - published).total_seconds() > max_age_days * _DAY_S


def _rank(item: Found, now: datetime) -> int:
    """When the article is from; unknown counts as now, and nothing is from the future."""
    published = item.evidence.published if item.evidence else None
    return to_seconds(min(published, now) if published else now)


def _pack(evidence: Evidence | None) -> bytes | None:
    return None if evidence is None else _ENCODE(evidence)


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
    rows = [row for url in urls for row in db.execute(f"{_READY} AND u.key = ?", (_digest(url),))]
    return _take(db, rows)


def reopen(db: sqlite3.Connection, urls: Sequence[str]) -> int:
    """Make those of ``urls`` pending again that ended without a record; returns how many."""
    cursor = db.executemany(
        "UPDATE urls SET state = 0, retry_at = 0, attempts = 0, reason = NULL"
        " WHERE key = ? AND (state IN (?, ?, ?) OR (state = 0 AND retry_at > 0))",
        [(_digest(url), FILTERED, _FAILED, _QUARANTINED) for url in urls],
    )
    return cursor.rowcount


def next_retry(db: sqlite3.Connection) -> int | None:
    """Return when the first URL that waits may be asked again, or None when none waits."""
    row = db.execute(
        "SELECT min(retry_at) FROM urls INDEXED BY urls_waiting WHERE state = 0 AND retry_at > 0"
    ).fetchone()
    return None if row[0] is None else int(row[0])


def _digest(url: str) -> bytes:
    return bytes.fromhex(record_id(canonical_key(url)))


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
        (to_seconds(before), *(2 * [None if sites is None else json.dumps(list(sites))])),
    )
    return cursor.rowcount


def has_ready(db: sqlite3.Connection, now: datetime) -> bool:
    """Tell whether any URL is pending whose time has come."""
    _wake(db, now)
    query = "SELECT 1 FROM urls INDEXED BY urls_ready WHERE state = 0 AND retry_at = 0 LIMIT 1"
    return db.execute(query).fetchone() is not None
