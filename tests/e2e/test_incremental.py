"""A site whose feed and sitemap grow between runs: each run takes what is new, and only that."""

from __future__ import annotations

import re

import pytest

from crawler.demo.answers import Answer

HOST = "harbour.test"
QUIET = "quiet.test"
CRAWLED = re.compile(r"Crawled \((\d+)\) <GET ([^>]+)>")


def sitemap(tag, child, urls):
    items = "".join(f"<{child}><loc>{url}</loc></{child}>" for url in urls)
    return Answer(body=f"<{tag}>{items}</{tag}>".encode(), content_type="application/xml")


@pytest.fixture
def crawl(scrapy):
    """Make a run; returns the status of each URL that was asked."""

    def run():
        log = scrapy.state / "logs" / "crawl.log"
        before = log.stat().st_size if log.exists() else 0
        done = scrapy("crawl", "news", settings={"LOG_LEVEL": "DEBUG"})
        assert done.returncode == 0, done.stderr
        lines = log.read_bytes()[before:].decode()
        return {url: int(status) for status, url in CRAWLED.findall(lines)}

    return run


@pytest.mark.slow
def test_each_run_stores_the_new_batch_and_asks_the_rest_conditionally(
    scrapy, web, crawl, make_article, make_feed
):
    index, child, feed = (f"http://{HOST}/{name}.xml" for name in ("sitemap", "news", "feed"))
    web.answers[index] = sitemap("sitemapindex", "sitemap", [child])
    scrapy.site_file("harbour", HOST, sitemaps=f'["{index}"]')
    quiet = web.site(QUIET)
    scrapy.site_file("quiet", QUIET)

    def publish(count):
        """Stories in the feed, and as many in the sitemap; each is named by one of them only."""
        urls = {
            kind: [f"http://{HOST}/news/2026/the-{kind}-story-{n}" for n in range(count)]
            for kind in ("feed", "sitemap")
        }
        for url in urls["feed"] + urls["sitemap"]:
            web.answers[url] = make_article(f"Story {url[-12:]}", f"Part {url} of the news.")
        web.answers[feed] = make_feed(*urls["feed"])
        web.answers[child] = sitemap("urlset", "url", urls["sitemap"])
        return urls["feed"] + urls["sitemap"]

    stored: set[str] = set(quiet)
    for number in range(1, 4):
        urls = publish(2 * number)
        asked = crawl()
        assert {record["url"] for record in scrapy.records()} == stored | set(urls)
        assert len(scrapy.records()) == len(stored | set(urls))
        stored |= set(urls)
        repeated = 200 if number == 1 else 304
        assert (asked[index], asked[f"http://{QUIET}/feed.xml"]) == (repeated, repeated)
        assert (asked[feed], asked[child]) == (200, 200)
    assert {status for url, status in crawl().items() if url.endswith(".xml")} == {304}
    pages = [url for url in web.asked if "/news/2026/" in url]
    assert sorted(pages) == sorted(stored)  # none was sent twice in four runs
