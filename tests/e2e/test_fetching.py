"""Fetching policy across runs: what a server asked for holds tomorrow, too."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from crawler.demo.answers import Answer, html

HOST = "harbour.test"
ROBOTS = f"http://{HOST}/robots.txt"


def put_up(web, scrapy, pages=2, robots="User-agent: *\nDisallow: /private/\n"):
    urls = web.site(HOST, pages=pages)
    web.answers[ROBOTS] = Answer(body=robots.encode(), content_type="text/plain")
    scrapy.site_file("harbour", HOST)
    return urls


def test_robots_txt_is_asked_once_a_day_over_all_runs(scrapy, web, make_article, make_feed):
    urls = put_up(web, scrapy)
    assert scrapy("crawl", "news").returncode == 0
    web.answers[f"http://{HOST}/news/2026/late"] = make_article("Late", "A later story.")
    web.answers[f"http://{HOST}/feed.xml"] = make_feed(*urls, f"http://{HOST}/news/2026/late")
    assert scrapy("crawl", "news").returncode == 0
    assert web.asked.count(ROBOTS) == 1
    assert len(scrapy.records()) == 3


def test_with_robots_unreachable_nothing_else_is_asked(scrapy, web):
    put_up(web, scrapy)
    web.answers[ROBOTS] = html("busy", status=503)
    assert scrapy("crawl", "news").returncode == 7
    assert set(web.asked) == {ROBOTS}


def test_private_pages_are_not_asked_even_when_a_feed_names_them(scrapy, web, make_feed):
    urls = put_up(web, scrapy)
    private = f"http://{HOST}/private/2026/story"
    web.answers[f"http://{HOST}/feed.xml"] = make_feed(*urls, private)
    assert scrapy("crawl", "news").returncode == 0
    assert private not in web.asked
    assert len(scrapy.records()) == 2


def test_the_delay_stands_between_all_requests_of_a_host(scrapy, web):
    put_up(web, scrapy)
    assert scrapy("crawl", "news", settings={"DOWNLOAD_DELAY": 0.5}).returncode == 0
    assert len(web.times) == 4  # robots.txt, the feed, two pages
    assert min(later - earlier for earlier, later in pairwise(web.times)) >= 0.5


def test_a_long_retry_after_outlives_the_run(scrapy, web):
    urls = put_up(web, scrapy, pages=1)
    busy = html("<p>busy</p>", status=503)
    web.answers[urls[0]] = replace(busy, headers=(("Retry-After", "3600"),))
    scrapy("crawl", "news")
    assert web.asked.count(urls[0]) == 1
    web.asked.clear()
    scrapy("crawl", "news")
    assert web.asked == []  # not even the feed: the whole host is left alone


@pytest.mark.slow
@pytest.mark.parametrize("respect", [0, 1])
def test_opt_outs_are_recorded_and_obeyed_when_asked(scrapy, web, respect):
    urls = put_up(web, scrapy, robots="User-agent: GPTBot\nDisallow: /\n")
    page = web.answers[urls[0]]
    web.answers[urls[0]] = replace(page, headers=(("TDM-Reservation", "1"),))
    scrapy("crawl", "news", settings={"RESPECT_OPT_OUT": respect})
    records = {record["url"]: record["rights"] for record in scrapy.records()}
    if respect:
        assert records == {}
        return
    assert records[urls[1]] == [
        {"signal": "robots", "value": "allowed", "source": "robots.txt"},
        {"signal": "robots-ai", "value": "GPTBot", "source": "robots.txt"},
    ]
    assert {"signal": "tdm-reservation", "value": "1", "source": "header"} in records[urls[0]]


@pytest.mark.slow
def test_a_host_that_stalls_delays_no_other(scrapy, web):
    stalled = html("<p>" + "x" * 5_000)
    hosts = [f"paper{number}.test" for number in range(5)]
    for host in hosts:
        web.site(host, pages=2)
        scrapy.site_file(host.partition(".")[0], host)
    scrapy.site_file("harbour", HOST)
    web.answers[f"http://{HOST}/feed.xml"] = replace(stalled, drip_s=60)
    done = scrapy("crawl", "news", settings={"DOWNLOAD_TIMEOUT": 20})
    assert done.returncode in {0, 6}
    assert len(scrapy.records()) == 10
    log = (scrapy.state / "logs" / "crawl.log").read_text()
    (line,) = [line for line in log.splitlines() if f"source http://{HOST}/feed.xml failed" in line]
    gave_up = datetime.fromisoformat(line.split()[0])
    # All healthy hosts were done long before the stalled one gave up.
    fetched = [datetime.fromisoformat(record["fetched_at"]) for record in scrapy.records()]
    assert gave_up - max(fetched) > timedelta(seconds=5)
