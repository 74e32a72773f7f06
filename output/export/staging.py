"""An export appears whole or not at all.

It is made in a hidden folder beside its place, ``.NAME.part``, synced, and then renamed. What
a killed export left there is removed by the next one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from output.errors import OutputError


class ExportRefused(OutputError):  # noqa: N818 -- the refusal is right, not an error of the program
    """An export that cannot be made as it was asked for; nothing was written."""


class NothingSelected(ExportRefused):
    """No record is what was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where an export is made."""

    folder: Path  # for what is only needed meanwhile
    result: Path  # becomes the export: a file or a folder


@contextmanager
def staged(out: Path, *, replace: bool = False) -> Iterator[Stage]:
    """Yield a stage whose result becomes ``out`` at the end; nothing is left after an error.

    Raises ``ExportRefused`` where ``out`` exists and is not to be replaced, where its parent
    is missing, and where another export is being made to the same place.
    """
    out = out.absolute()
    if out.exists() and not replace:
        raise ExportRefused(f"{out} exists: choose another place, or replace it: --overwrite")
    if not out.parent.is_dir():
        raise ExportRefused(f"{out}: there is no folder {out.parent}: make it first")
    folder = out.with_name(f".{out.name}.part")
    folder.mkdir(exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _claim(handle, folder, out)
        try:
            _clear(folder, out)
            stage = Stage(folder=folder, result=folder / "result")
            yield stage
            _publish(stage, out)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)


def _claim(handle: int, folder: Path, out: Path) -> None:
    """Hold the folder for this process; the kernel lets go of it when the process ends."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ExportRefused(f"another export to {out} is being made, in {folder}") from None


def _clear(folder: Path, out: Path) -> None:
    """Remove what a killed export left; put back what it was about to replace."""
    old = folder / "old"
    if old.exists() and not out.exists():
        old.rename(out)
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _publish(stage: Stage, out: Path) -> None:
    _sync(stage.result)
    if out.is_dir():
        out.rename(stage.folder / "old")
    stage.result.replace(out)
    _sync_one(out.parent, os.O_DIRECTORY)


def _sync(path: Path) -> None:
    """Make a file, or a folder and all below it, durable."""
    if not path.is_dir():
        _sync_one(path)
        return
    for parent, _, names in os.walk(path):
        for name in names:
            _sync_one(Path(parent) / name)
        _sync_one(Path(parent), os.O_DIRECTORY)


def _sync_one(path: Path, flags: int = 0) -> None:
    handle = os.open(path, os.O_RDONLY | flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
