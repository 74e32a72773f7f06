"""How a segment's bytes are packed: each commit is a whole gzip member or zstd frame.

A file cut at a committed length is therefore always readable to its end.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

import zstandard

Compression = Literal["none", "gz", "zst"]
SUFFIXES: dict[Compression, str] = {"none": "", "gz": ".gz", "zst": ".zst"}
PART = ".part"  # of a segment that is still written
_GZIP_LEVEL = 6
_ZSTD_LEVEL = 10
_CHUNK_BYTES = 1 << 17


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
            with io.BufferedReader(_Frames(raw), _CHUNK_BYTES) as plain:
                yield cast(BinaryIO, plain)
        else:
            yield raw


class _Frames(io.RawIOBase):
    """Reads one zstd frame after the other.

    zstandard's own reader takes a file that ends inside a frame for a whole one; here it is an
    ``EOFError``, as with gzip.
    """

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._frame: Any = None  # of the frame that is being read
        self._packed = b""
        self._plain = b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer``; 0 at the end."""
        while not self._plain:
            self._packed = self._packed or self._raw.read(_CHUNK_BYTES)
            if not self._packed:
                if self._frame is not None:
                    raise EOFError("the file ends inside a zstd frame")
                return 0
            self._unpack()
        taken = self._plain[: len(buffer)]
        buffer[: len(taken)] = taken
        self._plain = self._plain[len(taken) :]
        return len(taken)

    def _unpack(self) -> None:
        if self._frame is None:
            self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._plain = self._frame.decompress(self._packed)
        self._packed = b""
        if self._frame.eof:
            self._packed, self._frame = self._frame.unused_data, None
