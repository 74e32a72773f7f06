"""Looks a site over for `scrapy site add`: where its articles are listed, what they look like.

robots.txt, the home page, the feeds and sitemaps that these name, then well-known
paths; section pages where there is neither feed nor sitemap. All in one budget of
requests, bytes and time, which the client keeps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlsplit

from crawler.discovery.feeds import read_feed
from crawler.discovery.home import HomeFacts, read_home
from crawler.discovery.learn import Learned, learn
from crawler.discovery.listings import read_listing
from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.types import Child, Entry, SitemapPage
from crawler.discovery.urls import registered_domain
from crawler.discovery.well_known import well_known_urls
from crawler.fetch.client import PoliteClient, Reply

MAX_FEEDS = 8  # tried of those that the site names
MAX_SITEMAPS = 8
MAX_CHILDREN = 3  # sitemaps looked into of one index
MAX_SECTIONS = 6
MIN_LISTED = 5  # article links that make a section page a listing

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source that was found to work."""

    url: str
    kind: Literal["feed", "sitemap", "listing"]
    found: str  # where it was named
    entries: int
    newest: datetime | None = None
    note: str = ""  # "full text", "news sitemap", ...


@dataclass(slots=True, kw_only=True)
class Survey:
    """What was found; ``problem`` says why nothing was."""

    url: str
    facts: HomeFacts = field(default_factory=HomeFacts)
    sources: list[Source] = field(default_factory=list)
    articles: list[str] = field(default_factory=list)  # URLs known to be articles
    sections: tuple[str, ...] = ()
    languages: list[str] = field(default_factory=list)
    learned: Learned = field(default_factory=Learned)
    crawl_delay_s: float | None = None
    problem: str | None = None

    def of(self, kind: str) -> list[Source]:
        """Return the sources of one kind."""
        return [source for source in self.sources if source.kind == kind]


async def survey(url: str, client: PoliteClient, *, agent: str, tell: Tell) -> Survey:
    """Look the site over; `tell` gets one line for each thing that is tried."""
    reply = await client.get(url)
    tell(_line("home page", url, reply))
    found = Survey(url=reply.url)
    if not reply.ok:
        found.problem = reply.problem or f"HTTP status {reply.status}"
        return found
    surveyor = _Surveyor(client, found, tell)
    await surveyor.run(reply, agent)
    return found


