"""The notes' file: SQLite, one row an article, bounded for each site.

Telling an article again changes nothing, or replaces what was told of it before: a page that
is fetched twice, or told twice because a run was killed between two commits, counts once.

What a run notes is learned from when it has ended (``adopt``). A run that goes on where another
one was killed so knows what that one knew, and stores what that one would have stored.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from cleaners.memory import Learning, Observation, learn
from cleaners.memory.limits import limits
from crawler.exits import DamageError, DiskError

FILE_NAME = "memory.sqlite"  # in STATE_DIR
VERSION = 1  # of the schema and of the notes; an older file is refused, never misread
_APPLICATION_ID = 0x434C574D  # "CLWM"
_UNDATED = 0
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Observation)
_Table = Literal["pages", "notes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trim:
    """The statements that keep a table small. SQLite takes no table's name as a parameter."""

    extra: str
    drop_extra: str
    old: str
    drop_old: str


def _trim_of(table: _Table) -> _Trim:
    return _Trim(
        extra=f"SELECT record FROM {table} WHERE site = ? AND day = ?"  # noqa: S608
        " ORDER BY record LIMIT 1 OFFSET ?",
        drop_extra=f"DELETE FROM {table} WHERE site = ? AND day = ? AND record >= ?",  # noqa: S608
        old=f"SELECT DISTINCT day FROM {table} WHERE site = ? AND day > 0"  # noqa: S608
        " ORDER BY day DESC LIMIT 1 OFFSET ?",
        drop_old=f"DELETE FROM {table} WHERE site = ? AND day > 0 AND day <= ?",  # noqa: S608
    )


