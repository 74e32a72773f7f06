"""Real ``scrapy crawl news`` processes, killed at random, and what must hold afterwards."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from crawler.canonical import canonical_key
from crawler.frontier import FILE_NAME
from crawler.frontier.types import STATES
from output.reader import read_corpus
from output.verify import verify

_MOST_RESUMES = 12


@dataclass(frozen=True, slots=True)
class Crawler:
    """One crawl's folder, and how its runs are started."""

    folder: Path
    proxy: str
    arguments: tuple[str, ...]  # what follows `scrapy crawl news`
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def corpus(self) -> Path:
        return self.folder / "corpus"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def command(self, *words: str) -> list[str]:
        folders = {"CORPUS_DIR": self.corpus, "STATE_DIR": self.state}
        settings = [f"-s{name}={value}" for name, value in folders.items()]
        return [sys.executable, "-m", "scrapy", *words, *settings]

    def start(self, **extra: str) -> subprocess.Popen:
        self.folder.mkdir(parents=True, exist_ok=True)
        speed = ("-sDOWNLOAD_DELAY=0", "-sCOMMIT_SECONDS=0.2", "-sCOMMIT_RECORDS=5")
        environment = {
            **os.environ, "http_proxy": self.proxy, "no_proxy": "",
            "SCRAPY_SETTINGS_MODULE": "crawler.settings", **self.environment, **extra,
        }  # fmt: skip
        with (self.folder / "stderr").open("ab") as errors:
            return subprocess.Popen(
                [*self.command("crawl", "news"), *speed, *self.arguments],
                env=environment, stdout=subprocess.DEVNULL, stderr=errors,
            )  # fmt: skip

    def run(self, timeout_s: float = 1800, **extra: str) -> int:
        return self.start(**extra).wait(timeout_s)

    def kill_after(self, seconds: float) -> bool:
        """Kill a run that long after it took the lock; tells whether it was still at work."""
        process = self.start()
        while process.poll() is None and f"pid {process.pid} " not in self._lock():
            time.sleep(0.02)  # importing is no work: a kill there shows nothing
        return killed_after(process, seconds)

    def _lock(self) -> str:
        path = self.state / "lock"
        return path.read_text() if path.exists() else ""

    def finish(self) -> int:
        """Run until nothing waits any more; returns the number of runs."""
        for number in range(1, _MOST_RESUMES + 1):
            code = self.run()
            if code not in (0, 6):  # 6: pages that waited for another try
                raise AssertionError(f"exit {code}: {self.last_words()}")
            if not self.waiting():
                return number
            time.sleep(1)
        raise AssertionError(f"{self.waiting()} URLs wait after {_MOST_RESUMES} runs")

    def waiting(self) -> int:
        states = self.states()
        return sum(state in ("pending", "leased") for state, _ in states.values())

    def states(self) -> dict[str, tuple[str, str | None]]:
        """Return state and reason of each URL, by key."""
        path = (self.state / FILE_NAME).absolute().as_uri()
        with closing(sqlite3.connect(f"{path}?mode=ro", uri=True)) as db:
            rows = db.execute("SELECT url, state, reason FROM urls").fetchall()
        return {canonical_key(url): (STATES[state], reason) for url, state, reason in rows}

    def last_words(self) -> str:
        return (self.folder / "stderr").read_text(errors="replace")[-500:]

    def stats(self) -> dict:
        done = subprocess.run(
            [*self.command("corpus", "stats"), "--json"], capture_output=True, check=True,
            env={**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings"},
        )  # fmt: skip
        return json.loads(done.stdout)

    def faults(self) -> list[str]:
        """Return what is wrong with the finished crawl: nothing, it is to be hoped."""
        found = [f"{problem.where}: {problem.what}" for problem in verify(self.corpus).problems]
        records = list(read_corpus(self.corpus, include_open=True))
        ids = [article.id for article in records]
        if len(ids) != len(set(ids)):
            found.append(f"{len(ids) - len(set(ids))} ids stand twice")
        frontier = self.stats()["frontier"]
        if frontier["urls_in"] != sum(frontier["states"].values()):
            found.append(f"the balance does not close: {frontier}")
        if frontier["states"]["stored"] != len(ids):
            found.append(f"{frontier['states']['stored']} URLs are stored, {len(ids)} records")
        return found

    def articles(self) -> dict[str, str]:
        """Return the content hash of each article, by id."""
        return {article.id: article.content_hash for article in read_corpus(self.corpus)}


def killed_after(process: subprocess.Popen, seconds: float) -> bool:
    """Kill a process after so long; tells whether it was still at work."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def kill_often(crawler: Crawler, kills: int, longest_s: float, chance: random.Random) -> int:
    """Kill ``kills`` runs of a crawl at random moments; returns how many were still at work."""
    return sum(crawler.kill_after(chance.uniform(0, longest_s)) for _ in range(kills))
