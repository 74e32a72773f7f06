"""What the middlewares of one crawl share: hosts, robots, the egress policy, memory."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.request import getproxies
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

from crawler.fetch.egress import ALLOWED_PORTS, EgressPolicy
from crawler.fetch.hosts import Hosts, RefusedHosts
from crawler.fetch.robots import RobotsMemory
from crawler.frontier.types import RobotsEntry
from crawler.sites import Site

logger = logging.getLogger(__name__)

# Keys of Request.meta that this package reads or writes.
META_SITE = "site"  # a crawler.sites.Site: its delay, budget and TLS exception hold
META_INTERNAL = "fetch_internal"  # robots.txt and the like: not asked for robots or rights
META_TRIES = "fetch_tries"  # tries that were made before this one
META_ROBOTS = "robots_file"  # written: the RobotsFile that allowed the request
META_RIGHTS = "rights"  # written: tuple of output.record.Right
META_HOPS = "redirect_urls"  # written: list of the URLs that redirected here, as Scrapy does


class FetchMemory(RobotsMemory, Protocol):
    """What is remembered across runs; the frontier is one."""

    def retry_after(self, host: str) -> datetime | None:
        """Return until when the host asked to be left alone, None when it did not."""

    def save_retry_after(self, host: str, until: datetime) -> None:
        """Remember the host's wish."""


@dataclass(slots=True)
class TransientMemory:
    """Memory of one run only, for a crawl without a frontier."""

    _robots: dict[str, RobotsEntry] = field(default_factory=dict)
    _retry_after: dict[str, datetime] = field(default_factory=dict)

    def robots(self, origin: str) -> RobotsEntry | None:
        """Return what was saved and has not expired."""
        entry = self._robots.get(origin)
        return entry if entry is not None and datetime.now(UTC) < entry.expires_at else None

    def save_robots(self, entry: RobotsEntry) -> None:
        """Keep an answer."""
        self._robots[entry.origin] = entry

    def retry_after(self, host: str) -> datetime | None:
        """Return until when the host asked to be left alone."""
        until = self._retry_after.get(host)
        return until if until is not None and datetime.now(UTC) < until else None

    def save_retry_after(self, host: str, until: datetime) -> None:
        """Remember the host's wish."""
        self._retry_after[host] = until


class FetchContext:
    """Shared by the middlewares of one crawler; see ``context_of``."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.egress = EgressPolicy.from_ranges(
            settings.getlist("ALLOW_PRIVATE"),
            [int(port) for port in settings.getlist("ALLOWED_PORTS", list(ALLOWED_PORTS))],
        )
        self.hosts = Hosts()
        self.refused = RefusedHosts()
        self._crawler = crawler
        self._transient = TransientMemory()

    @property
    def memory(self) -> FetchMemory:
        """The spider's ``fetch_memory`` (the frontier), else this run's own."""
        memory: FetchMemory | None = getattr(self._crawler.spider, "fetch_memory", None)
        return self._transient if memory is None else memory

    def count(self, name: str) -> None:
        """Count an event in the run's stats under ``fetch/<name>``."""
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"fetch/{name}")


_contexts: WeakKeyDictionary[Crawler, FetchContext] = WeakKeyDictionary()


def context_of(crawler: Crawler) -> FetchContext:
    """Return the crawler's context, made on first use."""
    if crawler not in _contexts:
        _contexts[crawler] = FetchContext(crawler)
    return _contexts[crawler]


def proxies() -> dict[str, str]:
    """Return the proxies of the environment for http and https, by scheme."""
    return {scheme: url for scheme, url in getproxies().items() if scheme in {"http", "https"}}


def site_of(meta: dict[str, Any]) -> Site | None:
    """Return the site that a request belongs to, None when it was given none."""
    site = meta.get(META_SITE)
    return site if isinstance(site, Site) else None
