"""Reading a corpus: its records as typed articles, checked as they are read."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import zstandard

from output.codecs import PART, open_plain
from output.errors import CorpusDamage
from output.manifest import NAME as MANIFEST
from output.manifest import Entry, Manifest
from output.record import Article, decode

SEGMENTS = "*/*/*/*.jsonl*"
_OWN_NAMES = frozenset({MANIFEST, "warc"})
_YEAR = re.compile("[0-9]{4}")
_UNPACKING = (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError)


def read_corpus(path: str | Path, *, include_open: bool = False) -> Iterator[Article]:
    """Return the articles of a corpus folder, or of one segment, in the order of their writing.

    All revisions of an article are there; ``output.export.Selection`` chooses among them. Only
    complete segments are read; ``include_open`` reads the whole lines of those that are still
    written, too (a run may take the last of them back). Raises ``FileNotFoundError`` for a
    path that is not there or holds no corpus, and, while it is read, ``CorpusDamage`` naming
    file and line for a record that is not what was written, or for a segment that ends before
    the manifest's count.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"no corpus at {path}")
    if not path.is_dir():
        return _articles([path], {})
    _require_corpus(path)
    listed = {
        path / entry.path: entry.records
        for _, entry in Manifest(path).checked()
        if isinstance(entry, Entry)  # a damaged line is the affair of `scrapy corpus verify`
    }
    return _articles(segments(path, include_open=include_open), listed)


def _require_corpus(folder: Path) -> None:
    """An empty folder is a corpus that has not begun; one of other things is none."""
    names = {entry.name for entry in folder.iterdir()}
    if names and not any(name in _OWN_NAMES or _YEAR.fullmatch(name) for name in names):
        raise FileNotFoundError(
            f"no corpus at {folder}: neither {MANIFEST} nor segments like "
            "2031/05/04/<run>-1.jsonl are in it"
        )


def _articles(paths: Iterable[Path], listed: Mapping[Path, int]) -> Iterator[Article]:
    for segment in paths:
        count = 0
        for number, line in lines(segment):
            if segment.suffix == PART and not line.endswith(b"\n"):
                break
            yield decode(line, where=f"{segment}:{number}")
            count = number
        if count != listed.get(segment, count):
            raise CorpusDamage(
                f"{segment}:{count + 1}",
                f"ends after {count} records; the manifest lists {listed[segment]}",
            )


def open_segments(corpus: Path) -> list[Path]:
    """Return the segments that a run still writes, or that a killed one left."""
    return [path for path in segments(corpus, include_open=True) if path.suffix == PART]


def segments(corpus: Path, *, include_open: bool = False) -> list[Path]:
    """Return a corpus's segments, sorted by day, run and number."""
    found = (path for path in corpus.glob(SEGMENTS) if path.is_file())
    wanted = [".jsonl", ".gz", ".zst"] + ([PART] if include_open else [])
    return sorted((path for path in found if path.suffix in wanted), key=_order)


def _order(path: Path) -> tuple[str, str, int, str]:
    """Day, run, number: ``run-10`` comes after ``run-9``."""
    stem = path.name.partition(".jsonl")[0]
    run, _, number = stem.rpartition("-")
    return (path.parent.as_posix(), run, int(number) if number.isdecimal() else 0, path.name)


def lines(segment: Path) -> Iterator[tuple[int, bytes]]:
    """Yield (number from 1, line with its newline); the unpacking's errors as ``CorpusDamage``.

    What can still be unpacked in front of the damage is given first.
    """
    number = 0
    try:
        with open_plain(segment) as plain:
            for number, line in enumerate(plain, 1):
                yield number, line
    except _UNPACKING as error:
        where = f"{segment}:{number + 1}"
        raise CorpusDamage(where, f"cannot be unpacked: {error}") from error
