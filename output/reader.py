"""Reading a corpus: its records as typed articles, checked as they are read."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

import zstandard

from output.codecs import PART, open_plain
from output.errors import CorpusDamage
from output.record import Article, decode

SEGMENTS = "*/*/*/*.jsonl*"
_UNPACKING = (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError)


def read_corpus(path: str | Path, *, include_open: bool = False) -> Iterator[Article]:
    """Yield the articles of a corpus folder, or of one segment, in the order of their writing.

    Only complete segments are read; ``include_open`` reads the whole lines of those that are
    still written, too (a run may take the last of them back). Raises ``CorpusDamage`` naming
    file and line for a record that is not what was written, ``FileNotFoundError`` for a path
    that is not there.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"no corpus at {path}")
    for segment in segments(path, include_open=include_open) if path.is_dir() else [path]:
        for number, line in lines(segment):
            if segment.suffix == PART and not line.endswith(b"\n"):
                break
            yield decode(line, where=f"{segment}:{number}")


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
