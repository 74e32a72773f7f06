"""Files and pipes as plain byte streams: decompressed by what they hold, never by their name."""

from __future__ import annotations

import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

import zstandard

# All that reading a damaged compressed stream may raise.
DAMAGE = (EOFError, OSError, lzma.LZMAError, zlib.error, zstandard.ZstdError)

_GZIP, _XZ, _ZSTD = b"\x1f\x8b", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"
_LONGEST_MARK = 6


def plain(raw: BinaryIO) -> io.BufferedReader:
    """Return ``raw`` decompressed (gzip, xz, Zstandard) or as it is, with ``peek``."""
    buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(_as_raw(raw))
    head = buffered.peek(_LONGEST_MARK)
    inner = _decompressed(head, buffered)
    return buffered if inner is None else io.BufferedReader(_as_raw(inner))


def _decompressed(head: bytes, stream: BinaryIO) -> object | None:
    if head.startswith(_GZIP):
        return gzip.GzipFile(fileobj=stream)
    if head.startswith(_XZ):
        return lzma.LZMAFile(stream)
    if head.startswith(_ZSTD):
        return zstandard.ZstdDecompressor().stream_reader(stream, read_across_frames=True)
    return None


def _as_raw(stream: object) -> io.RawIOBase:
    """``BufferedReader`` asks only for ``readinto``, which all these streams have."""
    return cast(io.RawIOBase, stream)


def lines(stream: io.BufferedReader, longest: int) -> Iterator[bytes | None]:
    """Yield each line without its end; None for a line over ``longest`` bytes, read past."""
    while line := stream.readline(longest + 1):
        if len(line) <= longest or line.endswith(b"\n"):
            yield line.rstrip(b"\r\n")
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(longest)
        yield None
