"""``scrapy corpus rebuild-state``: a frontier made anew from the corpus alone.

What the corpus holds is stored again under its id, so that no article is fetched or written a
second time; everything else (what waits, what failed, validators) is found again by the next
crawl. The corpus itself is salvaged first: see ``output.salvage``.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from crawler.canonical import canonical_key, record_id
from crawler.exits import DiskError
from crawler.frontier.codes import STORED
from crawler.frontier.committer import translated
from crawler.frontier.database import Clock, Database, to_seconds, utc_now
from output.reader import read_corpus
from output.record import Article
from output.salvage import Salvaged, salvage

_BATCH = 10_000
_BESIDE = ("", "-wal", "-shm")  # SQLite's files of one database


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild found."""

    salvaged: Salvaged
    urls: int
    kept_as: Path | None  # the old database, moved aside


def rebuild(
    corpus: Path, database: Path, clock: Clock = utc_now, *, forget_missing: bool = False
) -> Rebuilt:
    """Salvage the corpus and put a new frontier in the place of the old one.

    The caller holds the run's lock. The old database is moved aside, never deleted. Raises
    ``DiskError`` where the disk refuses; a rebuild that was cut short may simply be repeated.
    Raises ``DamageError``, with nothing changed, where segments that the manifest lists are not
    there, unless they are to be forgotten (``forget_missing``).
    """
    with translated():
        salvaged = salvage(corpus, clock(), forget_missing=forget_missing)
        fresh = database.with_name(database.name + ".new")
        _remove(fresh)
        target = Database(fresh)
        try:
            urls = _fill(target, corpus, clock)
        finally:
            target.close()
    return Rebuilt(salvaged=salvaged, urls=urls, kept_as=_swap(fresh, database, clock))


def _fill(target: Database, corpus: Path, clock: Clock) -> int:
    articles = read_corpus(corpus) if corpus.exists() else iter(())
    records = 0
    for batch in _batches(articles):
        records += len(batch)
        with target.transaction() as db:
            for article in batch:
                _insert(db, article, to_seconds(clock()))
    with target.transaction() as db:
        urls = int(db.execute("SELECT count(*) FROM urls").fetchone()[0])
        db.execute("UPDATE totals SET value = ? WHERE name = 'urls_in'", (urls,))
        db.execute("UPDATE totals SET value = ? WHERE name = 'records'", (records,))
    return urls


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    source = iter(articles)
    while batch := list(islice(source, _BATCH)):
        yield batch


def _insert(db: sqlite3.Connection, article: Article, now_s: int) -> None:
    key = bytes.fromhex(record_id(canonical_key(article.url)))
    record = bytes.fromhex(article.id)
    host = urlsplit(article.url).hostname or ""
    fetched_s = to_seconds(article.fetched_at)
    queue = (host, article.site)
    db.execute("INSERT INTO hosts (name, site) VALUES (?, ?) ON CONFLICT DO NOTHING", queue)
    db.execute(
        "INSERT INTO urls (key, url, site, source, host, state, rank, changed_at, record)"
        " SELECT ?, ?, ?, 'corpus', id, ?, ?, ?, ? FROM hosts WHERE name = ? AND site = ?"
        " ON CONFLICT (key) DO UPDATE SET changed_at = max(changed_at, excluded.changed_at)",
        (key, article.url, article.site, STORED, fetched_s, min(fetched_s, now_s), record, *queue),
    )
    (url_id,) = db.execute("SELECT id FROM urls WHERE key = ?", (key,)).fetchone()
    db.execute(
        "INSERT INTO articles VALUES (?, ?, ?, ?, ?) ON CONFLICT (record) DO UPDATE SET"
        " revision = excluded.revision, content_hash = excluded.content_hash,"
        " fetched_at = excluded.fetched_at WHERE excluded.revision > revision",
        (record, url_id, article.revision, bytes.fromhex(article.content_hash), fetched_s),
    )


def _swap(fresh: Path, database: Path, clock: Clock) -> Path | None:
    """Move the old database aside and the new one into its place."""
    aside = None
    try:
        if database.exists():
            aside = database.with_name(f"{database.name}.{clock():%Y%m%dT%H%M%S}.old")
            for suffix in reversed(_BESIDE):
                old = Path(str(database) + suffix)
                if old.exists():
                    old.rename(str(aside) + suffix)
        fresh.rename(database)
        handle = os.open(database.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise DiskError(f"Cannot put {database} in place: {error.strerror}.") from error
    return aside


def _remove(database: Path) -> None:
    for suffix in _BESIDE:
        Path(str(database) + suffix).unlink(missing_ok=True)
