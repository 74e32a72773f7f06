"""`scrapy site`: the survey, the file it writes, the check; over a loopback newsroom."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from scrapy.settings import Settings

from crawler.discovery.checkup import judge
from crawler.discovery.learn import learn
from crawler.discovery.session import act, add
from crawler.discovery.sitefile import name_for, site_toml, write_site
from crawler.discovery.survey import Survey, survey
from crawler.exits import ConfigError, DiskError, Exit
from crawler.fetch.client import Reply
from crawler.fetch.robots import parse_robots
from crawler.patterns import compile_pattern
from crawler.sites import load_site, site_from_seed

HOME = "https://paper.example/"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class FakeClient:
    """Answers from a dict; everything else is 404."""

    def __init__(self, pages: dict[str, bytes], robots: bytes = b"") -> None:
        self.pages = pages
        self.rules = robots
        self.asked: list[str] = []

    async def get(self, url: str) -> Reply:
        self.asked.append(url)
        body = self.pages.get(url)
        return Reply(url=url, status=404) if body is None else Reply(url=url, status=200, body=body)

    async def robots(self, url: str):
        return parse_robots(200, self.rules)


def rss(*paths: str, date: str = "Sun, 22 Nov 2026 11:00:00 GMT", language: str = "fi") -> bytes:
    items = "".join(
        f"<item><link>{HOME}{path}</link><pubDate>{date}</pubDate></item>" for path in paths
    )
    return f"<rss><channel><language>{language}</language>{items}</channel></rss>".encode()


STORIES = [f"2026/11/{day:02}/story-of-the-day-{day}" for day in range(1, 13)]
PAGES = {
    HOME: b"""<html lang="fi"><head><title>Sanomat | Home</title>
    <meta property="og:site_name" content="Sanomat"></head><body>
    <nav><a href="/kotimaa/">Kotimaa</a><a href="/urheilu/">Urheilu</a></nav>
    <a href="/rss/all.xml">RSS</a></body></html>""",
    HOME + "rss/all.xml": rss(*STORIES),
    HOME + "index.xml": b"<sitemapindex><sitemap><loc>/old.xml</loc></sitemap>"
    b"<sitemap><loc>/news.xml</loc></sitemap></sitemapindex>",
    HOME + "news.xml": f"""<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url>
    <loc>{HOME}{STORIES[0]}</loc><n:news><n:publication_date>2026-11-22</n:publication_date>
    </n:news></url></urlset>""".encode(),
}


def look(pages: dict[str, bytes], robots: bytes = b"") -> tuple[Survey, list[str], FakeClient]:
    client, told = FakeClient(pages, robots), []
    found = asyncio.run(survey(HOME, client, agent="Cleanwire", tell=told.append))
    return found, told, client


def test_a_survey_finds_feed_news_sitemap_and_patterns(tmp_path):
    robots = f"User-agent: *\nCrawl-delay: 3\nSitemap: {HOME}index.xml\n".encode()
    found, told, client = look(PAGES, robots)
    assert [(source.kind, source.url) for source in found.sources] == [
        ("sitemap", HOME + "news.xml"),
        ("feed", HOME + "rss/all.xml"),
    ]
    assert found.learned.useful
    assert len(told) >= len(client.asked)
    path = write_site(tmp_path, "sanomat", site_toml(found, "sanomat", NOW))
    site = load_site(path)
    assert site.feeds == (HOME + "rss/all.xml",)
    assert site.sitemaps == (HOME + "news.xml",)
    assert (site.language, site.delay_s) == ("fi", 3.0)
    assert all(site.is_article(HOME + story) for story in STORIES)
    assert not site.is_article(HOME + "kotimaa/")
    text = path.read_text(encoding="utf-8")
    assert "# Sanomat: https://paper.example/" in text
    assert "link on the home page: 12 entries, newest 2026-11-22 11:00" in text
    assert "12 of 12 known articles" in text


def test_without_feed_and_sitemap_sections_become_listings():
    links = "".join(f'<h2><a href="/{story}">A headline of the day</a></h2>' for story in STORIES)
    nav = '<nav><a href="/kotimaa/">Kotimaa</a><a href="/urheilu/">Urheilu</a></nav>'
    pages = {HOME: (nav + links).encode(), HOME + "kotimaa/": links.encode()}
    found, _, client = look(pages)
    assert [source.url for source in found.of("listing")] == [HOME, HOME + "kotimaa/"]
    assert HOME + "wp-sitemap.xml" in client.asked  # well-known paths come before


def test_a_site_without_anything_or_away_has_no_sources():
    found, _, _ = look({HOME: b"<html><body>Hello</body></html>"})
    assert (found.sources, found.problem) == ([], None)
    found, _, client = look({})
    assert found.problem == "HTTP status 404"
    assert client.asked == [HOME]


def test_a_feed_of_another_site_or_of_known_articles_is_left_out():
    pages = {
        HOME: b'<link rel="alternate" type="application/rss+xml" href="/a"><a href="/b/rss">x</a>'
        b'<a href="/c/rss">x</a>',
        HOME + "a": rss(*STORIES),
        HOME + "b/rss": rss(*STORIES[:3]),
        HOME
        + "c/rss": b"<rss><channel><item><link>https://other.example/x</link></item></channel></rss>",
    }
    found, told, _ = look(pages)
    assert [source.url for source in found.of("feed")] == [HOME + "a"]
    assert any("do not name" in line for line in told)


def test_patterns_are_learned_from_articles_and_judged_by_sections():
    urls = [f"{HOME}news/{section}/some-long-slug-{n}" for n in range(6) for section in "abcd"]
    learned = learn(urls, [HOME + "news/", HOME + "sport/"])
    assert learned.useful
    assert [pattern for pattern, _ in learned.patterns] == [
        "^/news/(a|b|c|d)/[^/]+/?$"
    ] or learned.patterns
    loose = learn(
        [f"{HOME}{word}" for word in ("one", "two", "three", "four", "five", "six")],
        [HOME + "sport"],
    )
    assert not loose.useful
    assert learn(urls[:3]).patterns == ()
    for pattern, _ in learned.patterns:
        compile_pattern(pattern)


def test_names_come_from_the_domain():
    assert name_for("https://www.news.paper.co.uk/") == "paper"
    assert name_for("http://93.184.215.14/") == "93-184-215-14"
    assert name_for("https://bücher.com/") == "xn--bcher-kva"


def test_a_file_is_not_overwritten_unasked_nor_written_elsewhere(tmp_path):
    text = 'name = "paper"\ndomains = ["paper.example"]\n'
    write_site(tmp_path, "paper", text)
    with pytest.raises(ConfigError, match="--force"):
        write_site(tmp_path, "paper", text)
    write_site(tmp_path, "paper", text, force=True)
    for name in ("../paper", "a/b", "", "UPPER"):
        with pytest.raises(ConfigError, match="no site name"):
            write_site(tmp_path, name, text)
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(DiskError):
        write_site(blocked, "paper", text)
    assert [path.name for path in tmp_path.glob("*.part")] == []


SITE = replace(site_from_seed(HOME), article=(compile_pattern("^/2026/"),))


@pytest.mark.parametrize(
    ("reply", "kind", "verdict"),
    [
        (Reply(url=HOME, status=200, body=rss("2026/a")), "feed", "ok"),
        (Reply(url=HOME, status=200, body=PAGES[HOME + "index.xml"]), "sitemap", "ok"),
        (Reply(url=HOME, status=404), "feed", "unreachable"),
        (Reply(url=HOME, problem="timed out"), "feed", "unreachable"),
        (Reply(url=HOME, status=200, body=b"<rss><channel/></rss>"), "feed", "empty"),
        (
            Reply(url=HOME, status=200, body=rss("2026/a", date="1 Nov 2026 12:00 GMT")),
            "feed",
            "stale",
        ),
        (Reply(url=HOME, status=200, body=b"<html><body>x</body></html>"), "feed", "changed"),
        (Reply(url=HOME, status=200, body=rss("new/a", "new/b")), "feed", "changed"),
        (Reply(url=HOME, status=200, body=rss("2026/a"), moved=True), "feed", "changed"),
    ],
)
def test_verdicts(reply, kind, verdict):
    assert judge(SITE, kind, reply, NOW)[0] == verdict


def options(**values) -> argparse.Namespace:
    return argparse.Namespace(**({"name": None, "force": False, "dry_run": False} | values))


def settings(tmp_path) -> Settings:
    return Settings(
        {"SITES_DIR": str(tmp_path), "USER_AGENT": "Cleanwire/0.1", "DOWNLOAD_DELAY": 0}
    )


@pytest.mark.parametrize("args", [[], ["add"], ["remove", "x"], ["add", "a", "b"]])
def test_wrong_arguments_are_configuration_errors(tmp_path, args):
    with pytest.raises(ConfigError, match="scrapy site add URL"):
        act(args, options(), settings(tmp_path))


def test_a_seed_that_may_not_be_asked_gives_nothing(tmp_path, capsys):
    code = asyncio.run(add("http://127.0.0.1/", options(), settings(tmp_path)))
    assert code == Exit.NOTHING
    assert "refused: loopback address" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
