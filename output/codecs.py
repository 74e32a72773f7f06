"""How a segment's bytes are packed: each commit is a whole gzip member or zstd frame.

A file cut at a committed length is therefore always readable to its end.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, cast

import zstandard

Compression = Literal["none", "gz", "zst"]
SUFFIXES: dict[Compression, str] = {"none": "", "gz": ".gz", "zst": ".zst"}
PART = ".part"  # of a segment that is still written
_GZIP_LEVEL = 6
_ZSTD_LEVEL = 10


def pack(data: bytes, compression: Compression) -> bytes:
    """Return ``data`` as one self-contained member; the same bytes for the same data."""
    if compression == "gz":
        return gzip.compress(data, _GZIP_LEVEL, mtime=0)
    if compression == "zst":
        return zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True).compress(data)
    return data


def compression_of(path: Path) -> Compression:
    """Return how a segment is packed, by its name (with or without ``.part``)."""
    name = path.name.removesuffix(PART)
    return "gz" if name.endswith(".gz") else "zst" if name.endswith(".zst") else "none"


@contextmanager
def open_plain(path: Path) -> Iterator[BinaryIO]:
    """Open a segment for reading its unpacked bytes."""
    compression = compression_of(path)
    with path.open("rb") as raw:
        if compression == "gz":
            with gzip.GzipFile(fileobj=raw) as plain:
                yield cast(BinaryIO, plain)
        elif compression == "zst":
            with zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True) as reader:
                yield cast(BinaryIO, reader)
        else:
            yield raw
