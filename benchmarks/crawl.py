"""Whole crawls of a replay server, side by side: pages a second, CPU per page, stalls.

The server is a program that is called as ``SERVER CORPUS --port N``, answers as an HTTP
proxy and lists its article URLs at ``_CATALOGUE``.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import newsplease

_CATALOGUE = "http://newsweb.test/urls"  # a line each; the host exists behind the proxy only
_SERVER_START_S = 120
_CRAWL_TIMEOUT_S = 1200
_ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """One system's figures: medians over the repeats."""

    system: str
    urls: int
    articles: int
    seconds: float  # from start to exit of the process
    cpu_ms: float  # per article, of all its processes
    stall_p99_ms: float | None
    finished: bool  # False: cut off by the timeout

    @property
    def per_second(self) -> float:
        """Articles a second."""
        return self.articles / self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """How a system is started and how its articles are counted; paths are in its folder."""

    name: str
    command: Callable[[Path, Path], list[str]]  # (folder, file of URLs)
    count: Callable[[Path], int]


def _plain(*options: str) -> Callable[[Path, Path], list[str]]:
    return lambda folder, urls: [
        *(sys.executable, "-m", "benchmarks.plain_spider", str(urls), str(folder / "out.jsonl")),
        *options,
    ]


def _cleanwire(folder: Path, urls: Path) -> list[str]:
    settings = {
        "CORPUS_DIR": folder / "corpus",
        "STATE_DIR": folder / "state",
        "CLEAN_WORKERS": 2,
        "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "ERROR",
        "EXTENSIONS": json.dumps({"benchmarks.stall.StallMeter": 1}),
        "STALL_FILE": folder / "out.jsonl.stall",
    }
    command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"urls={urls}"]
    for name, value in settings.items():
        command += ["-s", f"{name}={value}"]
    return command


def _newsplease(folder: Path, urls: Path) -> list[str]:
    newsplease.prepare(folder / "np", urls.read_text(encoding="utf-8").split())
    return [sys.executable, "-m", "newsplease", "-c", f"{folder / 'np'}/"]


def _count_lines(folder: Path) -> int:
    paths = [folder / "out.jsonl", *(folder / "corpus").rglob("*.jsonl*")]
    counted = [p for p in paths if p.is_file() and p.name != "manifest.jsonl"]
    return sum(1 for path in counted for _ in path.open("rb"))


CONTENDERS = (
    Contender(name="Scrapy, fetching only", command=_plain(), count=_count_lines),
    Contender(name="Scrapy + trafilatura", command=_plain("--trafilatura"), count=_count_lines),
    Contender(name="cleanwire", command=_cleanwire, count=_count_lines),
    Contender(
        name="news-please",
        command=_newsplease,
        count=lambda folder: newsplease.count_articles(folder / "np"),
    ),
)


def run(server: Path, corpus: Path, out: Path, *, repeats: int, limit: int | None) -> list[Crawl]:
    """Crawl the first ``limit`` URLs with every contender in turn, ``repeats`` times.

    The server is started anew for each.
    """
    runs: dict[str, list[Crawl]] = {}
    for repeat in range(repeats):
        for contender in CONTENDERS:
            if contender.name == "news-please" and not newsplease.installed():
                print("news-please is not installed", flush=True)
                continue
            folder = out / f"{contender.name.replace(' ', '-').replace(',', '')}-{repeat}"
            folder.mkdir(parents=True)
            with serving(server, corpus) as (proxy, urls):
                found = crawl(contender, folder, urls[:limit], proxy)
            print(f"repeat {repeat + 1}/{repeats}: {found}", flush=True)
            runs.setdefault(contender.name, []).append(found)
    return [middle(found) for found in runs.values()]


def middle(runs: Sequence[Crawl]) -> Crawl:
    """Return the run with the median rate."""
    return sorted(runs, key=lambda run: run.per_second)[len(runs) // 2]


@contextmanager
def serving(server: Path, corpus: Path) -> Iterator[tuple[str, list[str]]]:
    """Run the replay server; yields its proxy URL and all article URLs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    proxy = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, str(server), str(corpus), "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        yield proxy, _wait_for_urls(proxy)
    finally:
        process.kill()
        process.wait()


def _wait_for_urls(proxy: str) -> list[str]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": proxy}))
    deadline = time.monotonic() + _SERVER_START_S
    while True:
        try:
            with opener.open(_CATALOGUE, timeout=10) as answer:
                body: bytes = answer.read()
                return body.decode().split()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def crawl(contender: Contender, folder: Path, urls: Sequence[str], proxy: str) -> Crawl:
    """Run one crawl to its end, or to the timeout."""
    listed = folder / "urls.txt"
    listed.write_text("\n".join(urls) + "\n", encoding="utf-8")
    began = time.monotonic()
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            contender.command(folder, listed),
            env={**os.environ, **_surroundings(proxy)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    finished, cpu_s = _wait(process)
    seconds = time.monotonic() - began
    articles = contender.count(folder)
    stalls = folder / "out.jsonl.stall"
    return Crawl(
        system=contender.name,
        urls=len(urls),
        articles=articles,
        seconds=seconds,
        cpu_ms=cpu_s * 1000 / max(1, articles),
        stall_p99_ms=json.loads(stalls.read_text())["p99_ms"] if stalls.exists() else None,
        finished=finished,
    )


def _surroundings(proxy: str) -> dict[str, str]:
    """Return the environment in which nothing but the replay server can be asked.

    news-please starts its crawlers outside this folder: they find ``benchmarks`` by the path.
    """
    return {
        **dict.fromkeys(("http_proxy", "https_proxy"), proxy),
        **dict.fromkeys(("no_proxy", "NO_PROXY"), ""),  # whoever finds one empty asks the other
        "PYTHONPATH": str(_ROOT),
        "PYTHONWARNINGS": "ignore",
    }


def _wait(process: subprocess.Popen[bytes]) -> tuple[bool, float]:
    """Wait for the end; returns whether it came by itself, and the CPU seconds of the family.

    The kernel adds up only children that were waited for: a killed run's CPU is too low.
    """
    deadline = time.monotonic() + _CRAWL_TIMEOUT_S
    finished = True
    while True:
        pid, _, used = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = 0
            return finished, used.ru_utime + used.ru_stime
        if finished and time.monotonic() > deadline:
            finished = False
            os.killpg(process.pid, signal.SIGKILL)
        time.sleep(0.05)
