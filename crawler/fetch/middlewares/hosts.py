"""One host at a time and gently: delay and Crawl-delay, pauses, breaker, budget."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.utils.httpobj import urlparse_cached

from crawler.fetch.context import META_INTERNAL, META_ROBOTS, FetchContext, context_of, site_of
from crawler.fetch.middlewares.robots import product_token
from crawler.fetch.reasons import FetchError
from crawler.fetch.robots import RobotsFile


class HostsMiddleware:
    """Sets each host's slot, and keeps requests from hosts that are to be left alone."""

    def __init__(self, crawler: Crawler, context: FetchContext) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._context = context
        self._agent = product_token(settings["USER_AGENT"])
        self._delay_s = settings.getfloat("DOWNLOAD_DELAY")
        self._jitter = settings.getfloat("DOWNLOAD_DELAY_JITTER")
        self._budget = settings.getint("HOST_MAX_REQUESTS")
        self._longest_wait_s = settings.getfloat("HOST_WAIT_S")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HostsMiddleware:
        """Make the middleware from the settings."""
        middleware = cls(crawler, context_of(crawler))
        crawler.signals.connect(middleware.response_downloaded, signals.response_downloaded)
        return middleware

    def response_downloaded(self, request: Request) -> None:
        """Count the host's delay from the answer's end, not from the request's start.

        So a slow server gets its pause, too.
        """
        assert self._crawler.engine is not None
        slot = self._crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        if slot is not None:
            slot.lastseen = time.monotonic()

    async def process_request(self, request: Request) -> None:
        """Wait out a short pause; raise FetchError for a long one, a breaker, a spent budget."""
        host = urlparse_cached(request).hostname or ""
        self._remember_pause(host)
        self._spend(request, host)
        open_s = self._context.hosts.open_s(host)
        if open_s:
            self._refuse("breaker-open", f"{host} failed several times in a row", open_s)
        self._set_slot(request, host)
        wait_s = self._context.hosts.wait_s(host)
        if wait_s > self._longest_wait_s:
            self._refuse("host-waits", f"{host} asked for a pause of {wait_s:.0f} s more", wait_s)
        while wait_s:
            await asyncio.sleep(wait_s)
            wait_s = self._context.hosts.wait_s(host)

    def _remember_pause(self, host: str) -> None:
        """Take over, once, the pause that an earlier run was asked for."""
        if host in self._context.hosts:
            return
        until = self._context.memory.retry_after(host)
        if until is not None:
            self._context.hosts.hold(host, max((until - datetime.now(UTC)).total_seconds(), 0.0))

    def _spend(self, request: Request, host: str) -> None:
        site = site_of(request.meta)
        budget = site.max_requests if site is not None and site.max_requests else self._budget
        state = self._context.hosts[host]
        if state.requests >= budget and META_INTERNAL not in request.meta:
            self._refuse("host-budget", f"{host}: {budget} requests were sent in this run", None)
        state.requests += 1

    def _set_slot(self, request: Request, host: str) -> None:
        """Give the host's slot its delay: the site's or the setting, Crawl-delay when longer.

        Jitter only lengthens: from the delay to (1 + 2 * jitter) times the delay.
        """
        site = site_of(request.meta)
        delay_s = site.delay_s if site is not None and site.delay_s is not None else self._delay_s
        file = request.meta.get(META_ROBOTS)
        if isinstance(file, RobotsFile):
            delay_s = max(delay_s, file.crawl_delay_s(self._agent) or 0.0)
        assert self._crawler.engine is not None
        downloader = self._crawler.engine.downloader
        centre_s, jitter = delay_s * (1 + self._jitter), self._jitter / (1 + self._jitter)
        downloader.per_slot_settings[host] = {
            "concurrency": 1,
            "delay": centre_s,
            "jitter": jitter,
        }
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.delay, slot.jitter = centre_s, jitter

    def _refuse(self, reason: str, detail: str, retry_after_s: float | None) -> None:
        self._context.count(f"refused/{reason}")
        raise FetchError(reason, detail, retry_after_s)
