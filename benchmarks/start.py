"""What a run costs beside its pages: the demo newsroom crawled, crawled again, and overlapped.

    python -m benchmarks.start [--repeats 3]

Three figures, medians of CPU seconds (user and system) of a run with all its child processes: the
first crawl of the newsroom, the next one, which finds nothing new, as most runs of a cron job do,
and a start that finds the lock held.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from crawler.demo.crawl import CrawlEnd, Folders, crawl
from crawler.demo.newsroom import Newsroom
from crawler.demo.server import DemoServer
from crawler.exits import Exit
from crawler.run.lock import RunLock


def children_s() -> float:
    """Return the CPU seconds of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def spent_s(run: Callable[[], CrawlEnd], expected: Exit) -> float:
    """Return the CPU seconds of one run."""
    before = children_s()
    end = run()
    if end.exit_code != expected:
        raise SystemExit(f"the crawl ended with {end.exit_code}, not {expected}: {end.sentence}")
    return children_s() - before


def measure(folder: Path) -> tuple[float, float, float]:
    """Return the CPU seconds of a first crawl, of one with nothing new, of an overlapping start."""
    folders = Folders(corpus=folder / "corpus", state=folder / "state")
    with DemoServer(Newsroom()) as server:

        def run() -> CrawlEnd:
            return crawl(folders, server.proxy)

        first, again = spent_s(run, Exit.FINE), spent_s(run, Exit.FINE)
        with RunLock(folders.state):
            return first, again, spent_s(run, Exit.LOCKED)


def main() -> None:
    """Measure and print the medians."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    found = []
    for _ in range(given.repeats):
        with tempfile.TemporaryDirectory() as folder:
            found.append(measure(Path(folder)))
    names = ("first crawl of the newsroom", "nothing new", "the lock is held")
    for name, values in zip(names, zip(*found, strict=True), strict=True):
        print(f"{name:<30}{statistics.median(values):8.2f} s CPU")


if __name__ == "__main__":
    main()
