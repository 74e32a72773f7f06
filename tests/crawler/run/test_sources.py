"""A run that is killed between an index and what it names must leave nothing unasked."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import pytest

from crawler.discovery.plan import Answer, Plan, PlanLimits
from crawler.frontier import FILE_NAME, Frontier
from crawler.patterns import compile_pattern
from crawler.run import sources as module
from crawler.run.sources import Sources
from crawler.run.tally import Tally
from crawler.sites import Site, site_from_seed

HOME = "http://paper.example/"
FILED = Site(name="paper", domains=("paper.example",), home=HOME, sitemaps=(HOME + "sitemap.xml",))
SEED = site_from_seed(HOME)
INDEX = (
    f"<sitemapindex><sitemap><loc>{HOME}sitemap-a.xml</loc></sitemap>"
    f"<sitemap><loc>{HOME}sitemap-b.xml</loc></sitemap></sitemapindex>"
)


def urlset(name):
    return f"<urlset><url><loc>{HOME}news/2026/11/the-{name}-story</loc></url></urlset>"


FILED_WEB = {
    HOME + "sitemap.xml": INDEX,
    HOME + "sitemap-a.xml": urlset("first"),
    HOME + "sitemap-b.xml": urlset("second"),
}
# More children than are asked at once, while other sources are open.
CROWD = replace(FILED, feeds=(HOME + "one.xml", HOME + "two.xml", HOME + "three.xml"))
MANY = [f"{HOME}sitemap-{name}.xml" for name in "abcdefgh"]
CROWD_WEB = {
    HOME + "sitemap.xml": "<sitemapindex>"
    + "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in MANY)
    + "</sitemapindex>",
    **{url: urlset(url[-5]) for url in MANY},
    **{
        url: f"<rss><channel><item><link>{url}/story</link></item></channel></rss>"
        for url in CROWD.feeds
    },
}
LINK = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
SEED_WEB = {
    HOME: f"<html><head>{LINK}</head><body><p>Welcome to the paper.</p></body></html>",
    HOME + "rss.xml": "<rss><channel><item><link>"
    f"{HOME}news/2026/11/the-first-story</link></item></channel></rss>",
}
SITES = pytest.mark.parametrize(
    ("site", "pages"), [(FILED, FILED_WEB), (SEED, SEED_WEB), (CROWD, CROWD_WEB)]
)


class Web:
    """Answers sources with the body's length as ETag; 304 where that is known."""

    def __init__(self, pages, too_large=()):
        self.pages = pages
        self.asked = []
        self.too_large = too_large
        self.large_at_once = []

    def run(self, folder, site, answers=100):
        """Make one run that is killed after so many ``answers``."""
        frontier = Frontier(folder / FILE_NAME)
        run = SimpleNamespace(
            sites={site.name: site}, frontier=frontier, tally=Tally(), progress=lambda: None
        )
        sources = Sources(run)
        queue = list(sources.begin())
        for _ in range(answers):
            if not queue:
                break
            self.large_at_once.append(sum(request.large for request in queue))
            steps = self._answer(sources, queue.pop(0))
            queue.extend(request for request in steps if request is not None)
        urls = frontier.balance().urls_in
        frontier.close()
        return urls

    def _answer(self, sources, request):
        body = self.pages.get(request.url)
        if request.url in self.too_large and not request.large:
            self.asked.append((request.url, 0))
            return list(sources.failed(request, "too-large"))
        if body is None:
            self.asked.append((request.url, 404))
            return list(sources.failed(request, "http-404"))
        etag = f'"{len(body)}"'
        same = sources.validators(request).get("If-None-Match") == etag
        self.asked.append((request.url, 304 if same else 200))
        answer = Answer(
            url=request.url, status=self.asked[-1][1], body=b"" if same else body.encode()
        )
        return list(sources.answered(request, answer, {"etag": etag}))


@SITES
def test_a_kill_between_an_index_and_its_children_loses_nothing(tmp_path, site, pages):
    whole = Web(pages).run(tmp_path / "left-alone", site)
    assert whole == sum(page.count("<url>") + page.count("<item>") for page in pages.values())
    for answers in range(len(pages) + 1):
        folder = tmp_path / str(answers)
        Web(pages).run(folder, site, answers)
        assert Web(pages).run(folder, site) == whole, f"killed after {answers} answers"


@SITES
def test_a_second_run_asks_all_that_answered_conditionally(tmp_path, site, pages):
    Web(pages).run(tmp_path, site)
    again = Web(pages)
    again.run(tmp_path, site)
    answered = [one for one in again.asked if one[1] != 404]
    assert sorted(answered) == [(url, 304) for url in sorted(pages)]


def test_a_home_page_that_failed_at_first_is_no_proof_that_there_is_no_feed(tmp_path):
    Web({}).run(tmp_path, SEED, answers=1)
    pages = {HOME: "<html><body><p>Welcome.</p></body></html>"}
    pages[HOME + "feed.xml"] = SEED_WEB[HOME + "rss.xml"]
    web = Web(pages)
    web.run(tmp_path, SEED)
    assert (HOME + "feed.xml", 200) in web.asked


def test_what_the_budget_left_is_never_hidden_by_a_304(tmp_path, monkeypatch):
    limits = PlanLimits(max_found=2)
    monkeypatch.setattr(module, "Plan", partial(Plan, limits=limits))
    pages = {HOME + "sitemap.xml": INDEX}
    for name in ("a", "b"):
        items = "".join(f"<url><loc>{HOME}news/the-{name}-story-{n}</loc></url>" for n in range(2))
        pages[f"{HOME}sitemap-{name}.xml"] = f"<urlset>{items}</urlset>"
    assert Web(pages).run(tmp_path, FILED) == 2
    again = Web(pages)
    assert again.run(tmp_path, FILED) == 4
    assert (HOME + "sitemap-a.xml", 304) in again.asked  # it was taken in wholly
    assert (HOME + "sitemap-b.xml", 200) in again.asked
    last = Web(pages)
    last.run(tmp_path, FILED)
    assert {status for _, status in last.asked} == {304}


def test_after_an_edit_of_the_site_file_its_sources_are_read_anew(tmp_path):
    strict = replace(FILED, article=(compile_pattern("/first"),))
    Web(FILED_WEB).run(tmp_path, strict)
    edited = replace(FILED, article=(compile_pattern("/the-"),))
    again = Web(FILED_WEB)
    assert again.run(tmp_path, edited) == 2
    assert {status for _, status in again.asked} == {200}


def test_a_source_that_an_edit_removed_is_not_asked_again(tmp_path):
    Web(FILED_WEB).run(tmp_path, FILED)
    again = Web(FILED_WEB)
    again.run(tmp_path, replace(FILED, sitemaps=(HOME + "sitemap-b.xml",)))
    assert again.asked == [(HOME + "sitemap-b.xml", 200)]


def test_documents_over_the_limit_of_pages_are_asked_again_one_at_a_time(tmp_path):
    children = [f"{HOME}sitemap-{name}.xml" for name in "ab"]
    web = Web(FILED_WEB, too_large=children)
    assert web.run(tmp_path, FILED) == 2
    assert sorted(web.asked) == sorted(
        [(HOME + "sitemap.xml", 200), *((url, status) for url in children for status in (0, 200))]
    )
    assert max(web.large_at_once) == 1
    failed = Web({HOME + "sitemap.xml": INDEX}, too_large=children)
    failed.run(tmp_path / "failed", FILED)
    assert failed.asked[-2:] == [(url, 404) for url in children]
