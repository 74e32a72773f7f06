"""Discovery as a state machine: every step is tested without a network."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.discovery.plan import Answer, Note, Plan, PlanLimits, SourceRequest
from crawler.frontier.types import Found, Source
from crawler.patterns import compile_pattern
from crawler.sites import Site, site_from_seed

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOME = "https://paper.example/"
SEED = site_from_seed(HOME)
FILED = Site(
    name="paper",
    domains=("paper.example",),
    home=HOME,
    feeds=(HOME + "rss",),
    sitemaps=(HOME + "sitemap.xml",),
)


def rss(*paths: str) -> bytes:
    items = "".join(f"<item><link>{HOME}{path}</link></item>" for path in paths)
    return f"<rss><channel>{items}</channel></rss>".encode()


def urlset(*paths: str) -> bytes:
    return (
        "<urlset>" + "".join(f"<url><loc>{HOME}{p}</loc></url>" for p in paths) + "</urlset>"
    ).encode()


def index(*children: str) -> bytes:
    items = "".join(f"<sitemap><loc>{child}</loc></sitemap>" for child in children)
    return f"<sitemapindex>{items}</sitemapindex>".encode()


def home(*links: str, feed: str = "") -> bytes:
    tag = f'<link rel="alternate" type="application/rss+xml" href="{feed}">' if feed else ""
    items = "".join(
        f'<li><a href="{link}">A headline of some length here</a></li>' for link in links
    )
    return f"<html><head>{tag}</head><body><main><ul>{items}</ul></main></body></html>".encode()


def crawl(site: Site, pages: dict[str, bytes], *, sitemaps=(), known=(), limits=None):
    """Run a plan against a dict of pages; returns (asked, found, notes, plan)."""
    plan = Plan(site=site, now=NOW, limits=limits or PlanLimits())
    asked: list[str] = []
    found: list[str] = []
    notes: list[Note] = []
    queue: list[SourceRequest] = []

    def work(steps):
        for step in steps:
            match step:
                case SourceRequest():
                    queue.append(step)
                case Found():
                    found.append(step.url)
                case Note():
                    notes.append(step)

    work(plan.start(known))
    while queue:
        request = queue.pop(0)
        asked.append(request.url)
        body = pages.get(request.url)
        if body is None:
            work(plan.fail(request, sitemaps))
        else:
            answer = Answer(url=request.url, status=200, body=body, robots_sitemaps=sitemaps)
            work(plan.take(request, answer))
    return asked, found, notes, plan


def test_a_site_file_is_asked_exactly_for_its_sources():
    pages = {HOME + "rss": rss("a-1", "b-2"), HOME + "sitemap.xml": urlset("b-2", "c-3")}
    asked, found, notes, _ = crawl(FILED, pages)
    assert asked == [HOME + "sitemap.xml", HOME + "rss"]
    assert found == [HOME + "b-2", HOME + "c-3", HOME + "a-1"]
    assert notes == []


def test_a_site_file_whose_sources_fail_is_not_probed():
    asked, found, _, _ = crawl(FILED, {})
    assert asked == [HOME + "sitemap.xml", HOME + "rss"]
    assert found == []


def test_a_seed_asks_home_robots_sitemaps_and_linked_feeds_but_no_more():
    pages = {
        HOME: home("/2026/11/22/not-in-the-feed", feed="/rss"),
        HOME + "rss": rss("a-1"),
        HOME + "s.xml": index(HOME + "news.xml"),
        HOME + "news.xml": urlset("b-2"),
    }
    asked, found, _, _ = crawl(SEED, pages, sitemaps=(HOME + "s.xml",))
    assert asked == [HOME, HOME + "s.xml", HOME + "rss", HOME + "news.xml"]
    assert sorted(found) == [HOME + "a-1", HOME + "b-2"]


def test_robots_sitemaps_are_asked_when_the_home_page_fails():
    _, found, _, _ = crawl(SEED, {HOME + "s.xml": urlset("b-2")}, sitemaps=(HOME + "s.xml",))
    assert found == [HOME + "b-2"]


def test_well_known_paths_are_tried_one_by_one_until_one_works():
    pages = {HOME: home("/2026/11/22/on-the-home-page"), HOME + "news-sitemap.xml": urlset("b-2")}
    asked, found, _, _ = crawl(SEED, pages)
    assert asked == [HOME] + [
        HOME + path
        for path in ("sitemap.xml", "sitemap_index.xml", "wp-sitemap.xml", "news-sitemap.xml")
    ]
    assert found == [HOME + "b-2"]


def test_the_home_page_is_a_listing_when_nothing_else_works():
    pages = {HOME: home("/2026/11/22/one-story", "/2026/11/21/another-story")}
    asked, found, _, _ = crawl(SEED, pages)
    assert HOME + "feed.json" in asked
    assert found == [HOME + "2026/11/22/one-story", HOME + "2026/11/21/another-story"]


def test_the_next_run_does_not_probe_again():
    known = (Source(url=HOME, site=SEED.name, kind="listing", checked_at=NOW),)
    asked, found, _, _ = crawl(SEED, {HOME: home("/2026/11/22/one-story")}, known=known)
    assert asked == [HOME]
    assert len(found) == 1


def test_sources_of_earlier_runs_are_asked_when_they_are_due():
    known = (
        Source(url=HOME + "news.xml", site="paper", kind="sitemap"),
        Source(url=HOME + "old.xml", site="paper", kind="sitemap", due_at=NOW + timedelta(hours=1)),
        Source(url=HOME + "rss", site="paper", kind="feed", due_at=NOW + timedelta(hours=1)),
    )
    asked, _, _, _ = crawl(FILED, {}, known=known)
    assert asked == [HOME + "sitemap.xml", HOME + "news.xml"]


def test_an_unchanged_source_keeps_a_seed_from_probing():
    plan = Plan(site=SEED, now=NOW)
    (request,) = plan.start()
    answer = Answer(url=HOME, status=200, body=home(feed="/rss"))
    (feed,) = plan.take(request, answer)
    assert list(plan.take(feed, Answer(url=feed.url, status=304, unchanged=True))) == []


def test_a_listing_is_followed_while_it_gives_something_new():
    def page(number: int) -> bytes:
        story = (
            f'<li><a href="/2026/11/22/story-number-{min(number, 3)}">A headline of length</a></li>'
        )
        return f'<main>{story}</main><link rel="next" href="/city/?page={number + 1}">'.encode()

    site = replace(FILED, feeds=(), sitemaps=(), listings=(HOME + "city/",))
    pages = {HOME + "city/": page(1)} | {HOME + f"city/?page={n}": page(n) for n in range(2, 30)}
    asked, found, _, _ = crawl(site, pages)
    assert len(asked) == 4  # the fourth gives nothing new
    assert len(found) == 3


def test_an_endless_list_is_named():
    site = replace(FILED, feeds=(), sitemaps=(), listings=(HOME + "city/",))

    class Endless(dict):
        def get(self, url):
            number = int(url.rpartition("=")[2]) if "=" in url else 1
            link = f'<a href="/2026/11/22/story-number-{number}">A headline of some length</a>'
            return f'{link}<link rel="next" href="/city/?page={number + 1}">'.encode()

    asked, found, notes, _ = crawl(site, Endless())
    assert len(asked) == len(found) == PlanLimits().max_list_pages
    assert [(note.kind, note.name) for note in notes] == [("trap", "endless-list")]


class Breeding(dict):
    """Every sitemap is an index of `width` new ones."""

    def __init__(self, width: int) -> None:
        self._width = width

    def get(self, url):
        stem = url.removesuffix(".xml")
        return index(*(f"{stem}-{child}.xml" for child in range(self._width)))


@pytest.mark.parametrize("width", [1, 3, 1_000])
def test_a_breeding_index_ends_within_its_budget_and_is_named(width):
    site = replace(FILED, feeds=())
    limits = PlanLimits(max_sources=50, max_sitemap_depth=4)
    asked, found, notes, _ = crawl(site, Breeding(width), limits=limits)
    assert len(asked) <= 50
    assert found == []
    assert {note.name for note in notes} == {"breeding-index"}
    assert len(notes) <= 3


def test_too_many_articles_end_within_the_budget_and_are_named():
    limits = PlanLimits(max_found=10)
    pages = {HOME + "sitemap.xml": urlset(*(f"story-{n}" for n in range(30)))}
    _, found, notes, plan = crawl(FILED, pages, limits=limits)
    assert len(found) == 10
    assert plan.rejected["over-budget"] == 20
    assert [(note.name, note.url) for note in notes] == [
        ("too-many-articles", HOME + "sitemap.xml")
    ]
    assert plan.cut == {HOME + "sitemap.xml"}  # it is read again by the next run


def a_large_index(number):
    children = [f"{HOME}s{n}.xml" for n in range(number)]
    pages = {url: urlset(f"story-{n}") for n, url in enumerate(children)}
    return children, {HOME + "sitemap.xml": index(*children)} | pages


def test_what_the_budget_asked_for_is_read():
    children, pages = a_large_index(30)
    asked, found, notes, plan = crawl(FILED, pages, limits=PlanLimits(max_sources=10))
    assert asked == [HOME + "sitemap.xml", HOME + "rss", *children[:8]]
    assert found == [f"{HOME}story-{n}" for n in range(8)]
    assert [note.name for note in notes] == ["breeding-index"]
    assert plan.cut == {HOME + "sitemap.xml"}


def test_runs_get_through_an_index_beyond_the_budget():
    site = replace(FILED, feeds=())
    children, pages = a_large_index(30)
    known: dict[str, Source] = {}
    articles: set[str] = set()
    for run in range(6):
        asked, found, _, _ = crawl(
            site, pages, known=tuple(known.values()), limits=PlanLimits(max_sources=10)
        )
        assert len(asked) == 10
        articles.update(found)
        known |= {
            url: Source(
                url=url, site="paper", kind="sitemap", checked_at=NOW - timedelta(hours=9 - run)
            )
            for url in asked
        }
    assert known.keys() == {HOME + "sitemap.xml", *children}
    assert len(articles) == 30


def test_sources_that_are_not_asked_use_up_no_budget():
    known = tuple(
        Source(url=f"{HOME}{n}.xml", site="paper", kind="sitemap", due_at=NOW + timedelta(hours=1))
        for n in range(40)
    )
    asked, _, notes, _ = crawl(FILED, {}, known=known, limits=PlanLimits(max_sources=10))
    assert asked == [HOME + "sitemap.xml", HOME + "rss"]
    assert notes == []


def test_a_lists_page_that_failed_is_asked_again_though_the_first_is_unchanged():
    site = replace(FILED, feeds=(), sitemaps=(), listings=(HOME + "city/",))
    second = Source(url=HOME + "city/?page=2", site="paper", kind="listing", failures=1)
    plan = Plan(site=site, now=NOW)
    steps = [step for step in plan.start([second]) if isinstance(step, SourceRequest)]
    assert [(step.url, step.depth) for step in steps] == [
        (HOME + "city/", 0), (HOME + "city/?page=2", 1),
    ]  # fmt: skip


def test_entries_that_are_no_work_have_reasons():
    site = replace(FILED, max_age_days=7, skip=(compile_pattern("/video/"),))
    feed = b"""<rss><channel>
    <item><link>https://other.example/a</link></item>
    <item><link>https://paper.example/</link></item>
    <item><link>https://paper.example/video/a</link></item>
    <item><link>https://paper.example/old</link><pubDate>1 Nov 2026 12:00 GMT</pubDate></item>
    <item><link>https://paper.example/a/a/a/a</link></item>
    <item><link>https://www.paper.example/login</link></item></channel></rss>"""
    _, found, notes, plan = crawl(site, {HOME + "rss": feed})
    assert [note.name for note in notes] == ["repeating-segments"]
    assert found == ["https://www.paper.example/login"]  # a feed's word counts more than a form
    assert dict(plan.rejected) == {
        "offsite": 1,
        "not-an-article": 1,
        "skip-pattern": 1,
        "too-old": 1,
        "trap": 1,
    }


