"""The frontier's SQLite file: opened, checked, and its errors put into our words.

WAL and ``synchronous=FULL``: a transaction that returned survives a kill and a power cut.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from crawler.exits import ConfigError, DamageError, DiskError
from crawler.frontier.schema import REBUILD, migrate, require_current

MEMORY = ":memory:"
FILE_NAME = "frontier.sqlite"  # in STATE_DIR
Clock = Callable[[], datetime]
_OLDEST_SQLITE = (3, 37, 0)  # STRICT tables
_CACHE_KIB = 16 * 1024  # of pages; the memory that the database may take
_BUSY_S = 5.0  # another process may be reading (stats); only one ever writes
_DISK_CODES = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
)
_HELD_CODES = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGE_CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def utc_now() -> datetime:
    """Return the present moment, aware UTC."""
    return datetime.now(UTC)


def to_seconds(moment: datetime) -> int:
    """Return whole seconds since 1970 UTC."""
    return int(moment.timestamp())


def from_seconds(seconds: int) -> datetime:
    """Return the aware UTC moment of whole seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


class Database:
    """One open connection; every error of SQLite leaves as a CleanwireError."""

    def __init__(self, path: str | Path, *, read_only: bool = False) -> None:
        """Open, recover and migrate the file at ``path`` (or ``:memory:``).

        ``read_only`` changes nothing and may be used beside a run. Raises ``DamageError`` for a
        file that is cut, foreign, broken or of a newer version, ``DiskError`` where it cannot be
        read or written.
        """
        if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
            raise ConfigError(f"SQLite {sqlite3.sqlite_version} is too old: 3.37 is needed.")
        self.path = str(path)
        self.in_memory = self.path == MEMORY
        if not (self.in_memory or read_only):
            _make_folder(Path(self.path).parent)
        target = f"{Path(self.path).absolute().as_uri()}?mode=ro" if read_only else self.path
        with self._translated():
            self.connection = sqlite3.connect(
                target, timeout=_BUSY_S, isolation_level=None, uri=read_only
            )
            try:
                if read_only:
                    require_current(self.connection, self.path)
                else:
                    self._prepare()
            except BaseException:
                self.connection.close()
                raise

    def _prepare(self) -> None:
        connection = self.connection
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute("PRAGMA journal_size_limit = 67108864")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if not self.in_memory:
            self._check_length()
        migrate(connection, self.path)

    def _check_length(self) -> None:
        """SQLite notices missing pages only when it needs them: look at once."""
        pages = int(self.connection.execute("PRAGMA page_count").fetchone()[0])
        size = int(self.connection.execute("PRAGMA page_size").fetchone()[0])
        length = Path(self.path).stat().st_size
        if length < pages * size:
            raise DamageError(
                f"{self.path} is cut: {length} bytes of {pages * size}. Mend it with: {REBUILD}"
            )

    @contextmanager
    def passing_transaction(self) -> Iterator[sqlite3.Connection]:
        """As ``transaction``, but on the disk only with the next one, which waits for the disk.

        For what a power cut may take back: it would be asked for or found again. A kill takes
        nothing back, and the next transaction that waits makes what came before it last, too.
        See https://www.sqlite.org/pragma.html#pragma_synchronous on NORMAL in WAL mode.
        """
        with self._translated():
            self.connection.execute("PRAGMA synchronous = NORMAL")
        try:
            with self.transaction() as db:
                yield db
        finally:
            with self._translated():
                self.connection.execute("PRAGMA synchronous = FULL")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside one transaction: all of it, or nothing; then on the disk."""
        with self._translated():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for reading."""
        with self._translated():
            yield self.connection

    def check(self) -> list[str]:
        """Read the whole file and return what SQLite finds wrong with it; minutes for gigabytes."""
        try:
            with self.reading() as db:
                found = [str(row[0]) for row in db.execute("PRAGMA integrity_check")]
        except DamageError as error:  # so broken that the check itself stops
            return [str(error)]
        return [] if found == ["ok"] else found

    def close(self) -> None:
        """Close the connection; the WAL is moved into the file."""
        with self._translated():
            self.connection.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if primary in _DAMAGE_CODES:
                raise DamageError(f"{self.path}: {error}. Mend it with: {REBUILD}") from error
            if primary in _HELD_CODES:
                raise DiskError(
                    f"{self.path} is held by another program: {error}. Let that program end, then "
                    "start again: nothing that was committed is lost."
                ) from error
            if primary in _DISK_CODES:
                raise DiskError(
                    f"Cannot write {self.path}: {error}. Free space or correct the permissions, "
                    "then start again: nothing that was committed is lost."
                ) from error
            raise


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DiskError(f"Cannot make the folder {folder}: {error.strerror}.") from error
