"""URLs on their way in: each comes in once, however it is spelled."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import msgspec

from cleaners.types import Evidence
from crawler.canonical import canonical_key, record_id
from crawler.frontier.codes import DUPLICATE, FAILED, FILTERED, PENDING, ROBOTS, TOO_OLD
from crawler.frontier.database import to_seconds
from crawler.frontier.types import Added, Found

_ROBOTS_AGAIN = timedelta(days=1)  # a robots.txt may be kept for a day (RFC 9309, 2.4)
_DAY_S = 86400
_SITE = 5  # its place in a known URL's row
_ENCODE = msgspec.json.Encoder().encode


def add(
    db: sqlite3.Connection, found: Sequence[Found], now: datetime, max_age_days: float | None
) -> Added:
    """Insert what is new; see ``Frontier.add``. Runs inside the caller's transaction."""
    hosts = _Hosts(db)
    counts = {"new": 0, "known": 0, "stored": 0, "too_old": 0, "invalid": 0}
    for item in found:
        try:
            key = digest(item.url)
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
    revived = (state == FILTERED and reason == TOO_OLD and not old) or (
        state in (FILTERED, FAILED)
        and reason == ROBOTS
        and to_seconds(now - _ROBOTS_AGAIN) >= changed_at
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


def digest(url: str) -> bytes:
    """Return the key by which the frontier knows a URL; raises ``ValueError`` for no address."""
    return bytes.fromhex(record_id(canonical_key(url)))
