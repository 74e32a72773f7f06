"""Makes the pictures of docs/operate.md: a report and an inspection, as Chromium shows them.

Run it in the checkout: ``.venv/bin/python -m docs.screenshots``. It needs Chromium, a C
compiler and the extra ``report``, and takes some minutes: the report is that of real runs on
simulated days.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.days.ills import DOWN, PAYWALL, SILENT
from benchmarks.days.outlets import Outlet
from benchmarks.days.pages import Invented
from benchmarks.days.runs import runs
from benchmarks.days.web import Onset
from crawler.demo.newsroom import Newsroom  # noqa: TID251  # no part of the library
from crawler.demo.server import DemoServer  # noqa: TID251

IMAGES = Path(__file__).with_name("images")
STORY = "http://harbour-post.test/2026/09/night-ferry/"
DAYS = 10
HEALTHY = (
    Outlet(name="harbour-post", per_day=12, weekend=0.5),
    Outlet(name="tideline", per_day=8, gone=0.05),
    Outlet(name="valley-echo", per_day=5),
    Outlet(name="parish-news", per_day=2, gone=0.05),
)
ONSETS = (
    Onset(outlet=Outlet(name="night-desk", per_day=7), ill=PAYWALL, day=9),
    Onset(outlet=Outlet(name="old-mill", per_day=3), ill=DOWN, day=9),
    Onset(outlet=Outlet(name="quay-weekly", per_day=24), ill=SILENT, day=9),
)
# (file, page, width and height in CSS pixels, dark, what stands in its middle)
SHOTS = (
    ("report.png", "report", (1100, 1500), False, "h1"),
    ("report-phone.png", "report", (390, 1100), True, "h1"),
    ("inspection.png", "inspection", (1100, 1400), False, ".kept.heading"),
    ("inspection-phone.png", "inspection", (390, 1100), True, ".kept.heading"),
)


def main() -> None:
    """Crawl the days, write both pages, take their pictures."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        sys.exit("Chromium is needed: install it, then run this again")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        make_pages(folder)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for file, page, (width, height), dark, middle in SHOTS:
            tab = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme="dark" if dark else "light",
            )
            tab.goto((folder / f"{page}.html").as_uri())
            tab.locator(middle).first.evaluate("e => e.scrollIntoView({block: 'center'})")
            tab.screenshot(path=IMAGES / file)
        browser.close()


def make_pages(folder: Path) -> None:
    """Write ``report.html`` and ``inspection.html`` into a folder."""
    outlets = [*HEALTHY, *(onset.outlet for onset in ONSETS)]
    for run in runs(folder, outlets, ONSETS, Invented(), DAYS):
        print(run.last_line, flush=True)  # noqa: T201  # it takes minutes
    where = ("-s", f"STATE_DIR={folder}/state", "-s", f"CORPUS_DIR={folder}/corpus")
    scrapy("report", "-o", f"{folder}/report.html", *where)
    with DemoServer(Newsroom()) as server:
        scrapy("inspect", STORY, "-o", f"{folder}/inspection.html", http_proxy=server.proxy)


def scrapy(*words: str, **environment: str) -> None:
    """Run one of the project's commands."""
    command = [sys.executable, "-m", "scrapy", *words]
    subprocess.run(command, check=True, env=os.environ | environment)  # noqa: S603


if __name__ == "__main__":
    main()