_TRIM: Final[dict[_Table, _Trim]] = {"pages": _trim_of("pages"), "notes": _trim_of("notes")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """How much is remembered of one site."""

    site: str
    pages: int
    first: date | None  # of the articles' days; None where none names a day
    last: date | None


class MemoryStore:
    """The notes of many sites. Not for use by two threads; one process writes at a time.

    Every method raises ``DiskError`` where the disk refuses and ``DamageError`` where the file
    is broken or of another version.
    """

    def __init__(self, path: Path | str, *, read_only: bool = False) -> None:
        """Open or make the file at ``path``; ``:memory:`` keeps nothing."""
        self._path = str(path)
        self._sites: dict[str, int] = {}
        with self._translated():
            target = f"{Path(path).absolute().as_uri()}?mode=ro" if read_only else self._path
            self._db = sqlite3.connect(target, isolation_level=None, uri=read_only)
            try:
                self._prepare(read_only=read_only)
            except BaseException:
                self._db.close()
                raise

    def add(self, site: str, seen: Observation) -> None:
        """Note an article of ``site``; durable with the next ``commit``.

        ``seen.record`` is 32 hex digits, its place in an even sample of the day's articles.
        """
        with self._translated():
            if not self._db.in_transaction:
                self._db.execute("BEGIN IMMEDIATE")
            number, day = self._site(site), seen.day.toordinal() if seen.day else _UNDATED
            self._db.execute(
                "INSERT INTO notes VALUES (?, ?, ?, ?) ON CONFLICT (site, record)"
                " DO UPDATE SET day = excluded.day, seen = excluded.seen",
                (number, bytes.fromhex(seen.record), day, zlib.compress(_ENCODER.encode(seen))),
            )
            self._trim("notes", number, day)

    def has_notes(self) -> bool:
        """Tell whether something was noted that is not adopted: the last run was killed."""
        with self._translated():
            return self._db.execute("SELECT 1 FROM notes LIMIT 1").fetchone() is not None

    def commit(self) -> None:
        """Make durable what was added."""
        if self._db.in_transaction:
            with self._translated():
                self._db.execute("COMMIT")

    def adopt(self) -> None:
        """Learn from all that was noted: at the end of a run; durable at once."""
        with self._translated():
            if not self._db.in_transaction:
                self._db.execute("BEGIN IMMEDIATE")
            changed = self._db.execute("SELECT DISTINCT site, day FROM notes").fetchall()
            self._db.execute(
                "INSERT INTO pages SELECT * FROM notes WHERE true ON CONFLICT (site, record)"
                " DO UPDATE SET day = excluded.day, seen = excluded.seen"
            )
            self._db.execute("DELETE FROM notes")
            for site, day in changed:
                self._trim("pages", site, day)
            self._db.execute("COMMIT")

    def learning(self, site: str) -> Learning:
        """Return what the notes of a site teach; nothing for a site without any."""
        with self._translated():
            rows = self._db.execute(
                "SELECT seen FROM pages JOIN sites ON sites.id = site WHERE name = ?", (site,)
            )
            return learn(_DECODER.decode(zlib.decompress(row[0])) for row in rows)

    def remembers(self, site: str) -> bool:
        """Tell whether anything is remembered of a site."""
        with self._translated():
            row = self._db.execute(
                "SELECT 1 FROM pages JOIN sites ON sites.id = site WHERE name = ? LIMIT 1", (site,)
            ).fetchone()
            return row is not None

    def sites(self) -> list[Remembered]:
        """Return how much is remembered of each site, by name."""
        with self._translated():
            rows = self._db.execute(
                "SELECT name, count(*), min(nullif(day, 0)), max(nullif(day, 0))"
                " FROM pages JOIN sites ON sites.id = site GROUP BY name ORDER BY name"
            )
            return [
                Remembered(site=name, pages=pages, first=_date(first), last=_date(last))
                for name, pages, first, last in rows
            ]

    def forget(self, site: str) -> int:
        """Forget a site at once, durably; returns how many articles were remembered."""
        of_site = "WHERE site = (SELECT id FROM sites WHERE name = ?)"
        with self._translated():
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute(f"DELETE FROM notes {of_site}", (site,))  # noqa: S608
            found = self._db.execute(f"DELETE FROM pages {of_site}", (site,))  # noqa: S608
            self._db.execute("COMMIT")
            return found.rowcount

    def close(self) -> None:
        """Commit and close the file."""
        self.commit()
        with self._translated():
            self._db.close()

    def _trim(self, table: _Table, site: int, day: int) -> None:
        """Keep the day's articles with the smallest ids, and the newest days."""
        kept, words = limits(), _TRIM[table]
        of_a_day = kept.undated_pages if day == _UNDATED else kept.pages_a_day
        extra = self._db.execute(words.extra, (site, day, of_a_day.value)).fetchone()
        if extra is not None:
            self._db.execute(words.drop_extra, (site, day, *extra))
        old = self._db.execute(words.old, (site, kept.days.value)).fetchone()
        if old is not None:
            self._db.execute(words.drop_old, (site, *old))

    def _site(self, name: str) -> int:
        if name not in self._sites:
            self._db.execute("INSERT INTO sites (name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
            row = self._db.execute("SELECT id FROM sites WHERE name = ?", (name,)).fetchone()
            self._sites[name] = row[0]
        return self._sites[name]

    def _prepare(self, *, read_only: bool) -> None:
        empty = self._pragma("application_id") == 0 and not self._tables()
        if not (empty and not read_only):
            self._require_own()
            return
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        schema = resources.files(__package__).joinpath("schema.sql").read_text(encoding="utf-8")
        self._db.executescript(
            f"BEGIN IMMEDIATE; {schema} PRAGMA application_id = {_APPLICATION_ID};"
            f" PRAGMA user_version = {VERSION}; COMMIT;"
        )

    def _require_own(self) -> None:
        if self._pragma("application_id") != _APPLICATION_ID:
            raise DamageError(f"{self._path} is no site memory of Cleanwire: name another file")
        version = self._pragma("user_version")
        if version != VERSION:
            raise DamageError(
                f"{self._path} is of version {version}, this Cleanwire's is {VERSION}: remove the "
                "file; the memory is built up anew from the next articles"
            )

    def _pragma(self, name: str) -> int:
        return int(self._db.execute(f"PRAGMA {name}").fetchone()[0])

    def _tables(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (zlib.error, msgspec.DecodeError) as error:
            raise self._damage(error) from error
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE:
                raise self._damage(error) from error
            raise DiskError(f"{self._path}: {error}: make room or mend the permissions") from error

    def _damage(self, error: Exception) -> DamageError:
        return DamageError(
            f"{self._path}: {error}: remove the file; the memory is built up anew from the next "
            "articles"
        )


def _date(ordinal: Any) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)
