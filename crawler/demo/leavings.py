"""Reads what a crawl left behind: the corpus's records, and the frontier's states."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from crawler.exits import DamageError
from crawler.frontier.types import STATES
from output.record import Article

_DECODER = msgspec.json.Decoder(Article)


def read_records(corpus: Path) -> Iterator[Article]:
    """Yield the records of all plain segments, in order of their names; raises DamageError."""
    for path in sorted(corpus.rglob("*.jsonl")):
        if path.name == "manifest.jsonl":
            continue
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    yield _DECODER.decode(line)
                except msgspec.DecodeError as error:
                    raise DamageError(f"{path}:{number}: not a record: {error}") from error


def read_states(database: Path) -> dict[str, tuple[str, str | None]]:
    """Return state and reason of every URL that the frontier knows."""
    if not database.exists():
        return {}
    address = f"{database.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as db:
        rows = db.execute("SELECT url, state, reason FROM urls").fetchall()
    return {url: (STATES[state], reason) for url, state, reason in rows}
