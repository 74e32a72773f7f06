"""Thirty simulated days: ``python -m benchmarks.days``; see docs/operate.md."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

from benchmarks.crawl import serving
from benchmarks.days.ills import DOWN, PAYWALL, REDESIGN, REFUSED, SILENT
from benchmarks.days.outlets import Outlet, stories
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
_EARLIEST, _LATEST = 9, 26  # days of an onset that is drawn
_SEEN = 3  # articles of a day that show what befell its outlet; fewer are no alarm's first day


def drawn(seed: int) -> tuple[Sequence[Outlet], Sequence[Onset]]:
    """Return the healthy outlets and what befalls the others: the tables above for seed 0.

    Another seed draws other days for all outlets, and other onsets. An onset falls on a day on
    which its outlet has articles enough to be told from an accident.
    """
    if not seed:
        return HEALTHY, ONSETS
    chance = random.Random(seed)
    onsets = []
    for known in ONSETS:
        outlet = replace(known.outlet, seed=seed)
        days = count(chance.randint(_EARLIEST, _LATEST))
        day = next(day for day in days if _shown(outlet, day) >= _SEEN)
        onsets.append(replace(known, outlet=outlet, day=day))
    return [replace(outlet, seed=seed) for outlet in HEALTHY], onsets


def _shown(outlet: Outlet, day: int) -> int:
    return sum(not story.gone for story in stories(outlet, day))


def main() -> int:
    args = _arguments()
    healthy, onsets = drawn(args.seed)
    outlets = [*healthy, *(onset.outlet for onset in onsets)]
    told = ", ".join(f"{one.outlet.name} ({one.ill.name}) on day {one.day}" for one in onsets)
    print(f"seed {args.seed}: {told}", flush=True)
    found: list[DayRun] = []
    with tempfile.TemporaryDirectory(prefix="days-") as name, _pages(args) as pages:
        folder = args.into or Path(name)
        folder.mkdir(exist_ok=True)
        for run in runs(folder, outlets, onsets, pages, args.days):
            found.append(run)
            print(f"day {run.day:2}  exit {run.exit_code}  {run.last_line}", flush=True)
    wrong = faults(found, [onset for onset in onsets if onset.day < args.days])
    print("\n".join(wrong) or f"Every alarm came on its first run; no healthy site in {args.days}.")
    return 1 if wrong else 0


@contextmanager
def _pages(args: argparse.Namespace) -> Iterator[Pages]:
    if args.corpus is None:
        yield Invented()
        return
    with serving(args.server, args.corpus) as (proxy, urls):
        yield Replayed(proxy, urls, args.seed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.days", description=__doc__)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0, help="draw other days, onsets and pages")
    parser.add_argument("--corpus", type=Path, help="JSONL of real pages (default: made-up ones)")
    parser.add_argument("--server", type=Path, help="replay server program, for --corpus")
    parser.add_argument("--into", type=Path, help="keep corpus and state in this new folder")
    args = parser.parse_args()
    if (args.corpus is None) != (args.server is None):
        parser.error("--corpus and --server go together")
    return args


if __name__ == "__main__":
    sys.exit(main())
