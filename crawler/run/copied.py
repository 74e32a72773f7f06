"""A copy of the state for a dry run: it may lease and settle there, and nothing is kept."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.exits import DamageError, DiskError
from crawler.frontier import FILE_NAME
from crawler.frontier.schema import REBUILD

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def copied_state(stack: ExitStack, state_dir: Path) -> tuple[Path, Path]:
    """Return folders of an empty corpus and of a copy of the state; ``stack`` removes both.

    Raises DamageError for a frontier that is none, DiskError where it cannot be read or copied.
    """
    try:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="cleanwire-dry-run-")))
        copy = folder / "state"
        copy.mkdir()
    except OSError as error:
        raise DiskError(f"No temporary folder for a dry run: {error}") from error
    original = state_dir / FILE_NAME
    if original.exists():
        _copy(original, copy / FILE_NAME)
    return folder / "corpus", copy


def _copy(original: Path, copy: Path) -> None:
    address = f"{original.absolute().as_uri()}?mode=ro"
    try:
        with (
            closing(sqlite3.connect(address, uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE:
            raise DamageError(f"{original}: {error}. Mend it with: {REBUILD}") from error
        raise DiskError(f"{original} cannot be copied for a dry run: {error}") from error