def test_a_plain_sitemap_names_other_pages_too():
    pages = {HOME + "sitemap.xml": urlset("login", "about", "city/a-story")}
    _, found, _, plan = crawl(FILED, pages)
    assert found == [HOME + "city/a-story"]
    assert plan.rejected["not-an-article"] == 2


def test_children_that_are_old_foreign_or_of_another_kind_are_not_asked():
    site = replace(FILED, feeds=(), max_age_days=7)
    body = f"""<sitemapindex>
    <sitemap><loc>{HOME}2020.xml</loc><lastmod>2020-01-01</lastmod></sitemap>
    <sitemap><loc>{HOME}image-sitemap.xml</loc></sitemap>
    <sitemap><loc>https://other.example/s.xml</loc></sitemap>
    <sitemap><loc>{HOME}yesterday.xml</loc><lastmod>2026-11-21</lastmod></sitemap>
    <sitemap><loc>{HOME}today.xml</loc><lastmod>2026-11-22</lastmod></sitemap></sitemapindex>"""
    asked, _, _, _ = crawl(site, {HOME + "sitemap.xml": body.encode()})
    assert asked == [HOME + "sitemap.xml", HOME + "today.xml", HOME + "yesterday.xml"]


def test_html_in_a_feeds_place_leads_to_the_feed():
    pages = {HOME + "rss": home(feed="/real.xml"), HOME + "real.xml": rss("a-1")}
    asked, found, notes, _ = crawl(replace(FILED, sitemaps=()), pages)
    assert asked == [HOME + "rss", HOME + "real.xml"]
    assert found == [HOME + "a-1"]
    assert [note.name for note in notes] == ["html-instead"]


def test_an_endless_calendar_in_a_listing_is_named_and_left():
    site = replace(FILED, feeds=(), sitemaps=(), listings=(HOME + "city/",))
    days = "".join(
        f'<h2><a href="/calendar/2026/{n % 12 + 1}/{n % 28 + 1}?day={n}">A day with much to do in town</a></h2>'  # noqa: E501
        for n in range(200)
    )
    _, found, notes, plan = crawl(site, {HOME + "city/": days.encode()})
    assert len(found) <= 31
    assert {note.name for note in notes} == {"calendar"}
    assert plan.rejected["trap"] >= 100
