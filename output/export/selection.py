"""Which records of a corpus are exported, and in what order: any amount, in bounded memory.

The records go through a temporary SQLite file that knows of all of them which is the last
revision, which are copies, and on which day each was published. They come out by day, time
of publication, id and revision: the same corpus gives the same order, whatever runs wrote it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

import zstandard

from output.days import day_of, microseconds
from output.record import Article, decode, encode

_LEVEL = 3  # of compression: it is read once

# `moment` is that of publication, else of fetching, in microseconds since 1970. `line` is
# the compressed record, or NULL for one that is not wanted and only counts as a revision.
_TABLE = """
CREATE TABLE records (
    id TEXT NOT NULL, revision INTEGER NOT NULL, moment INTEGER NOT NULL, cluster TEXT NOT NULL,
    is_copy INTEGER NOT NULL, fetched INTEGER NOT NULL, line BLOB
)"""
_KEEP_LATEST = (
    "CREATE INDEX revisions ON records (id, revision)",
    "DELETE FROM records WHERE revision < "
    "(SELECT max(revision) FROM records AS other WHERE other.id = records.id)",
)
_KEEP_WANTED = ("DELETE FROM records WHERE line IS NULL",)
_KEEP_DISTINCT = (
    "CREATE TEMP TABLE firsts AS SELECT cluster, id FROM (SELECT cluster, id, row_number() OVER "
    "(PARTITION BY cluster ORDER BY is_copy, fetched, id) AS place FROM records) WHERE place = 1",
    "CREATE UNIQUE INDEX temp.by_cluster ON firsts (cluster)",
    "DELETE FROM records WHERE id <> "
    "(SELECT firsts.id FROM firsts WHERE firsts.cluster = records.cluster)",
)
_SORT = ("CREATE INDEX sorted ON records (moment, id, revision)",)
_SORTED = "SELECT line FROM records ORDER BY moment, id, revision, records.rowid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is wanted of a corpus; the defaults want all of it."""

    latest: bool = False  # of each article its last revision only
    distinct: bool = False  # of articles that say nearly the same one only: see ``Spool``
    since: date | None = None  # published on that day (UTC) or later; if unknown, fetched
    languages: frozenset[str] = frozenset()  # "pt" also takes "pt-br"; empty: all
    sites: frozenset[str] = frozenset()  # empty: all

    def takes(self, article: Article) -> bool:
        """Tell whether a record is wanted, for what it says of itself."""
        if self.sites and article.site not in self.sites:
            return False
        if self.languages and not self._speaks(article.language):
            return False
        return self.since is None or day_of(article) >= self.since

    def _speaks(self, language: str | None) -> bool:
        if language is None:
            return False
        return language in self.languages or language.partition("-")[0] in self.languages


class Spool:
    """The selected records of a corpus, sorted, in a temporary file.

    ``distinct`` keeps one article of each cluster of near-duplicates: the one that the others
    name in ``duplicate_of``, or, where it is not among the wanted, the first that was fetched.
    The last revision is looked for before the other wishes: an article whose last revision is
    not wanted is left out.
    """

    def __init__(self, path: Path, selection: Selection) -> None:
        self._selection = selection
        self._packer = zstandard.ZstdCompressor(level=_LEVEL)
        self._unpacker = zstandard.ZstdDecompressor()
        self._db = sqlite3.connect(path, isolation_level=None)
        for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -65536"):
            self._db.execute(f"PRAGMA {setting}")  # the file is thrown away
        self._db.execute(_TABLE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def fill(self, articles: Iterable[Article]) -> int:
        """Take the records of a corpus; returns how many there were."""
        read = 0
        self._db.execute("BEGIN")
        for article in articles:
            self._put(article)
            read += 1
        latest = _KEEP_LATEST if self._selection.latest else ()
        distinct = _KEEP_DISTINCT if self._selection.distinct else ()
        for statement in (*latest, *_KEEP_WANTED, *distinct, *_SORT):
            self._db.execute(statement)
        self._db.execute("COMMIT")
        return read

    def __len__(self) -> int:
        (count,) = self._db.execute("SELECT count(*) FROM records").fetchone()
        return int(count)

    def articles(self) -> Iterator[Article]:
        """Yield the selected records in order."""
        with closing(self._db.execute(_SORTED)) as rows:
            for (line,) in rows:
                yield decode(self._unpacker.decompress(line))

    def _put(self, article: Article) -> None:
        line = None
        if self._selection.takes(article):
            line = self._packer.compress(encode(article))
        elif not self._selection.latest:
            return
        self._db.execute(
            "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                article.id,
                article.revision,
                microseconds(article.published or article.fetched_at),
                article.duplicate_of or article.id,
                article.duplicate_of is not None,
                microseconds(article.fetched_at),
                line,
            ),
        )
