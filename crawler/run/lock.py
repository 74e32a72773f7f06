"""One run at a time on one state folder.

The lock is the kernel's (``flock``): it ends with the process that holds it, however that
process ends, so that a lock never has to be removed by hand. The file's content only tells a
person who holds it.
"""

from __future__ import annotations

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from crawler.exits import DiskError, LockError

NAME = "lock"
_LONGEST_HOLDER_CHARS = 200


class RunLock:
    """The lock of a state folder, from ``acquire`` (or ``with``) until ``release``.

    It is never waited for: an overlapping start of cron shall end at once.
    """

    def __init__(self, state: Path) -> None:
        self.path = state / NAME
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """Tell whether this object holds the lock."""
        return self._handle is not None

    def acquire(self) -> None:
        """Take the lock; the folder is made if missing.

        Raises ``LockError`` naming the holder where another process has it, ``DiskError`` where
        the file cannot be made.
        """
        if self.held:
            raise RuntimeError(f"{self.path} is held already by this object")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise DiskError(
                f"Cannot write {self.path}: {error.strerror}. Correct the permissions of the "
                "folder, or name another one with -s STATE_DIR=."
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(handle, _LONGEST_HOLDER_CHARS).decode("utf-8", "replace").strip()
            os.close(handle)
            if not isinstance(error, BlockingIOError):
                raise DiskError(f"Cannot lock {self.path}: {error.strerror}.") from error
            raise LockError(
                f"Another run holds {self.path} ({holder or 'it has just started'}): "
                "this one has nothing to do."
            ) from error
        self._handle = handle
        self._sign(handle)

    def _sign(self, handle: int) -> None:
        text = f"pid {os.getpid()} since {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n"
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, text.encode(), 0)
        except OSError as error:
            self.release()
            raise DiskError(f"Cannot write {self.path}: {error.strerror}.") from error

    def release(self) -> None:
        """Give the lock back. The file stays: removing it would let two runs in."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> RunLock:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


_early: list[RunLock] = []  # held by this process since its start, until its command asks


def hold_early(state: Path) -> None:
    """Take the lock of a state folder for whoever asks ``lock_of`` later; raises as ``acquire``."""
    if not _early:
        lock = RunLock(state)
        lock.acquire()
        _early.append(lock)


def lock_of(state: Path) -> RunLock:
    """Return the lock of a state folder: held already if it was taken as this process began."""
    own = RunLock(state)
    while _early:
        lock = _early.pop()
        if lock.path.absolute() == own.path.absolute():
            return lock
        lock.release()
    return own
