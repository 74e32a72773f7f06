"""Sites that make up URLs without end: each ends within its budget, is named, and costs no other.

One real run crawls all of them beside a sound site.
"""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import time
from pathlib import Path

import pytest

from crawler.demo.answers import Answer, html

SOUND = "sound.test"
ENTRIES = 50_000  # of a sitemap, and of its index: what the protocol allows
SOURCES = 200  # of a site in a run
FOUND = 100_000  # articles of a site in a run
VAST_REQUESTS = 40
MOST_MB = 700
PADDING = "x" * 40  # makes a sitemap larger than a page may be


def urls(tag: str, child: str, found: list[str]) -> Answer:
    body = "".join(f"<{child}><loc>{url}</loc></{child}>" for url in found)
    return Answer(body=f"<{tag}>{body}</{tag}>".encode(), content_type="application/xml")


class Traps:
    """A host for each trap, beside a web of sound ones."""

    def __init__(self, plain, make_article) -> None:
        self.plain, self._article = plain, make_article
        self._numbers = itertools.count()  # what is named is different each time

    def answer(self, host: str, target: str) -> Answer:
        make = getattr(self, host.partition(".")[0], None)
        if make is None or target == "/robots.txt":
            return self.plain.answer(host, target)
        self.plain.asked.append(f"http://{host}{target}")
        return make(f"http://{host}", target)

    def calendar(self, base: str, target: str) -> Answer:
        """A list that shows forty days, and leads to the next forty."""
        page = int(target.rpartition("=")[2]) if "=" in target else 1
        links = "".join(
            f'<h2><a href="/calendar/{2000 + 4 * page + n // 12}/{n % 12 + 1}/{n % 28 + 1}">'
            "A day on which there is much to do in town</a></h2>"
            for n in range(40)
        )
        return html(f'<main>{links}</main><a rel="next" href="/days/?page={page + 1}">more</a>')

    def endless(self, base: str, target: str) -> Answer:
        """A list whose pages each show one more story."""
        page = int(target.rpartition("=")[2]) if "=" in target else 1
        if target.startswith("/news/"):
            return self._article("A story of many", f"Told at {target}.")
        story = f'<h2><a href="/news/story-number-{page}-of-the-town">A story of the town</a></h2>'
        return html(f'<main>{story}</main><a rel="next" href="/city/?page={page + 1}">more</a>')

    def session(self, base: str, target: str) -> Answer:
        """Every link carries a session of its own."""
        if not target.endswith(".xml"):
            return self._article("A story under a session", f"Told at {target}.")
        found = [f"{base}/news/the-harbour-story?sid=k{next(self._numbers)}" for _ in range(300)]
        return urls("urlset", "url", found)

    def repeat(self, base: str, target: str) -> Answer:
        """Relative links that are taken for the folder below: /a/b/a/b/a/b."""
        found = [f"{base}/news/{'a-b/c-d/' * (3 + n % 5)}story-{n}" for n in range(300)]
        return urls("urlset", "url", found)

    def breed(self, base: str, target: str) -> Answer:
        """Every sitemap is an index of fifty more."""
        found = [f"{base}/sitemap-{next(self._numbers)}.xml" for _ in range(50)]
        return urls("sitemapindex", "sitemap", found)

    def vast(self, base: str, target: str) -> Answer:
        """Fifty thousand sitemaps of fifty thousand articles each."""
        if target == "/sitemap.xml":
            found = [f"{base}/sitemap-{n}.xml" for n in range(ENTRIES)]
            return urls("sitemapindex", "sitemap", found)
        if target.endswith(".xml"):
            number = target.removesuffix(".xml").rpartition("-")[2]
            found = [f"{base}/news/{PADDING}/{number}-{n}-a-story" for n in range(ENTRIES)]
            return urls("urlset", "url", found)
        return self._article("One of very many", f"Told at {target}.")


@pytest.fixture
def web(web, make_article) -> Traps:
    return Traps(web, make_article)


def peak_mb(process: subprocess.Popen[str]) -> float:
    """Wait for a process to end; returns the most memory that it had at once."""
    status, peak = Path(f"/proc/{process.pid}/status"), 0
    while process.poll() is None:
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        peak = max(peak, int(found[1]) if found else 0)
        time.sleep(0.1)
    return peak / 1024


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_each_trap_ends_within_its_budget_and_is_named(scrapy, web: Traps) -> None:
    sound = web.plain.site(SOUND, pages=10)
    scrapy.site_file("sound", SOUND)
    for name in ("session", "repeat", "breed", "vast"):
        budget = {"max_requests": VAST_REQUESTS} if name == "vast" else {}
        host = f"{name}.test"
        scrapy.site_file(
            name, host, feeds="[]", sitemaps=f'["http://{host}/sitemap.xml"]', **budget
        )
    for name, path in (("calendar", "days"), ("endless", "city")):
        host = f"{name}.test"
        scrapy.site_file(name, host, feeds="[]", listings=f'["http://{host}/{path}/"]')
    process = scrapy.start("crawl", "news")
    most_mb = peak_mb(process)
    ended = scrapy.end(process)
    assert ended.returncode == 0, ended.stderr
    log = (scrapy.state / "logs" / "crawl.log").read_text()
    named = set(re.findall(r"WARNING \S+: (\w+): trap ([a-z-]+) at ", log))
    assert named == {
        ("calendar", "calendar"), ("endless", "endless-list"), ("session", "session-id"),
        ("repeat", "repeating-segments"), ("breed", "breeding-index"),
        ("vast", "breeding-index"), ("vast", "too-many-articles"),
    }  # fmt: skip
    assert "vast.test: its requests of this run are used up" in log

    def asked(name: str, kind: str = "") -> int:
        return sum(url.startswith(f"http://{name}.test/{kind}") for url in web.plain.asked)

    assert asked("calendar", "days/") <= 5
    assert asked("endless", "city/") == 5
    assert asked("calendar", "calendar/") <= 31
    assert 1 <= asked("session", "news/") <= 3
    assert asked("repeat", "news/") == 0
    assert asked("breed", "sitemap") <= SOURCES
    assert asked("vast") <= VAST_REQUESTS
    stats = json.loads(scrapy("corpus", "stats", "--json").stdout)["frontier"]
    assert stats["urls_in"] == sum(stats["states"].values())
    assert FOUND <= stats["urls_in"] <= FOUND + 100
    assert stats["states"]["failed"] <= 31  # the days of the calendar, which are no pages
    assert stats["states"]["pending"] >= FOUND - VAST_REQUESTS  # for later runs
    assert {record["url"] for record in scrapy.records()} >= set(sound)
    assert most_mb < MOST_MB
