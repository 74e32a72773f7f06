"""The lock of ``scrapy crawl``, taken before Scrapy is imported.

Scrapy's import takes most of a second of CPU. A start of cron that overlaps with a run shall not
take that from the run only to say that it has nothing to do: ``overlap.pth``, installed beside
the packages, calls ``hook`` as the interpreter starts (https://docs.python.org/3/library/site.html).
A command line that is anything but plain is left to ``scrapy crawl`` itself, which asks for the
same lock later; so is a project that was not installed.

Until the command line is known for ours, nothing but the standard library is imported: other
projects' processes start here, too.
"""

from __future__ import annotations

import argparse
import configparser
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

SPIDERS = ("news", "archive")  # those that write the corpus
_SETTINGS = "crawler.settings"
_PACKAGE = Path(__file__).resolve().parents[1]
_FILE = "scrapy.cfg"


def hook() -> None:
    """Begin, and leave no trace where the process is none of ours."""
    if not begin():
        for name in (__name__, "crawler.run", "crawler"):  # a project of that name may follow
            sys.modules.pop(name, None)


def begin() -> bool:
    """Take the lock if this process is a plain ``scrapy crawl``; end it where another has it.

    Returns whether it is one.
    """
    try:
        folder = Path.cwd()
    except OSError:  # removed meanwhile: Scrapy says so
        return False
    given = plain_crawl(sys.orig_argv, os.environ, folder)
    if given is None:
        return False
    from crawler import settings  # noqa: PLC0415 - see above
    from crawler.exits import CleanwireError, LockError  # noqa: PLC0415
    from crawler.operate.terminal import printable  # noqa: PLC0415
    from crawler.run.lock import hold_early  # noqa: PLC0415

    state = given.get("STATE_DIR", settings.STATE_DIR)
    try:
        if state.strip():
            hold_early(Path(state))
    except LockError as error:
        print(printable(str(error)), file=sys.stderr, flush=True)  # noqa: T201
        os._exit(int(error.exit_code))  # ``site`` takes SystemExit for a fault of its own
    except CleanwireError:
        pass  # the command meets it again, and tells whoever watches the runs
    return True


def plain_crawl(
    argv: Sequence[str], environment: Mapping[str, str], folder: Path
) -> dict[str, str] | None:
    """Return the settings given to a plain ``scrapy crawl`` of this project, None for all else.

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
    return dict(each.partition("=")[::2] for each in options.set)


def _after_scrapy(argv: Sequence[str]) -> list[str]:
    if argv[1:3] == ["-m", "scrapy"]:
        return list(argv[3:])
    return list(argv[2:]) if len(argv) > 1 and Path(argv[1]).name == "scrapy" else []


def _is_ours(environment: Mapping[str, str], folder: Path) -> bool:
    """Tell whether Scrapy will find this project's settings, as ``scrapy.utils.conf`` looks."""
    closest = next((each for each in (folder, *folder.parents) if (each / _FILE).exists()), None)
    if any(_is_other(each / "crawler") for each in (folder, closest) if each is not None):
        return False
    if "SCRAPY_SETTINGS_MODULE" in environment:
        return environment["SCRAPY_SETTINGS_MODULE"] == _SETTINGS
    if closest is None or "SCRAPY_PROJECT" in environment:
        return False
    found = configparser.ConfigParser()
    try:
        found.read(closest / _FILE)
    except (configparser.Error, UnicodeDecodeError):
        return False
    return found.get("settings", "default", fallback="") == _SETTINGS


def _is_other(package: Path) -> bool:
    """Tell whether a package stands there that Scrapy may import instead of ours."""
    return package.exists() and package.resolve() != _PACKAGE


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
