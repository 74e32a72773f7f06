"""Before the first request: can the run start, and write where it must? Told within a second."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from crawler.exits import ConfigError, DiskError
from crawler.run.numbers import check_numbers

# A run that starts with less free space would only fail later, with requests already sent.
LEAST_FREE_BYTES = 64 * 1024 * 1024
_FOLDERS = ("CORPUS_DIR", "STATE_DIR", "SITES_DIR")
_LOADED = ("ASYNCIO_EVENT_LOOP", "TWISTED_DNS_RESOLVER")  # by Scrapy, as it starts
_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


def check_settings(settings: BaseSettings) -> None:
    """Check the settings that Scrapy reads before a command runs, and those it loads to start.

    Where they are wrong, Scrapy ends with a traceback and no verdict. Raises ConfigError.
    """
    check_numbers(settings)
    check_folders(settings)
    if not settings.getbool("TWISTED_REACTOR_ENABLED"):
        raise ConfigError("TWISTED_REACTOR_ENABLED must be 1 (its default)")
    if settings.get("TWISTED_REACTOR") != _REACTOR:
        raise ConfigError("TWISTED_REACTOR must be Scrapy's asyncio reactor (its default)")
    level = settings.get("LOG_LEVEL")
    if level not in logging.getLevelNamesMapping() and not isinstance(level, int):
        raise ConfigError(f"LOG_LEVEL={level}: choose one of DEBUG, INFO, WARNING, ERROR, CRITICAL")
    for name in _LOADED:
        _check_loads(name, settings.get(name))


def check_folders(settings: BaseSettings) -> None:
    """Check that each folder has a name. Raises ConfigError."""
    for name in _FOLDERS:
        if not str(settings.get(name) or "").strip():
            raise ConfigError(f"{name} is empty: name a folder")


def _check_loads(name: str, path: object) -> None:
    if path is None:
        return
    try:
        load_object(str(path))
    except (ImportError, NameError, ValueError) as error:
        raise ConfigError(f"{name}={path}: cannot be loaded: {error}") from error


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
