"""Makes the pictures of docs/operate.md: a demo run's report and an inspection, in Chromium.

Run it in the checkout: ``.venv/bin/python docs/screenshots.py``; it needs Chromium and the
extra ``report``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from crawler.demo.newsroom import Newsroom  # noqa: TID251  # no part of the library
from crawler.demo.server import DemoServer  # noqa: TID251

IMAGES = Path(__file__).with_name("images")
STORY = "http://harbour-post.test/2026/09/night-ferry/"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def main() -> None:
    """Crawl the demo, write both pages, take their pictures."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        sys.exit("Chromium is needed: install it, then run this again")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scrapy("demo", "--into", name)
        where = ("-s", f"STATE_DIR={folder}/demo-state", "-s", f"CORPUS_DIR={folder}/demo-corpus")
        scrapy("report", "-o", f"{folder}/report.html", *where)
        with DemoServer(Newsroom()) as server:
            scrapy("inspect", STORY, "-o", f"{folder}/inspection.html", http_proxy=server.proxy)
        for page, height in (("report", 1250), ("inspection", 1400)):
            shot = (f"--screenshot={IMAGES / page}.png", f"--window-size=1100,{height}")
            profile = f"--user-data-dir={folder}/{page}"
            address = (folder / f"{page}.html").as_uri()
            subprocess.run([program, *FLAGS, *shot, profile, address], check=True)  # noqa: S603


def scrapy(*words: str, **environment: str) -> None:
    """Run one of the project's commands."""
    command = [sys.executable, "-m", "scrapy", *words]
    subprocess.run(command, check=True, env=os.environ | environment)  # noqa: S603


if __name__ == "__main__":
    main()
