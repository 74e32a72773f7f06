"""The few file operations that durability depends on, in one place that tests can make fail.

A failed write or sync leaves unknown bytes behind: it is reported as ``DiskFailure`` and never
retried (after a failed fsync, a second one may succeed without the data being on the disk).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from output.errors import DiskFailure


@contextmanager
def _failing(path: Path, action: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DiskFailure(str(path), action, error) from error


class Disk:
    """Durable file operations; each raises ``DiskFailure`` with the path it was about."""

    def make_folder(self, path: Path) -> None:
        """Make ``path`` and its parents, and make their names durable."""
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
        with _failing(path, "make the folder"):
            path.mkdir(parents=True, exist_ok=True)
        for folder in reversed(missing):
            self.sync_folder(folder.parent)

    def open_append(self, path: Path) -> BinaryIO:
        """Open ``path`` for appending, unbuffered, made if missing."""
        with _failing(path, "open"):
            return path.open("ab", buffering=0)

    def write(self, file: BinaryIO, path: Path, data: bytes) -> None:
        """Write all of ``data``; a short write (a full disk) is a failure."""
        with _failing(path, "write to"):
            view = memoryview(data)
            while view:
                view = view[file.write(view) :]

    def sync(self, file: BinaryIO, path: Path) -> None:
        """Wait until the file's bytes are on the disk."""
        with _failing(path, "sync"):
            os.fdatasync(file.fileno())

    def truncate(self, path: Path, length: int) -> None:
        """Cut ``path`` to ``length`` bytes, durably."""
        with _failing(path, "cut back"), path.open("r+b") as file:
            file.truncate(length)
            os.fsync(file.fileno())

    def rename(self, old: Path, new: Path) -> None:
        """Rename within a folder, durably."""
        with _failing(new, "rename to"):
            old.rename(new)
        self.sync_folder(new.parent)

    def link(self, old: Path, new: Path) -> None:
        """Give a file a second name."""
        with _failing(new, "link to"):
            new.hardlink_to(old)

    def remove(self, path: Path) -> None:
        """Remove a file, durably."""
        with _failing(path, "remove"):
            path.unlink()
        self.sync_folder(path.parent)

    def sync_folder(self, path: Path) -> None:
        """Make the names in a folder durable."""
        with _failing(path, "sync the folder"):
            handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
