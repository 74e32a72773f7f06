"""Reads what a crawl left behind: the corpus's records, and the frontier's states."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crawler.exits import DamageError
from crawler.frontier.database import FILE_NAME, Database
from crawler.frontier.types import STATES
from output.errors import CorpusDamage
from output.reader import read_corpus
from output.record import Article


def read_records(corpus: Path) -> Iterator[Article]:
    """Yield the corpus's records in the order of their writing; raises DamageError."""
    try:
        yield from read_corpus(corpus, include_open=True)
    except CorpusDamage as error:
        raise DamageError(f"{error}: see 'scrapy corpus verify'") from error


def read_states(state: Path) -> dict[str, tuple[str, str | None]]:
    """Return state and reason of every URL that the frontier knows; raises DamageError."""
    path = state / FILE_NAME
    if not path.exists():
        return {}
    database = Database(path, read_only=True)
    try:
        rows = database.connection.execute("SELECT url, state, reason FROM urls").fetchall()
    finally:
        database.close()
    return {url: (STATES[state], reason) for url, state, reason in rows}
