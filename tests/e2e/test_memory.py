"""The sites' memory over several crawls of one generated site."""

import json
import signal

import pytest

from benchmarks.site_memory.sites import make_site
from cleaners.normalize import fold
from crawler.demo.answers import html
from output.faults import VARIABLE

SITE = "ledger"


@pytest.fixture
def pages(web, scrapy, make_feed):
    """A site of thirty pages; ``show(count)`` names the first ones in its feed."""
    made = list(make_site("en"))
    host = made[0].url.split("/")[2]
    for page in made:
        web.answers[page.url] = html(page.html)

    def show(count):
        web.answers[f"http://{host}/feed.xml"] = make_feed(*(page.url for page in made[:count]))
        return made[:count]

    scrapy.site_file(SITE, host)
    return show


def crawl(scrapy, **settings):
    done = scrapy("crawl", "news", settings={"NEAR_DUPLICATES": "off", **settings})
    assert done.returncode == 0, done.stderr
    return {record["url"]: record for record in scrapy.records()}


def furniture_in(pages, records):
    return sum(
        any(fold(line) in records[page.url]["text"] for line in page.furniture) for page in pages
    )


@pytest.mark.slow
def test_what_recurs_is_gone_from_the_second_run_on(scrapy, pages):
    first = pages(12)
    assert furniture_in(first, crawl(scrapy)) == 12  # nothing is learned within a run
    told = scrapy("site", "memory", SITE)
    assert told.returncode == 0
    assert "12 of 12  12    2025-03-01  2025-03-12" in told.stdout
    second = pages(20)[12:]
    records = crawl(scrapy, CLEAN_WORKERS="2", COMMIT_RECORDS="1")
    assert furniture_in(second, records) == 0
    for page in second:
        taken = [one for one in records[page.url]["removed"] if one["judge"] == "memory"]
        assert not {one["text"] for one in taken} & set(map(fold, page.article))
        assert "memory:12-of-12-pages-since-2025-03-01" in {one["rule"] for one in taken}
    told = json.loads(scrapy("site", "memory", SITE, "--json").stdout)
    assert told["pages"] == 20
    assert {one["rule"] for one in told["learned"]} >= {"memory:20-of-20-pages-since-2025-03-01"}
    assert scrapy("site", "memory", SITE, "--reset").returncode == 0
    assert furniture_in(pages(22)[20:], crawl(scrapy)) == 2


@pytest.mark.slow
def test_a_run_that_goes_on_after_a_kill_knows_what_the_killed_one_knew(scrapy, pages, monkeypatch):
    shown = pages(8)
    with monkeypatch.context() as killing:
        killing.setenv(VARIABLE, "inside-transaction")
        killed = scrapy("crawl", "news", settings={"NEAR_DUPLICATES": "off"})
    assert killed.returncode == -signal.SIGKILL  # the notes were durable, the records were not
    assert furniture_in(shown, crawl(scrapy)) == 8
    told = json.loads(scrapy("site", "memory", SITE, "--json").stdout)
    assert told["pages"] == 8
    assert "memory:8-of-8-pages-since-2025-03-01" in {one["rule"] for one in told["learned"]}