class _Surveyor:
    """One survey on its way."""

    def __init__(self, client: PoliteClient, found: Survey, tell: Tell) -> None:
        self._client = client
        self._found = found
        self._tell = tell
        self._own = registered_domain(found.url)
        self._tried: set[str] = set()
        self._fed: set[str] = set()  # articles that the kept feeds name

    async def run(self, home: Reply, agent: str) -> None:
        """Take the steps in order of how sure their answers are."""
        found = self._found
        robots = await self._client.robots(home.url)
        found.crawl_delay_s = robots.crawl_delay_s(agent)
        found.facts = read_home(home.body, home.url, home.content_type)
        listing = read_listing(home.body, home.url, home.content_type)
        found.sections = listing.sections
        for url in robots.sitemaps(home.url)[:MAX_SITEMAPS]:
            await self._sitemap(url, "robots.txt")
        for url, where in found.facts.feeds[:MAX_FEEDS]:
            await self._feed(url, where)
        await self._well_known(home.url)
        if not found.sources:
            await self._listings(home, listing.entries)
        found.learned = learn(found.articles, found.sections)

    async def _well_known(self, home: str) -> None:
        """Try what nothing named, for the kind that is still missing."""
        for url, kind in well_known_urls(home):
            if self._found.of(kind) or url in self._tried:
                continue
            await (self._feed if kind == "feed" else self._sitemap)(url, "well-known path")

    async def _get(self, what: str, url: str) -> Reply | None:
        if url in self._tried:
            return None
        self._tried.add(url)
        reply = await self._client.get(url)
        self._tell(_line(what, url, reply))
        return reply if reply.ok else None

    async def _feed(self, url: str, where: str) -> None:
        reply = await self._get("feed", url)
        if reply is None:
            return
        page = read_feed(reply.body, reply.url, reply.content_type)
        entries = self._articles(page.entries)
        if not entries:
            self._tell(f"  no articles of this site in it ({', '.join(page.problems) or 'empty'})")
            return
        named = {entry.url for entry in entries}
        if named <= self._fed:
            self._tell("  names no article that the feeds before do not name")
            return
        self._fed |= named
        full = sum(bool(entry.evidence and entry.evidence.body_html) for entry in entries)
        note = "full text" if full > len(entries) / 2 else ""
        self._keep(reply.url, "feed", where, entries, note)
        if page.language:
            self._found.languages.append(page.language)

    async def _sitemap(self, url: str, where: str) -> None:
        reply = await self._get("sitemap", url)
        if reply is None:
            return
        page = read_sitemap(reply.body, reply.url, reply.content_type)
        if page.children:
            await self._index(reply.url, page, where)
        elif not self._keep_sitemap(reply.url, page, where):
            self._tell(f"  no articles of this site in it ({', '.join(page.problems) or 'empty'})")

    async def _index(self, url: str, page: SitemapPage, where: str) -> None:
        """Prefer the news sitemap that an index names to the index itself."""
        children = sorted(page.children, key=_newsworthy, reverse=True)[:MAX_CHILDREN]
        undated = Source(url=url, kind="sitemap", found=where, entries=0, note="index")
        for child in children:
            reply = await self._get("sitemap", child.url)
            if reply is None:
                continue
            inner = read_sitemap(reply.body, reply.url, reply.content_type)
            if inner.news and self._keep_sitemap(reply.url, inner, f"index {urlsplit(url).path}"):
                return
            if inner.entries or inner.children:
                undated = Source(
                    url=url, kind="sitemap", found=where, entries=len(inner.entries), note="index"
                )
        if undated.entries:
            self._found.sources.append(undated)

    def _keep_sitemap(self, url: str, page: SitemapPage, where: str) -> bool:
        entries = self._articles(page.entries)
        if entries:
            self._keep(url, "sitemap", where, entries, "news sitemap" if page.news else "")
            if page.news:
                self._found.languages += [
                    entry.evidence.language
                    for entry in entries
                    if entry.evidence and entry.evidence.language
                ]
        return bool(entries)

    async def _listings(self, home: Reply, entries: tuple[Entry, ...]) -> None:
        """Without feed or sitemap: the home page and the sections that list articles."""
        pages = [(home.url, entries)]
        for url in self._found.sections[:MAX_SECTIONS]:
            reply = await self._get("section page", url)
            if reply is not None:
                page = read_listing(reply.body, reply.url, reply.content_type)
                pages.append((url, page.entries))
        for url, listed in pages:
            if len(listed) >= MIN_LISTED:
                self._keep(url, "listing", "home page", list(listed), "")

    def _articles(self, entries: tuple[Entry, ...]) -> list[Entry]:
        return [entry for entry in entries if registered_domain(entry.url) == self._own]

    def _keep(
        self,
        url: str,
        kind: Literal["feed", "sitemap", "listing"],
        where: str,
        entries: list[Entry],
        note: str,
    ) -> None:
        if any(source.url == url for source in self._found.sources):
            return
        self._found.sources.append(
            Source(
                url=url,
                kind=kind,
                found=where,
                entries=len(entries),
                newest=newest(entries),
                note=note,
            )
        )
        if kind == "feed" or note == "news sitemap" or kind == "listing":
            self._found.articles += [entry.url for entry in entries]


def newest(entries: list[Entry]) -> datetime | None:
    """Return the newest date that the entries carry, None when they carry none."""
    dates = [
        entry.evidence.published or entry.evidence.modified
        for entry in entries
        if entry.evidence is not None
    ]
    return max((date for date in dates if date is not None), default=None)


def _newsworthy(child: Child) -> tuple[bool, datetime]:
    return "news" in child.url.lower(), child.modified or datetime.min.replace(tzinfo=UTC)


def _line(what: str, url: str, reply: Reply) -> str:
    answer = reply.problem or f"HTTP {reply.status}, {len(reply.body)} bytes"
    return f"{what}: {url}: {answer}"
