"""One real ``scrapy crawl news`` a day, and what it said."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.days import clock
from benchmarks.days.outlets import FIRST, Outlet
from benchmarks.days.pages import Pages
from benchmarks.days.web import DaysWeb, Onset
from crawler.demo.server import DemoServer

ROOT = Path(__file__).resolve().parents[2]
_SETTINGS = {"DOWNLOAD_DELAY": 0, "RETRY_WAIT_S": 0, "TDM_WELL_KNOWN": 0}
_LONGEST_S = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRun:
    """What one run told."""

    day: int
    exit_code: int
    last_line: str
    stored: int
    alarms: Sequence[dict[str, str]]  # site, kind, cause, evidence

    @property
    def named(self) -> list[str]:
        """The sites that it named."""
        return [alarm["site"] for alarm in self.alarms]


def runs(
    folder: Path, outlets: Sequence[Outlet], onsets: Sequence[Onset], pages: Pages, days: int
) -> Iterator[DayRun]:
    """Crawl the outlets once a day, in a process of its own each time, and tell how it went."""
    library = clock.build(folder)
    write_sites(folder / "sites", outlets)
    web = DaysWeb(outlets, onsets, pages)
    with DemoServer(web) as server:  # type: ignore[arg-type]  # it answers as a newsroom does
        for day in range(days):
            web.turn(day)
            yield _run(folder, library, server.proxy, day)


def write_sites(folder: Path, outlets: Iterable[Outlet]) -> None:
    """Write a site file for each outlet."""
    folder.mkdir()
    for outlet in outlets:
        (folder / f"{outlet.name}.toml").write_text(
            f'name = "{outlet.name}"\ndomains = ["{outlet.host}"]\n'
            f'feeds = ["http://{outlet.host}/feed.xml"]\n'
        )


def _run(folder: Path, library: Path, proxy: str, day: int) -> DayRun:
    minutes = random.Random(day).uniform(0, 20)  # no cron job is on the dot
    when = FIRST + timedelta(days=day, minutes=minutes)
    places = {f"{name.upper()}_DIR": folder / name for name in ("corpus", "state", "sites")}
    flags = [f"--set={name}={value}" for name, value in {**_SETTINGS, **places}.items()]
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "news", *flags],
        env={
            **os.environ, **clock.environment_at(library, when), "http_proxy": proxy,
            "no_proxy": "", "SCRAPY_SETTINGS_MODULE": "crawler.settings", "PYTHONPATH": str(ROOT),
        },
        capture_output=True, text=True, check=False, timeout=_LONGEST_S,
    )  # fmt: skip
    told = json.loads(max((folder / "state" / "runs").glob("*.json")).read_text())
    assert told["started_at"].startswith(f"{when:%Y-%m-%d}"), done.stderr
    return DayRun(
        day=day,
        exit_code=done.returncode,
        last_line=done.stderr.strip().splitlines()[-1],
        stored=told["counts"]["stored"],
        alarms=told["alarms"],
    )


def faults(found: Sequence[DayRun], onsets: Iterable[Onset]) -> list[str]:
    """Return what the alarms got wrong: late, not named, of another cause, or a healthy site."""
    wrong = []
    begins = {onset.outlet.name: onset.day for onset in onsets}
    for onset in onsets:
        said = [a for run in found[onset.day : onset.day + 1] for a in run.alarms]
        causes = [alarm["cause"] for alarm in said if alarm["site"] == onset.outlet.name]
        if len(causes) != 1 or onset.ill.cause not in causes[0]:
            wrong.append(f"day {onset.day}: {onset.outlet.name} ({onset.ill.name}): {causes}")
    for run in found:
        healthy = [site for site in run.named if begins.get(site, run.day + 1) > run.day]
        wrong += [f"day {run.day}: {site} is named and well" for site in healthy]
        if run.exit_code != (6 if run.alarms else 0):
            wrong.append(f"day {run.day}: exit code {run.exit_code}: {run.last_line}")
    return wrong
