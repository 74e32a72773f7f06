"""A run that is killed between an index and what it names must leave nothing unasked."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from crawler.discovery.plan import Answer
from crawler.frontier import FILE_NAME, Frontier
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
LINK = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
SEED_WEB = {
    HOME: f"<html><head>{LINK}</head><body><p>Welcome to the paper.</p></body></html>",
    HOME + "rss.xml": "<rss><channel><item><link>"
    f"{HOME}news/2026/11/the-first-story</link></item></channel></rss>",
}


class Web:
    """Answers sources with the body's length as ETag; 304 where that is known."""

    def __init__(self, pages):
        self.pages = pages
        self.asked = []

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
            queue.extend(self._answer(sources, queue.pop(0)))
        urls = frontier.balance().urls_in
        frontier.close()
        return urls

    def _answer(self, sources, request):
        body = self.pages.get(request.url)
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


@pytest.mark.parametrize(("site", "pages"), [(FILED, FILED_WEB), (SEED, SEED_WEB)])
def test_a_kill_between_an_index_and_its_children_loses_nothing(tmp_path, site, pages):
    whole = Web(pages).run(tmp_path / "left-alone", site)
    assert whole == sum(page.count("<url>") + page.count("<item>") for page in pages.values())
    for answers in range(len(pages) + 1):
        folder = tmp_path / str(answers)
        Web(pages).run(folder, site, answers)
        assert Web(pages).run(folder, site) == whole, f"killed after {answers} answers"


@pytest.mark.parametrize(("site", "pages"), [(FILED, FILED_WEB), (SEED, SEED_WEB)])
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
