"""A long crawl, watched: ``python -m benchmarks.soak CORPUS FOLDER --pages 100000``.

``scrapy crawl news``, with everything on, of pages that ``benchmarks.salted`` makes of a
corpus. Every ten seconds it notes the main process's memory and open files, and the size of
the databases. At the end it prints the table and the slope of the memory, and draws both in
``FOLDER/soak.svg``; ``samples.jsonl`` beside it has every sample.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks import report, salted
from crawler.frontier.types import STATES

_SAMPLE_S: Final = 10.0
_TABLE_ROWS: Final = 12
_WAITING: Final = (STATES.index("pending"), STATES.index("leased"))
_SETTLED: Final = 0.2  # of the pages: before, caches and pools fill


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One look at a crawl that runs."""

    seconds: float  # since the start
    pages: int  # that have an end: stored, duplicate or set aside
    rss_mb: float  # of the main process
    files: int  # that the main process has open
    database_mb: float  # frontier and near-duplicates


def watch(process: subprocess.Popen[bytes], state: Path) -> Iterator[Sample]:
    """Yield a sample every ten seconds until the process ends."""
    began = time.monotonic()
    while True:
        try:
            process.wait(timeout=_SAMPLE_S)
        except subprocess.TimeoutExpired:
            if (state / "frontier.sqlite").exists():
                yield _sample(process.pid, state, time.monotonic() - began)
        else:
            return


def _sample(pid: int, state: Path, seconds: float) -> Sample:
    held = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    sizes = (path.stat().st_size for path in state.glob("*.sqlite*"))
    return Sample(
        seconds=round(seconds, 1),
        pages=_ended(state / "frontier.sqlite"),
        rss_mb=held * os.sysconf("SC_PAGESIZE") / 1e6,
        files=sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir()),
        database_mb=sum(sizes) / 1e6,
    )


def _ended(database: Path) -> int:
    """Return how many pages are neither waiting nor under way."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        (count,) = connection.execute(
            "SELECT count(*) FROM urls WHERE state NOT IN (?, ?)", _WAITING
        ).fetchone()
    return int(count)


def slope(samples: Sequence[Sample]) -> float:
    """Return the main process's growth in MB per 10,000 pages, once it has settled.

    The least-squares line through the samples after the first fifth of the pages.
    """
    settled = [one for one in samples if one.pages >= _SETTLED * samples[-1].pages]
    pages, held = [one.pages / 10_000 for one in settled], [one.rss_mb for one in settled]
    return float(np.polyfit(pages, held, 1)[0])


def summary(samples: Sequence[Sample]) -> str:
    """Return the table of some samples, evenly spread, and the slope."""
    chosen = np.unique(np.linspace(0, len(samples) - 1, _TABLE_ROWS).astype(int)).tolist()
    header = ["pages", "seconds", "RSS MB", "open files", "databases MB", "KB a page"]
    rows = [
        (one.pages, one.seconds, one.rss_mb, one.files, one.database_mb, _per_page_kb(one))
        for one in (samples[at] for at in chosen)
    ]
    grown = f"Memory grows by {slope(samples):.2f} MB per 10,000 pages after the first fifth."
    return f"{report.table(header, rows)}\n\n{grown}"


def _per_page_kb(sample: Sample) -> float | None:
    return 1000 * sample.database_mb / sample.pages if sample.pages else None


def plot(samples: Sequence[Sample], path: Path) -> None:
    """Draw memory and databases over the pages."""
    report.plot_lines(
        [one.pages for one in samples],
        {
            "memory of the main process, MB": [one.rss_mb for one in samples],
            "databases, MB": [one.database_mb for one in samples],
            "open files": [one.files for one in samples],
        },
        path,
    )


@contextmanager
def _serving(corpus: Path, longest: int) -> Iterator[str]:
    """Run the server of the pages; yields the address of the proxy."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.salted", str(corpus), "--port", str(port)]
    command += ["--longest", str(longest)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError("the server of the pages did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def run(
    corpus: Path, folder: Path, pages: int, seconds: float, longest: int = salted.LONGEST
) -> list[Sample]:
    """Crawl ``pages`` pages below ``folder``, no longer than ``seconds``; return the samples.

    They are made of pages of at most ``longest`` characters.
    """
    folder.mkdir(parents=True, exist_ok=True)
    listed = folder / "urls.txt"
    listed.write_text("".join(f"{salted.address(n)}\n" for n in range(pages)), encoding="utf-8")
    settings = {
        "CORPUS_DIR": folder / "corpus",
        "STATE_DIR": folder / "state",
        "CLEAN_WORKERS": 2,
        "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "ERROR",
        "CLOSESPIDER_TIMEOUT": seconds,
    }
    command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"urls={listed}"]
    command += [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    samples: list[Sample] = []
    with (
        _serving(corpus, longest) as proxy,
        (folder / "log.txt").open("wb") as log,
        (folder / "samples.jsonl").open("w", encoding="utf-8") as out,
    ):
        process = subprocess.Popen(
            command, env={**os.environ, "http_proxy": proxy}, stdout=log, stderr=log
        )
        for sample in watch(process, folder / "state"):
            samples.append(sample)
            print(json.dumps(asdict(sample)), file=out, flush=True)
    return samples


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="JSONL of pages, plain, .gz, .xz or .zst")
    parser.add_argument("folder", type=Path, help="where the crawl is kept; empty or missing")
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=0.0, help="stop after; 0: at the end")
    parser.add_argument(
        "--longest",
        type=int,
        default=salted.LONGEST,
        help="characters of a page that is varied; short ones for more pages in less time",
    )
    args = parser.parse_args()
    samples = run(args.corpus, args.folder, args.pages, args.seconds, args.longest)
    if not samples:
        parser.error(f"the crawl ended before the first sample: see {args.folder / 'log.txt'}")
    plot(samples, args.folder / "soak.svg")
    print(summary(samples))


if __name__ == "__main__":
    main()
