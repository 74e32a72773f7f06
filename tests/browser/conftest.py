"""A headless Chromium, the one that is installed on the machine."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright


class Tab:
    """One page of the browser, and what it said and asked for since it was opened."""

    def __init__(self, browser: Browser, path: Path, *, width: int, dark: bool) -> None:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            bypass_csp=True,  # for what a test asks the page; see test_the_policy_forbids_scripts
        )
        self.page = context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.absolute().as_uri())
        self.page.wait_for_timeout(50)

    def run(self, script: str):
        """Evaluate an expression in the page."""
        return self.page.evaluate(script)


@pytest.fixture(scope="module")
def chromium():
    """The browser; module-wide, for Playwright's event loop would stand in others' way."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def show(chromium):
    """Open a file, at a width in CSS pixels, for a reader of the light or the dark."""
    tabs = []

    def opened(path: Path, *, width: int = 1200, dark: bool = False) -> Tab:
        tabs.append(Tab(chromium, path, width=width, dark=dark))
        return tabs[-1]

    yield opened
    for tab in tabs:
        tab.page.context.close()
