"""The index's file: signatures, bands and clusters in SQLite; numbers, not records."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from output.near_duplicates.signature import BANDS, Signature, band_keys, similarity, unpack

_CACHE_KIB = 16 * 1024  # the system's own cache holds the rest: more made no lookup faster
# A band that very many articles share is a form (a stock report, a lottery draw): the first
# ones stand for all. Asked for all bands in one statement: 32 of them took a quarter longer.
_SAME_BAND = "SELECT * FROM (SELECT article FROM bands WHERE key = ? ORDER BY article LIMIT 64)"
_SAME_BANDS = " UNION ALL ".join([_SAME_BAND] * BANDS)


class IndexMismatchError(Exception):
    """The file was made with other hashing or for another threshold: it must be made anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another article that is similar enough."""

    number: int
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """An article that is in the index."""

    record_id: str
    site: str
    published: datetime | None  # aware UTC, to the second


class Store:
    """One SQLite file; every method works in the caller's transaction."""

    def __init__(self, path: Path | str, about: Mapping[str, str]) -> None:
        """Open or make the file; raises IndexMismatchError when it is about something else."""
        self._sites: dict[str, int] = {}
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._open(about)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what happens inside at its end, or nothing of it after an exception."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            self._sites.clear()
            raise
        self._db.execute("COMMIT")

    def count(self) -> int:
        """Return how many articles are in the file."""
        return int(self._one("SELECT count(*) FROM articles")[0])

    def origin(self, number: int) -> Origin:
        """Return what is known of an article."""
        record, site, seconds = self._one(
            "SELECT record, name, published FROM articles JOIN sites ON sites.id = articles.site "
            "WHERE number = ?",
            number,
        )
        published = None if seconds is None else datetime.fromtimestamp(seconds, UTC)
        return Origin(record_id=record.hex(), site=site, published=published)

    def members(self, record: bytes) -> list[str]:
        """Return the record ids of an article's cluster, in order of arrival; [] if unknown."""
        known = self._one("SELECT number FROM articles WHERE record = ?", record)
        if known is None:
            return []
        rows = self._db.execute(
            "WITH RECURSIVE members(number) AS (SELECT ? UNION SELECT articles.number "
            "FROM articles JOIN members ON articles.parent = members.number "
            "WHERE articles.parent <> articles.number) "
            "SELECT hex(record) FROM articles JOIN members USING (number) ORDER BY number",
            (self.root(known[0]),),
        )
        return [row[0].lower() for row in rows]

    def place(
        self, record: bytes, signature: Signature, site: str, published: datetime | None
    ) -> tuple[int, bool]:
        """Return the article's number, and whether its text is new to the index."""
        packed = signature.packed()
        known = self._one("SELECT number, signature FROM articles WHERE record = ?", record)
        if known is not None and known[1] == packed:
            return known[0], False
        seconds = None if published is None else int(published.timestamp())
        if known is None:
            number = (self._one("SELECT max(number) FROM articles")[0] or 0) + 1
            self._db.execute(
                "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?)",
                (number, record, self._site(site), seconds, number, packed),
            )
        else:
            number = known[0]
            self._remove_bands(number, known[1])
            self._db.execute("UPDATE articles SET signature = ? WHERE number = ?", (packed, number))
        self._db.executemany(
            "INSERT OR IGNORE INTO bands VALUES (?, ?)",
            [(key, number) for key in signature.band_keys],
        )
        return number, True

    def _remove_bands(self, number: int, packed: bytes) -> None:
        self._db.executemany(
            "DELETE FROM bands WHERE key = ? AND article = ?",
            [(key, number) for key in band_keys(unpack(packed))],
        )

    def drop_oldest(self, newest: int, keep: int) -> None:
        """Drop the oldest article when there are more than ``keep``; its cluster lives on."""
        oldest, packed = self._one("SELECT number, signature FROM articles ORDER BY number LIMIT 1")
        if newest - oldest < keep:
            return
        self._remove_bands(oldest, packed)
        self._db.execute("DELETE FROM articles WHERE number = ?", (oldest,))
        heir = self._one("SELECT min(number) FROM articles WHERE parent = ?", oldest)[0]
        if heir is not None:
            self._db.execute("UPDATE articles SET parent = ? WHERE parent = ?", (heir, oldest))

    def neighbours(
        self, number: int, signature: Signature, threshold: float
    ) -> Iterator[Neighbour]:
        """Yield the other articles that are similar enough, the first ones first."""
        candidates = {row[0] for row in self._db.execute(_SAME_BANDS, signature.band_keys)}
        for candidate in sorted(candidates - {number}):
            (packed,) = self._one("SELECT signature FROM articles WHERE number = ?", candidate)
            alike = similarity(signature.low, unpack(packed))
            if alike >= threshold:
                yield Neighbour(number=candidate, similarity=alike)

    def root(self, number: int) -> int:
        """Return the first article of an article's cluster."""
        while True:
            (parent,) = self._one("SELECT parent FROM articles WHERE number = ?", number)
            if parent == number:
                return number
            number = parent

    def join(self, one: int, other: int) -> None:
        """Make one cluster of two; the earlier first article stays the first."""
        first, second = sorted((self.root(one), self.root(other)))
        self._db.execute("UPDATE articles SET parent = ? WHERE number = ?", (first, second))

    def _open(self, about: Mapping[str, str]) -> None:
        if self._one("SELECT 1 FROM sqlite_schema") is None:
            with self.transaction():
                schema = resources.files(__package__).joinpath("schema.sql")
                for statement in schema.read_text(encoding="utf-8").split(";\n"):
                    self._db.execute(statement)
                self._db.executemany("INSERT INTO about VALUES (?, ?)", about.items())
        found = dict(self._db.execute("SELECT name, value FROM about"))
        if found != dict(about):
            self.close()
            raise IndexMismatchError(
                f"the near-duplicate index has {found}, wanted is {dict(about)}"
            )

    def _one(self, query: str, *values: object) -> Any:
        return self._db.execute(query, values).fetchone()

    def _site(self, name: str) -> int:
        if name not in self._sites:
            self._db.execute("INSERT OR IGNORE INTO sites (name) VALUES (?)", (name,))
            self._sites[name] = self._one("SELECT id FROM sites WHERE name = ?", name)[0]
        return self._sites[name]
