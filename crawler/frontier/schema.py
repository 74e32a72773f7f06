"""The frontier's tables, and how an older database becomes a current one.

``PRAGMA user_version`` holds the schema's version, ``PRAGMA application_id`` marks the file as
ours. A new version is one more entry in ``MIGRATIONS``; entries are never edited after a
release.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from crawler.exits import DamageError

APPLICATION_ID = 0x434C5752  # "CLWR"
REBUILD = "scrapy corpus rebuild-state"

# Times are whole seconds since 1970 UTC. `state` is the index in types.STATES.
_FIRST = """
-- A queue for each host of each site: a run leases from the queues of its own sites alone.
CREATE TABLE hosts (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, site TEXT NOT NULL, UNIQUE (name, site)
) STRICT;
CREATE INDEX hosts_by_site ON hosts (site);

CREATE TABLE urls (
    id INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,          -- digest of the canonical key: the record's id, 16 bytes
    url TEXT NOT NULL,
    site TEXT NOT NULL,
    source TEXT NOT NULL,
    host INTEGER NOT NULL REFERENCES hosts(id),
    state INTEGER NOT NULL,
    reason TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    strikes INTEGER NOT NULL DEFAULT 0,  -- processes that died with this URL leased, in a row
    rank INTEGER NOT NULL,             -- when the article is from: the newest is leased first
    retry_at INTEGER NOT NULL DEFAULT 0,  -- pending only: not before; 0 = now
    changed_at INTEGER NOT NULL,       -- when it came into its state
    record BLOB,                       -- id of the article that it is, 16 bytes
    evidence BLOB                      -- pending and leased only
) STRICT;
CREATE INDEX urls_ready ON urls (host, rank DESC) WHERE state = 0 AND retry_at = 0;
CREATE INDEX urls_waiting ON urls (retry_at) WHERE state = 0 AND retry_at > 0;
CREATE INDEX urls_by_state ON urls (state, reason);

CREATE TABLE articles (
    record BLOB PRIMARY KEY,
    url_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    content_hash BLOB NOT NULL,
    fetched_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE segments (
    path TEXT PRIMARY KEY,             -- the .part, relative to the corpus
    length INTEGER NOT NULL,
    records INTEGER NOT NULL
) STRICT;

CREATE TABLE totals (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO totals VALUES ('urls_in', 0), ('records', 0);

CREATE TABLE sources (
    url TEXT PRIMARY KEY, site TEXT NOT NULL, kind TEXT NOT NULL,
    etag TEXT, last_modified TEXT, body_hash TEXT,
    due_at INTEGER, interval_s REAL, failures INTEGER NOT NULL,
    checked_at INTEGER, changed_at INTEGER, unchanged INTEGER NOT NULL, gap_s REAL
) STRICT;
CREATE INDEX sources_by_site ON sources (site);

CREATE TABLE robots (
    origin TEXT PRIMARY KEY, status INTEGER NOT NULL, body BLOB NOT NULL,
    fetched_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, etag TEXT, last_modified TEXT
) STRICT;

CREATE TABLE retry_after (host TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT;
"""

# How far `scrapy crawl archive` has read a file; moved in the transaction that settles its pages.
_ARCHIVES = """
CREATE TABLE archives (
    path TEXT PRIMARY KEY,
    head BLOB NOT NULL,                -- digest of its first bytes: another file may get the name
    head_bytes INTEGER NOT NULL,
    offset INTEGER NOT NULL,           -- of the last response that was settled, in the packed file
    number INTEGER NOT NULL,           -- of that response, from 1; 0 = none yet
    record TEXT NOT NULL,              -- its WARC-Record-ID
    whole INTEGER                      -- the file's length when it was read to its end
) STRICT, WITHOUT ROWID;
"""

# What the site file selected when a source was read: after an edit it must be read anew.
_SELECTIONS = "ALTER TABLE sources ADD COLUMN selection TEXT;"

MIGRATIONS: tuple[str, ...] = (_FIRST, _ARCHIVES, _SELECTIONS)


def migrate(db: sqlite3.Connection, path: str, migrations: Sequence[str] = MIGRATIONS) -> None:
    """Bring ``db`` to the newest version, one transaction a step.

    Raises ``DamageError`` when the file is of a newer version, or not a frontier at all.
    """
    for number in range(_version(db, path, len(migrations)), len(migrations)):
        db.executescript(
            f"BEGIN IMMEDIATE; {migrations[number]} PRAGMA application_id = {APPLICATION_ID}; "
            f"PRAGMA user_version = {number + 1}; COMMIT;"
        )


def require_current(db: sqlite3.Connection, path: str) -> None:
    """Raise ``DamageError`` unless ``db`` is a frontier of this version."""
    version = _version(db, path, len(MIGRATIONS))
    if version < len(MIGRATIONS):
        raise DamageError(
            f"{path} is of schema {version}, this Cleanwire's is {len(MIGRATIONS)}: "
            "the next crawl brings it up to date"
        )


def _version(db: sqlite3.Connection, path: str, newest: int) -> int:
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    tables = int(db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])
    ours = int(db.execute("PRAGMA application_id").fetchone()[0]) == APPLICATION_ID
    if tables and not (ours and version > 0):
        raise DamageError(f"{path} is not a frontier of Cleanwire. Mend it with: {REBUILD}")
    if version > newest:
        raise DamageError(
            f"{path} is of schema {version}, this Cleanwire knows {newest}: "
            f"upgrade Cleanwire, or make the state anew with: {REBUILD}"
        )
    return version
