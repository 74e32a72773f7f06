"""``scrapy crawl news``: discover, fetch and clean the articles of a run's sites.

The spider only moves things between Scrapy and the run: what is asked next is the pump's
affair, what an answer means that of ``crawler.run.sources`` and ``crawler.run.articles``.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from cleaners.types import Page
from crawler.discovery.plan import Answer, SourceRequest, read_source
from crawler.exits import CleanwireError
from crawler.fetch.classify import classify, failure_of_response
from crawler.fetch.context import META_RIGHTS, META_ROBOTS, META_SITE
from crawler.fetch.reasons import Failure
from crawler.fetch.robots import RobotsFile
from crawler.frontier.types import Lease, Outcome
from crawler.run.articles import (
    Part,
    clean_article,
    clean_next,
    not_fetched,
    part_not_fetched,
)
from crawler.run.context import Ended, Run
from crawler.run.dispatch import Task
from crawler.run.opening import open_run
from crawler.run.pump import Pace, Pump, Work, host_of
from crawler.run.sources import Sources
from crawler.workers import PoolError

logger = logging.getLogger(__name__)
_READ_AT_ONCE_BYTES = 65_536


class NewsSpider(Spider):
    """Crawls the news of the run's sites into the corpus."""

    name = "news"

    def __init__(self, run: Run, pace: Pace) -> None:
        super().__init__()
        self.run = run
        self.fetch_memory = run.frontier  # robots.txt and Retry-After outlive the run
        self.pump = Pump(run, pace)
        self._sources = Sources(run)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider; the command hands the opened run over as ``run``."""
        settings = crawler.settings
        run = kwargs.pop("run", None) or open_run(settings, kwargs)
        pace = Pace(
            most_in_flight=settings.getint("CONCURRENT_REQUESTS"),
            retry_wait_s=settings.getfloat("RETRY_WAIT_S"),
        )
        spider = cls(run, pace)
        spider._set_crawler(crawler)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Yield the requests of the run until nothing is left to do."""
        try:
            if self.run.assignment.urls is None:
                await self._push(self._sources.begin())
            async for task in self.pump.tasks():
                yield self._request(task)
        except CleanwireError as error:  # the frontier cannot be read or written
            self.run.fail(error)

    def _request(self, task: Task[Work]) -> Request:
        work = task.work
        source = isinstance(work, SourceRequest)
        meta: dict[str, Any] = {
            "handle_httpstatus_all": True,
            META_SITE: self.run.sites.get(work.site),
        }
        if isinstance(work, SourceRequest) and work.large:
            meta["download_maxsize"] = work.most_bytes
        return Request(
            work.url,
            callback=self.on_source if source else self.on_article,
            errback=self.on_error,
            headers=self._sources.validators(work) if isinstance(work, SourceRequest) else None,
            cb_kwargs={"task": task},
            meta=meta,
            dont_filter=True,
        )

    async def _push(self, requests: Iterable[SourceRequest | None]) -> None:
        """Queue requests; after each slice of a large source, all else has its turn."""
        for request in requests:
            if request is None:
                await asyncio.sleep(0)
            else:
                self.pump.push(request)

    async def on_source(self, response: Response, task: Task[SourceRequest]) -> None:
        """Take what a feed, sitemap or listing answered."""
        try:
            await self._take_source(response, task.work)
        except CleanwireError as error:
            self.run.fail(error)
        except Exception as error:
            self._internal_error(task.work.url, error)
        finally:
            self.pump.done(task.host)

    async def _take_source(self, response: Response, request: SourceRequest) -> None:
        sitemaps = robots_sitemaps(response.meta.get(META_ROBOTS), response.url)
        problem = failure_of_response(response)
        if problem is not None:
            await self._push(self._sources.failed(request, problem.reason, sitemaps))
            return
        headers = dict(header_pairs(response))
        answer = Answer(
            url=response.url,
            status=response.status,
            body=response.body,
            content_type=headers.get("content-type"),
            robots_sitemaps=sitemaps,
        )
        page = None
        if len(answer.body) > _READ_AT_ONCE_BYTES and self._sources.wants(request):
            # A large document would hold up the events of all other hosts.
            site = self.run.sites[request.site]
            page = await asyncio.to_thread(read_source, site, request, answer)
        await self._push(self._sources.answered(request, answer, headers, page))

    async def on_article(self, response: Response, task: Task[Lease | Part]) -> None:
        """Clean what an article's URL answered; the host is free while that goes on."""
        with self.pump.cleaning(task.host):
            try:
                self._take(await self._clean(response, task.work))
            except PoolError as error:
                # No worker can be had: not this page's fault, and no other page fares better.
                self.run.fail(CleanwireError(f"the cleaning workers do not work: {error}"))
            except CleanwireError as error:
                self.run.fail(error)
            except Exception as error:
                self._internal_error(task.work.url, error)
                detail = f"internal-{type(error).__name__}"
                outcome = Outcome(lease=_lease(task.work), state="failed", reason=detail)
                self.run.settle(Ended(outcome=outcome, fetched=(page_of(response),)))

    async def _clean(self, response: Response, work: Lease | Part) -> Ended | Part:
        problem = failure_of_response(response)
        if problem is not None:
            return self._not_fetched(work, problem)
        page = page_of(response)
        latency_s = response.meta.get("download_latency")
        self.run.tally.site(work.site).page(len(page.body), latency_s, page.final_url)
        if isinstance(work, Part):
            return await clean_next(self.run, work, page)
        return await clean_article(self.run, work, page, response.meta.get(META_RIGHTS, ()))

    def _take(self, came: Ended | Part) -> None:
        if isinstance(came, Part):
            self.pump.push(came)
        else:
            self.run.settle(came)

    def _not_fetched(self, work: Lease | Part, problem: Failure) -> Ended:
        if problem.detail:
            logger.info("%s: %s", work.url, problem.detail)
        if isinstance(work, Part):
            return part_not_fetched(self.run, work, problem)
        return not_fetched(work, problem)

    def on_error(self, failure: TwistedFailure) -> None:
        """Settle a request that gave no answer."""
        task: Task[Work] = failure.request.cb_kwargs["task"]  # type: ignore[attr-defined]
        self.pump.done(task.host)
        error = failure.value or RuntimeError("no error was given")
        problem = classify(error)
        try:
            if isinstance(task.work, SourceRequest):
                robots = failure.request.meta.get(META_ROBOTS)  # type: ignore[attr-defined]
                sitemaps = robots_sitemaps(robots, task.work.url)
                for request in self._sources.failed(task.work, problem.reason, sitemaps):
                    if request is not None:
                        self.pump.push(request)
            elif isinstance(task.work, Lease) and _spent(problem, failure, task):
                self.run.put_off(task.work, task.host)
            else:
                self._take(self._not_fetched(task.work, problem))
        except CleanwireError as fatal:
            self.run.fail(fatal)

    def _internal_error(self, url: str, error: Exception) -> None:
        # Our own fault, never the page's: it is counted and turns the verdict, but one page
        # must not stop a run.
        self.run.internal_errors += 1
        logger.error("internal error with %s", url, exc_info=error)


def _spent(problem: Failure, failure: TwistedFailure, task: Task[Work]) -> bool:
    """Tell whether the budget of the work's own host is used up, not that of a redirect's."""
    url: str = failure.request.url  # type: ignore[attr-defined]
    return problem.reason == "host-budget" and host_of(url) == task.host


def _lease(work: Lease | Part) -> Lease:
    return work.lease if isinstance(work, Part) else work


def page_of(response: Response) -> Page:
    """Return a response as the type that cleaning takes."""
    redirects: list[str] = response.meta.get("redirect_urls", [])
    return Page(
        url=redirects[0] if redirects else response.url,
        final_url=response.url,
        status=response.status,
        headers=header_pairs(response),
        body=response.body,
        fetched_at=datetime.now(UTC),
    )


def robots_sitemaps(robots: RobotsFile | None, url: str) -> tuple[str, ...]:
    """Return the sitemaps that the host's robots.txt names."""
    return () if robots is None else robots.sitemaps(url)


def header_pairs(response: Response) -> tuple[tuple[str, str], ...]:
    """Return a response's headers as (lower-case name, value), Latin-1 as RFC 9110 has it."""
    return tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
