"""Another day for a real process: a shim of the C library that moves the calendar."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

SHIM = Path(__file__).with_name("clock.c")


def compiler() -> str | None:
    """Return the C compiler, None where there is none."""
    return shutil.which("cc")


def build(folder: Path) -> Path:
    """Compile the shim into ``folder``."""
    library = folder / "clock.so"
    command = [compiler() or "cc", "-shared", "-fPIC", "-O1", "-o", library, SHIM, "-ldl"]
    subprocess.run(command, check=True)
    return library


def environment_at(library: Path, when: datetime) -> dict[str, str]:
    """Return what a process needs in its environment to begin at ``when`` (aware)."""
    shift_s = round((when - datetime.now(UTC)).total_seconds())
    return {"LD_PRELOAD": str(library), "CLOCK_SHIFT_S": str(shift_s)}
