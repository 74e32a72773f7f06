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

from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crawler.discovery.again import due_again, worthwhile
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
from crawler.discovery.types import Entry, FeedPage, ListingPage, SitemapPage
from crawler.discovery.well_known import well_known_urls
from crawler.frontier.polite import is_due
from crawler.frontier.types import Found, Source
from crawler.sites import Site

__all__ = ["Answer", "Note", "Plan", "PlanLimits", "SourceRequest", "Step", "read_source"]

MAX_NOTES = 3  # of one trap in one run
MAX_OPEN = 4  # sitemaps of indexes that are asked at once: one may use the budget up


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
    # Sources that named more than the run's budget took in: their validators must not be kept,
    # or the next 304 would hide the rest.
    cut: set[str] = field(default_factory=set)
    _requests: int = 0
    _asked: set[str] = field(default_factory=set)  # or not to be asked in this run
    _known: frozenset[str] = frozenset()  # sources of earlier runs
    _open: int = 0  # sources asked and not answered
    _seen: set[str] = field(default_factory=set)
    _home_list: ListingPage | None = None
    _home_url: str = ""
    _alive: bool = False  # a feed or a sitemap has entries
    _probed: bool = False  # well-known paths are, or were, being tried
    _children: deque[tuple[str, SourceRequest]] = field(default_factory=deque)  # and their index
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
        # Half of the budget is kept for what the sources of today name.
        for source in due_again(known, self.now, self.limits.max_sources // 2):
            depth = 1 if source.kind == "listing" else 0  # a list's further page
            yield from self._ask(source.url, source.kind, "earlier run", depth)

    def _remember(self, known: Sequence[Source]) -> None:
        self._known = frozenset(source.url for source in known if source.checked_at is not None)
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
        if request.role == "home":
            for url in answer.robots_sitemaps:
                yield from self._ask(url, "sitemap", "robots.txt")
        if answer.unchanged:
            self._alive = self._alive or request.kind != "listing"
        elif self.full:
            yield from self._cut(request, "too-many-articles")
        else:
            page = read_source(self.site, request, answer) if page is None else page
            yield from self._take_page(request, answer, page)
        self._open -= 1  # not before: others may answer while a large source is worked off
        yield from self._advance()

    def fail(self, request: SourceRequest, robots_sitemaps: tuple[str, ...] = ()) -> Iterator[Step]:
        """Yield what remains to be tried when a source gave no answer."""
        if request.role == "home":
            for url in robots_sitemaps:
                yield from self._ask(url, "sitemap", "robots.txt")
        self._open -= 1
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
                    yield from self._ask(url, "feed", "link tag", by=request)
            case ListingPage():
                yield from self._take_listing(request, page)

    def _take_feed(self, request: SourceRequest, page: FeedPage) -> Iterator[Step]:
        yield from self._problems(request, page.problems)
        self._alive = self._alive or bool(page.entries)
        for url in page.alternates:
            yield from self._ask(url, "feed", "link tag", request.depth + 1, by=request)
        gave = yield from self._articles(page.entries, request, sure=True)
        if page.next_url and gave and request.depth + 1 < self.limits.max_feed_pages:
            yield from self._ask(page.next_url, "feed", "next page", request.depth + 1, by=request)

    def _take_sitemap(self, request: SourceRequest, page: SitemapPage) -> Iterator[Step]:
        yield from self._problems(request, page.problems)
        self._alive = self._alive or bool(page.entries)
        if page.children and request.depth >= self.limits.max_sitemap_depth:
            yield from self._trap("breeding-index", request.url)
        else:
            for child in worthwhile(page.children, self.site, self.now, self._known):
                if child.url in self._asked:
                    continue
                if self._spent or self._requests + len(self._children) >= self.limits.max_sources:
                    yield from self._cut(request, "breeding-index")
                    break
                self._children.append((child.url, request))
        yield from self._articles(page.entries, request, sure=page.news or page.kind == "feed")

    def _take_listing(self, request: SourceRequest, page: ListingPage) -> Iterator[Step]:
        yield from self._problems(request, page.problems)
        gave = yield from self._articles(page.entries, request, sure=True)
        yield from self._next_list(request, page, gave=gave > 0)

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
        yield from self._ask(page.next_url, "listing", "next page", request.depth + 1, by=request)

    def _advance(self) -> Iterator[Step]:
        """Ask what waits; when no source is alive, try what is left, one by one."""
        while self._children and self._open < MAX_OPEN:
            url, index = self._children.popleft()
            yield from self._ask(url, "sitemap", "index", index.depth + 1, by=index)
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

    def _ask(
        self, url: str, role: Role, why: str, depth: int = 0, *, by: SourceRequest | None = None
    ) -> Iterator[Step]:
        """Yield the request unless it was asked before, leads into a trap or breaks the budget.

        `by` is the source whose unchanged answer would not name the URL again.
        """
        if url in self._asked:
            return
        trap = self.guard.check(url)
        if trap is not None:
            yield from self._trap(trap, url)
        elif self._spent:
            yield from self._trap("breeding-index" if role == "sitemap" else "endless-list", url)
            if by is not None:
                self.cut.add(by.url)
        else:
            self._asked.add(url)
            self._requests += 1
            self._open += 1
            yield SourceRequest(url=url, role=role, site=self.site.name, why=why, depth=depth)

    @property
    def idle(self) -> bool:
        """Whether every source that was asked has answered or failed."""
        return not self._open

    @property
    def waiting(self) -> bool:
        """Whether sources that others named are still to be asked."""
        return bool(self._children)

    @property
    def full(self) -> bool:
        """Whether the budget of articles is used up."""
        return self.found >= self.limits.max_found

    @property
    def _spent(self) -> bool:
        """Whether no further source is asked: the budget of sources or of articles is used up."""
        return self.full or self._requests >= self.limits.max_sources

    def _cut(self, request: SourceRequest, trap: Trap) -> Iterator[Note]:
        """Leave the rest of a source to a later run, which then must read it again."""
        self.cut.add(request.url)
        return self._trap(trap, request.url)

    def _trap(self, trap: Trap, url: str) -> Iterator[Note]:
        """Name a trap, the first few times: a trap has URLs without end."""
        self.traps[trap] += 1
        if self.traps[trap] <= MAX_NOTES:
            yield Note(kind="trap", name=trap, url=url)

    def _articles(
        self, entries: Sequence[Entry], request: SourceRequest, *, sure: bool
    ) -> Generator[Step, None, int]:
        """Yield the articles among a source's entries; returns their number."""
        gave, listed = 0, request.kind != "listing"
        for place, entry in enumerate(entries):
            if entry.url in self._seen:
                continue
            if self.full:
                self.rejected["over-budget"] += len(entries) - place
                yield from self._cut(request, "too-many-articles")
                break
            reason = reject(entry, self.site, self.now, sure=sure)
            trap = self.guard.check(entry.url, listed=listed) if reason is None else None
            if trap is not None:
                yield from self._trap(trap, entry.url)
                reason = "trap"
            if reason is not None:
                self.rejected[reason] += 1
                continue
            self._seen.add(entry.url)
            self.found += 1
            gave += 1
            yield Found(
                url=entry.url, site=self.site.name, source=request.url, evidence=entry.evidence
            )
        return gave

    def _problems(self, request: SourceRequest, problems: Iterable[str]) -> Iterator[Note]:
        probe = request.role.startswith("probe")
        for problem in problems:
            if not probe:
                yield Note(kind="problem", name=problem, url=request.url)
