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

from playwright.sync_api import Browser, sync_playwright

from benchmarks.days.ills import DOWN, PAYWALL, SILENT
from benchmarks.days.outlets import Outlet
from benchmarks.days.pages import Invented
from benchmarks.days.runs import runs
from benchmarks.days.web import Onset
from crawler.demo.newsroom import Newsroom  # noqa: TID251  # no part of the library
from crawler.demo.server import DemoServer  # noqa: TID251

IMAGES = Path(__file__).with_name("images")
STORY = "http://harbour-post.test/2026/09/night-ferry/"
DAYS = 14
HEALTHY = (
    Outlet(name="harbour-post", per_day=12, weekend=0.5),
    Outlet(name="tideline", per_day=8, gone=0.05),
    Outlet(name="valley-echo", per_day=5),
    Outlet(name="parish-news", per_day=2, gone=0.05),
)
ONSETS = (
    Onset(outlet=Outlet(name="night-desk", per_day=7), ill=PAYWALL, day=13),
    Onset(outlet=Outlet(name="old-mill", per_day=3), ill=DOWN, day=13),
    Onset(outlet=Outlet(name="quay-weekly", per_day=24), ill=SILENT, day=13),
)
# (file, page, width and height in CSS pixels, dark)
SHOTS = (
    ("report.png", "report", (1100, 1500), False),
    ("report-phone.png", "report", (390, 1100), True),
    ("inspection.png", "inspection", (1100, 1400), False),
    ("inspection-phone.png", "inspection", (390, 1100), True),
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
        for file, page, size, dark in SHOTS:
            shoot(browser, folder / f"{page}.html", IMAGES / file, size, dark=dark)
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


def shoot(browser: Browser, page: Path, image: Path, size: tuple[int, int], *, dark: bool) -> None:
    """Take the picture of a page's upper part."""
    width, height = size
    tab = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
    )
    tab.goto(page.as_uri())
    tab.screenshot(path=image)
    tab.close()


if __name__ == "__main__":
    main()
