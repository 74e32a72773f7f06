"""Parquet: typed columns, zstd, one folder a day of publication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from output.days import day_of
from output.export.columns import row, schema
from output.export.extra import pyarrow
from output.record import SCHEMA, Article

FILE = "articles.parquet"
# A row group is what a reader holds in memory at once, and what is held here.
_GROUP_BYTES = 16 * 2**20  # of text and removed text
_GROUP_ROWS = 10_000
_ZSTD_LEVEL = 6
_PROSE = frozenset({"text", "title", "description"})


def write_days(folder: Path, articles: Iterable[Article]) -> None:
    """Write ``folder/date=YYYY-MM-DD/articles.parquet`` for each day: see ``day_of``.

    ``articles`` come sorted by day.
    """
    folder.mkdir()
    for day, members in groupby(articles, key=day_of):
        below = folder / f"date={day.isoformat()}"
        below.mkdir()
        write_file(below / FILE, members)


def write_file(path: Path, articles: Iterable[Article]) -> int:
    """Write one Parquet file, a row group at a time; returns its number of rows."""
    pa = pyarrow()
    columns = schema().with_metadata({"cleanwire.schema": str(SCHEMA)})
    count = 0
    with pa.parquet.ParquetWriter(
        path,
        columns,
        compression="zstd",
        compression_level=_ZSTD_LEVEL,
        write_statistics=[one.name for one in columns if _is_sought(one)],
    ) as writer:
        for group in _groups(articles):
            writer.write_table(pa.Table.from_pylist(group, schema=columns))
            count += len(group)
    return count


def _is_sought(column: Any) -> bool:
    """Tell whether readers skip row groups by a column: nobody looks for a range of texts."""
    return column.name not in _PROSE and not pyarrow().types.is_nested(column.type)


def _groups(articles: Iterable[Article]) -> Iterator[list[dict[str, Any]]]:
    group: list[dict[str, Any]] = []
    size = 0
    for article in articles:
        group.append(row(article))
        size += len(article.text) + sum(len(removed.text) for removed in article.removed)
        if size >= _GROUP_BYTES or len(group) >= _GROUP_ROWS:
            yield group
            group, size = [], 0
    if group:
        yield group
