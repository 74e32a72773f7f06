"""Where cleaned lines go: a file that appears only when it is whole, or standard output."""

from __future__ import annotations

import contextlib
import gzip
import json
import lzma
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol, cast

import zstandard

from crawler.exits import ConfigError, DiskError


class Sink(Protocol):
    """Takes bytes."""

    def write(self, data: bytes, /) -> object:
        """Write all of ``data``."""
        ...


def encode(row: dict[str, Any]) -> bytes:
    """Return ``row`` as one line of ASCII JSON: no reader can split it elsewhere."""
    return json.dumps(row, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


@contextlib.contextmanager
def aside(path: Path) -> Iterator[Sink]:
    """Yield a sink that becomes ``path`` at the end; nothing is left there after an error.

    ``.gz``, ``.xz`` and ``.zst`` compress. Raises ``ConfigError`` for a path that cannot be a
    file, ``DiskError`` when the disk is full, read-only or forbidden.
    """
    check(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as raw:
            packed = _packed(path, raw)
            yield packed
            if packed is not raw:
                packed.close()
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(path)
    except OSError as error:
        if isinstance(error, BrokenPipeError) or error.errno is None:
            raise
        raise DiskError(
            f"cannot write {path}: {error.strerror}; free space or choose another -o"
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def check(path: Path) -> None:
    """Raise ConfigError for a path that cannot be a file."""
    if path.is_dir():
        raise ConfigError(f"-o {path} is a folder: name a file in it")
    if not path.parent.is_dir():
        raise ConfigError(f"-o {path}: there is no folder {path.parent}: make it first")


def _packed(path: Path, raw: BinaryIO) -> IO[bytes]:
    suffix = path.suffix.lower()
    if suffix == ".gz":
        # No name and no time: the same input gives the same bytes.
        return cast(IO[bytes], gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0))
    if suffix == ".xz":
        return cast(IO[bytes], lzma.LZMAFile(raw, "wb", preset=1))
    if suffix == ".zst":
        writer = zstandard.ZstdCompressor(level=6).stream_writer(raw, closefd=False)
        return cast(IO[bytes], writer)
    return raw
