"""Discovery as a state machine: which source comes next, and what was found. No network.

The spider asks ``start()``, fetches what it yields, and gives each answer to ``take()``
or, when there was none, to ``fail()``. Both yield further requests and found articles;
they are generators, so that a large sitemap can be worked off in slices.

A configured site asks its file's sources. A site without sources (a seed URL) asks
its home page first; then the sitemaps that robots.txt names, the feeds that the page
links; if there are none, the well-known paths; and if these give nothing, the home
page's own list. Sources known from earlier runs are asked as well.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from crawler.discovery.select import Rejection, reject
from crawler.discovery.sources import (
    Answer,
    Note,
    PlanLimits,
    Role,
    SourcePage,
    SourceRequest,
    Step,
    read_source,
)
from crawler.discovery.traps import Trap, TrapGuard
from crawler.discovery.types import Child, Entry, FeedPage, ListingPage, SitemapPage
from crawler.discovery.urls import registered_domain
from crawler.discovery.well_known import well_known_urls
from crawler.frontier.polite import is_due
from crawler.frontier.types import Found, Source
from crawler.sites import Site

__all__ = ["Answer", "Note", "Plan", "PlanLimits", "SourceRequest", "Step", "read_source"]

# Sitemaps that by their own name hold no articles.
_OTHER_SITEMAPS = re.compile(
    r"(image|video|categor|taxonom|author|autor|tag|page|static|product|user|profile)s?"
    r"[^/]*sitemap|sitemap[^/]*(image|video|categor|taxonom|author|autor|tag|user|static)",
    re.IGNORECASE,
)

MAX_CHILDREN = 5_000  # of one index that are looked at
MAX_NOTES = 3  # of one trap in one run


@dataclass(slots=True)
class Plan:
    """Discovery of one site in one run."""

    site: Site
    limits: PlanLimits = field(default_factory=PlanLimits)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    guard: TrapGuard = field(default_factory=TrapGuard)
    rejected: Counter[Rejection] = field(default_factory=Counter)
    traps: Counter[Trap] = field(default_factory=Counter)
    found: int = 0
    _asked: set[str] = field(default_factory=set)
    _open: int = 0  # sources asked and not answered
    _seen: set[str] = field(default_factory=set)
    _home_list: ListingPage | None = None
    _home_url: str = ""
    _alive: bool = False  # a feed or a sitemap has entries
    _probed: bool = False  # well-known paths are, or were, being tried
    _probes: deque[tuple[str, Role]] = field(default_factory=deque)  # still to be tried

    def start(self, known: Sequence[Source] = ()) -> Iterator[Step]:
        """Yield the first requests.

        `known` are all the site's sources of earlier runs: those that are not due are
        left alone, the others are asked again even when nothing names them any more.
        """
        site = self.site
        self._remember(known)
        for url in site.sitemaps:
            yield from self._ask(url, "sitemap", "site file")
        for url in site.feeds:
            yield from self._ask(url, "feed", "site file")
        for url in site.listings:
            yield from self._ask(url, "listing", "seed" if site.seeded else "site file")
        if not site.configured or site.seeded:
            yield from self._ask(site.home, "home", "seed")
        for source in known:
            if source.kind != "listing":
                yield from self._ask(source.url, source.kind, "earlier run")

    def _remember(self, known: Sequence[Source]) -> None:
        for source in known:
            if source.url == self.site.home and source.checked_at is not None:
                self._probed = True  # an earlier run found what there is
            elif source.kind != "listing" and not source.failures:
                self._alive = True
            if not is_due(source, self.now):
                self._asked.add(source.url)

    def take(
        self, request: SourceRequest, answer: Answer, page: SourcePage | None = None
    ) -> Iterator[Step]:
        """Yield what an answered source leads to.

        `page` is what ``read_source`` made of the answer, where that was done elsewhere:
        a large document is better read in a thread than between two network events.
        """
        self._open -= 1
        if request.role == "home":
            for url in answer.robots_sitemaps:
                yield from self._ask(url, "sitemap", "robots.txt")
        if answer.unchanged:
            self._alive = self._alive or request.kind != "listing"
        elif not self._spent:
            page = read_source(self.site, request, answer) if page is None else page
            yield from self._take_page(request, answer, page)
        yield from self._advance()

    def fail(self, request: SourceRequest, robots_sitemaps: tuple[str, ...] = ()) -> Iterator[Step]:
        """Yield what remains to be tried when a source gave no answer."""
        self._open -= 1
        if request.role == "home":
            for url in robots_sitemaps:
                yield from self._ask(url, "sitemap", "robots.txt")
        yield from self._advance()

    def _take_page(
        self, request: SourceRequest, answer: Answer, page: SourcePage
    ) -> Iterator[Step]:
        match page:
            case FeedPage():
                yield from self._take_feed(request, page)
            case SitemapPage():
                yield from self._take_sitemap(request, page)
            case ListingPage() if request.role == "home":
                self._home_list, self._home_url = page, answer.url
                for url in page.feeds:
                    yield from self._ask(url, "feed", "link tag")
            case ListingPage():
                yield from self._take_listing(request, page)

    def _take_feed(self, request: SourceRequest, page: FeedPage) -> Iterator[Step]:
        yield from self._problems(request, page.problems)
        self._alive = self._alive or bool(page.entries)
        for url in page.alternates:
            yield from self._ask(url, "feed", "link tag", request.depth + 1)
        before = self.found
        yield from self._articles(page.entries, request, sure=True)
        if page.next_url and self.found > before and request.depth + 1 < self.limits.max_feed_pages:
            yield from self._ask(page.next_url, "feed", "next page", request.depth + 1)

    def _take_sitemap(self, request: SourceRequest, page: SitemapPage) -> Iterator[Step]:
        yield from self._problems(request, page.problems)
        self._alive = self._alive or bool(page.entries)
        if page.children and request.depth >= self.limits.max_sitemap_depth:
            yield from self._trap("breeding-index", request.url)
        else:
            for child in self._worthwhile(page.children):
                if self._spent:
                    yield from self._trap("breeding-index", request.url)
                    break
                yield from self._ask(child.url, "sitemap", "index", request.depth + 1)
        yield from self._articles(page.entries, request, sure=page.news or page.kind == "feed")

    def _take_listing(self, request: SourceRequest, page: ListingPage) -> Iterator[Step]:
        yield from self._problems(request, page.problems)
        before = self.found
        yield from self._articles(page.entries, request, sure=True)
        yield from self._next_list(request, page, gave=self.found > before)

    def _next_list(
        self, request: SourceRequest, page: ListingPage, *, gave: bool
    ) -> Iterator[Step]:
        """Follow a list while it gives something new, within the budget of pages."""
        if not page.next_url or not gave:
            return
        trap = self.guard.check(page.next_url)
        if trap is not None or request.depth + 1 >= self.limits.max_list_pages:
            yield from self._trap(trap or "endless-list", page.next_url)
            return
        yield from self._ask(page.next_url, "listing", "next page", request.depth + 1)

    def _advance(self) -> Iterator[Step]:
        """When all sources have answered and none is alive, try what is left, one by one."""
        if self._alive or (self.site.configured and not self.site.seeded):
            return
        if not self._probed and not self._open:
            self._probed = True
            for url, kind in well_known_urls(self._home_url or self.site.home):
                self._probes.append((url, "probe-feed" if kind == "feed" else "probe-sitemap"))
        while self._probes and not self._open:
            url, role = self._probes.popleft()
            yield from self._ask(url, role, "well-known")
        if not self._open and self._home_list is not None:
            page, self._home_list = self._home_list, None
            home = SourceRequest(
                url=self._home_url, role="home", site=self.site.name, why="no feed or sitemap"
            )
            yield from self._take_listing(home, page)

    def _ask(self, url: str, role: Role, why: str, depth: int = 0) -> Iterator[Step]:
        """Yield the request unless it was asked before, leads into a trap or breaks the budget."""
        if url in self._asked:
            return
        trap = self.guard.check(url)
        if trap is None and self._spent:
            trap = "breeding-index" if role == "sitemap" else "endless-list"
        if trap is not None:
            yield from self._trap(trap, url)
            return
        self._asked.add(url)
        self._open += 1
        yield SourceRequest(url=url, role=role, site=self.site.name, why=why, depth=depth)

    @property
    def idle(self) -> bool:
        """Whether every source that was asked has answered or failed."""
        return not self._open

    @property
    def _spent(self) -> bool:
        """Whether the budget of sources or of articles is used up."""
        return self.found >= self.limits.max_found or len(self._asked) >= self.limits.max_sources

    def _trap(self, trap: Trap, url: str) -> Iterator[Note]:
        """Name a trap, the first few times: a trap has URLs without end."""
        self.traps[trap] += 1
        if self.traps[trap] <= MAX_NOTES:
            yield Note(kind="trap", name=trap, url=url)

    def _articles(
        self, entries: Iterable[Entry], request: SourceRequest, *, sure: bool
    ) -> Iterator[Step]:
        for entry in entries:
            if entry.url in self._seen:
                continue
            reason = reject(entry, self.site, self.now, sure=sure)
            if reason is None and (trap := self.guard.check(entry.url)) is not None:
                yield from self._trap(trap, entry.url)
                reason = "trap"
            if reason is not None:
                self.rejected[reason] += 1
                continue
            if self.found >= self.limits.max_found:
                self.rejected["over-budget"] += 1
                continue
            self._seen.add(entry.url)
            self.found += 1
            yield Found(
                url=entry.url, site=self.site.name, source=request.url, evidence=entry.evidence
            )

    def _problems(self, request: SourceRequest, problems: Iterable[str]) -> Iterator[Note]:
        probe = request.role.startswith("probe")
        for problem in problems:
            if not probe:
                yield Note(kind="problem", name=problem, url=request.url)

    def _worthwhile(self, children: Sequence[Child]) -> list[Child]:
        """Return the index's children worth fetching, newest first; undated ones stand before."""
        oldest = self._oldest()
        own = registered_domain(self.site.home)
        kept = [
            child
            for child in children[:MAX_CHILDREN]
            if (child.modified is None or child.modified >= oldest)
            and (self.site.owns(child.url) or registered_domain(child.url) == own)
            and not _OTHER_SITEMAPS.search(urlsplit(child.url).path)
        ]
        return sorted(kept, key=lambda child: child.modified or self.now, reverse=True)

    def _oldest(self) -> datetime:
        days = self.site.max_age_days
        return self.now - timedelta(days=days) if days else datetime.min.replace(tzinfo=UTC)
