"""Crawls the newsroom for real: ``scrapy crawl news`` in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from crawler.exits import ConfigError, DiskError

SITES = Path(__file__).with_name("sites")
# Tells the demo's folders from others of that name: only marked ones are emptied.
MARKER = ".cleanwire-demo"
TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Where a demo puts what it makes."""

    corpus: Path
    state: Path

    def empty(self) -> None:
        """Remove what an earlier demo left.

        Raises ConfigError for a folder that no demo made, DiskError where it cannot be removed.
        """
        for folder in (self.corpus, self.state):
            if not folder.exists():
                continue
            if not (folder / MARKER).exists():
                raise ConfigError(
                    f"{folder} was not made by a demo, so it is not emptied: move it away, or "
                    "name another place with --into FOLDER"
                )
            try:
                shutil.rmtree(folder)
            except OSError as error:
                raise DiskError(f"{folder}: cannot be emptied: {error.strerror}") from error

    def mark(self) -> None:
        """Make the folders and mark them as a demo's; raises DiskError."""
        for folder in (self.corpus, self.state):
            try:
                folder.mkdir(parents=True, exist_ok=True)
                (folder / MARKER).touch()
            except OSError as error:
                raise DiskError(f"{folder}: cannot be made: {error.strerror}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlEnd:
    """How the crawl's process ended."""

    exit_code: int
    sentence: str  # the last line that it wrote on standard error
    seconds: float


def crawl(folders: Folders, proxy: str) -> CrawlEnd:
    """Run one crawl of the newsroom through its proxy; raises DiskError when it cannot start."""
    settings = {
        "CORPUS_DIR": folders.corpus,
        "STATE_DIR": folders.state,
        "SITES_DIR": SITES,
        "DOWNLOAD_DELAY": 0,  # the newsroom is ours: there is nobody to be polite to
    }
    command = [sys.executable, "-m", "scrapy", "crawl", "news"]
    for name, value in settings.items():
        command += ["-s", f"{name}={value}"]
    environment = os.environ | {
        "SCRAPY_SETTINGS_MODULE": "crawler.settings",
        "http_proxy": proxy,
        "no_proxy": "",
    }
    started = time.monotonic()
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter, no shell
            command, env=environment, stderr=subprocess.PIPE, text=True, timeout=TIMEOUT_S,
            encoding="utf-8", errors="replace", check=False,
        )  # fmt: skip
    except OSError as error:
        raise DiskError(f"the crawl could not be started: {error.strerror}") from error
    except subprocess.TimeoutExpired:
        return CrawlEnd(exit_code=6, sentence=f"no end after {TIMEOUT_S:.0f} s", seconds=TIMEOUT_S)
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    return CrawlEnd(
        exit_code=done.returncode,
        sentence=lines[-1] if lines else "",
        seconds=time.monotonic() - started,
    )
