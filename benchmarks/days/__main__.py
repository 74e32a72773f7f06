"""Thirty simulated days: ``python -m benchmarks.days``; see docs/operate.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.crawl import serving
from benchmarks.days.ills import DOWN, PAYWALL, REDESIGN, REFUSED, SILENT
from benchmarks.days.outlets import Outlet
from benchmarks.days.pages import Invented, Pages, Replayed
from benchmarks.days.runs import DayRun, faults, runs
from benchmarks.days.web import Onset

HEALTHY = (
    Outlet(name="metropolis", per_day=14, weekend=0.5),
    Outlet(name="tideline", per_day=9, gone=0.02),
    Outlet(name="borough", per_day=6, weekend=0.2),
    Outlet(name="valley", per_day=4, gone=0.05),
    Outlet(name="ledger", per_day=4, weekend=0.0),
    Outlet(name="orchard", per_day=2),
    Outlet(name="parish", per_day=1, gone=0.02),
    Outlet(name="almanac", per_day=0.3),
)
ONSETS = (
    Onset(outlet=Outlet(name="restyled", per_day=5), ill=REDESIGN, day=12),
    Onset(outlet=Outlet(name="walled", per_day=5, gone=0.02), ill=PAYWALL, day=15),
    Onset(outlet=Outlet(name="fallen", per_day=3), ill=DOWN, day=18),
    Onset(outlet=Outlet(name="barred", per_day=3), ill=REFUSED, day=21),
    Onset(outlet=Outlet(name="hushed", per_day=16), ill=SILENT, day=24),
)


def main() -> int:
    args = _arguments()
    outlets = [*HEALTHY, *(onset.outlet for onset in ONSETS)]
    found: list[DayRun] = []
    with tempfile.TemporaryDirectory(prefix="days-") as name, _pages(args) as pages:
        folder = args.into or Path(name)
        folder.mkdir(exist_ok=True)
        for run in runs(folder, outlets, ONSETS, pages, args.days):
            found.append(run)
            print(f"day {run.day:2}  exit {run.exit_code}  {run.last_line}", flush=True)
    wrong = faults(found, [onset for onset in ONSETS if onset.day < args.days])
    print("\n".join(wrong) or f"Every alarm came on its first run; no healthy site in {args.days}.")
    return 1 if wrong else 0


@contextmanager
def _pages(args: argparse.Namespace) -> Iterator[Pages]:
    if args.corpus is None:
        yield Invented()
        return
    with serving(args.server, args.corpus) as (proxy, urls):
        yield Replayed(proxy, urls)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.days", description=__doc__)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--corpus", type=Path, help="JSONL of real pages (default: made-up ones)")
    parser.add_argument("--server", type=Path, help="replay server program, for --corpus")
    parser.add_argument("--into", type=Path, help="keep corpus and state in this new folder")
    args = parser.parse_args()
    if (args.corpus is None) != (args.server is None):
        parser.error("--corpus and --server go together")
    return args


if __name__ == "__main__":
    sys.exit(main())
