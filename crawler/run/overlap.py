"""The lock of ``scrapy crawl``, taken before Scrapy is imported.

Scrapy's import takes most of a second of CPU. A start of cron that overlaps with a run shall not
take that from the run only to say that it has nothing to do: ``overlap.pth``, installed beside
the packages, calls ``begin`` as the interpreter starts (https://docs.python.org/3/library/site.html).
A command line that is anything but plain is left to ``scrapy crawl`` itself, which asks for the
same lock later; so is a project that was not installed.
"""

from __future__ import annotations

import argparse
import configparser
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from crawler import settings
from crawler.exits import CleanwireError, LockError
from crawler.operate.terminal import printable
from crawler.run.lock import RunLock

SPIDERS = ("news", "archive")  # those that write the corpus
_SETTINGS = "crawler.settings"
_FILE = "scrapy.cfg"

_held: list[RunLock] = []  # by this process since its start, until its command asks


def begin() -> None:
    """Take the lock if this process is a plain ``scrapy crawl``; end it where another has it."""
    if _held:  # in a virtual environment ``site`` reads its files twice
        return
    state = state_folder(sys.orig_argv, os.environ, Path.cwd())
    if state is None:
        return
    lock = RunLock(state)
    try:
        lock.acquire()
    except LockError as error:
        print(printable(str(error)), file=sys.stderr, flush=True)  # noqa: T201
        os._exit(int(error.exit_code))  # ``site`` takes SystemExit for a fault of its own
    except CleanwireError:
        return  # the command meets it again, and tells whoever watches the runs
    _held.append(lock)


def lock_of(state: Path) -> RunLock:
    """Return the lock of a state folder: held already if it was taken as this process began."""
    while _held:
        lock = _held.pop()
        if lock.path.absolute() == RunLock(state).path.absolute():
            return lock
        lock.release()
    return RunLock(state)


def state_folder(argv: Sequence[str], environment: Mapping[str, str], folder: Path) -> Path | None:
    """Return the state folder of a plain ``scrapy crawl`` of this project, None for all else.

    ``argv`` is the interpreter's own (``sys.orig_argv``), ``folder`` where it was started.
    """
    after = _after_scrapy(argv)
    if after[:1] != ["crawl"] or not _is_ours(environment, folder):
        return None
    try:
        options, others = _parser().parse_known_args(after[1:])
    except argparse.ArgumentError:
        return None
    if len(others) != 1 or others[0] not in SPIDERS:
        return None
    given = dict(each.partition("=")[::2] for each in options.set)
    state = given.get("STATE_DIR", settings.STATE_DIR)
    return folder / state if state.strip() else None


def _after_scrapy(argv: Sequence[str]) -> list[str]:
    if argv[1:3] == ["-m", "scrapy"]:
        return list(argv[3:])
    return list(argv[2:]) if len(argv) > 1 and Path(argv[1]).name == "scrapy" else []


def _is_ours(environment: Mapping[str, str], folder: Path) -> bool:
    """Tell whether Scrapy will find this project's settings, as ``scrapy.utils.conf`` looks."""
    if "SCRAPY_SETTINGS_MODULE" in environment:
        return environment["SCRAPY_SETTINGS_MODULE"] == _SETTINGS
    closest = next((each for each in (folder, *folder.parents) if (each / _FILE).exists()), None)
    if closest is None or "SCRAPY_PROJECT" in environment:
        return False
    found = configparser.ConfigParser()
    try:
        found.read(closest / _FILE)
    except (configparser.Error, UnicodeDecodeError):
        return False
    return found.get("settings", "default", fallback="") == _SETTINGS


def _parser() -> argparse.ArgumentParser:
    """Return a parser of those options of ``scrapy crawl`` that go with a lock taken early."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    for names in (["-s", "--set"], ["-a"]):
        parser.add_argument(*names, action="append", default=[])
    for name in ("--quiet", "--nolog", "--pdb"):
        parser.add_argument(name, action="store_true")
    for names in (["-L", "--loglevel"], ["--logfile"], ["--pidfile"], ["--profile"]):
        parser.add_argument(*names)
    return parser
