"""Before the first request: can the run write where it must? If not, exit 3 within a second."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from crawler.exits import DiskError

# A run that starts with less free space would only fail later, with requests already sent.
LEAST_FREE_BYTES = 64 * 1024 * 1024


def require_writable(folder: Path, *, least_free_bytes: int = LEAST_FREE_BYTES) -> None:
    """Make ``folder`` where it is missing, and write a probe file in it.

    Raises DiskError naming the path and the remedy.
    """
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"probe")
        probe.unlink()
    except OSError as error:
        raise DiskError(
            f"{folder}: cannot be written ({error.strerror}): mend its permissions, or name "
            "another folder with -s CORPUS_DIR=... or -s STATE_DIR=..."
        ) from error
    free = shutil.disk_usage(folder).free
    if free < least_free_bytes:
        raise DiskError(
            f"{folder}: only {free // 2**20} MiB free, at least {least_free_bytes // 2**20} MiB "
            "are needed: make room"
        )
