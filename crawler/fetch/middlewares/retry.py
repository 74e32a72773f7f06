"""Tries again what may go well at once, a few times; leaves the rest to a later lease."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.fetch.classify import classify, failure_of_response
from crawler.fetch.context import META_TRIES, FetchContext, context_of
from crawler.fetch.reasons import Failure, FetchError, breaks_host
from crawler.fetch.whole import may_be_cut

logger = logging.getLogger(__name__)
# Statuses that a moment's patience may answer better.
AT_ONCE = {429, 500, 502, 503, 504}
_CUT_AT = "fetch_cut_at"  # bytes that a document without its end had
FIRST_BACKOFF_S = 1.0  # doubled with each try


class RetryMiddleware:
    """Immediate tries with a pause, Retry-After obeyed, and the host's breaker."""

    def __init__(self, crawler: Crawler, context: FetchContext) -> None:
        self._context = context
        self._times = crawler.settings.getint("RETRY_TIMES")
        self._longest_wait_s = crawler.settings.getfloat("HOST_WAIT_S")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryMiddleware:
        """Make the middleware; RETRY_TIMES is the number of tries after the first."""
        return cls(crawler, context_of(crawler))

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return a new try for a status that may pass, else the response."""
        host = urlparse_cached(request).hostname or ""
        if may_be_cut(response.body, response.flags):
            return await self._whole(request, response)
        failure = failure_of_response(response)
        if failure is None or failure.final:
            self._context.hosts.succeeded(host)
            return response
        self._obey(host, failure)
        if response.status in AT_ONCE and (again := await self._again(request, failure)):
            return again
        self._blame(host, failure)
        return response

    async def _whole(self, request: Request, response: Response) -> Request | Response:
        """Try a document without its end again; believe it when it ends there twice."""
        size = len(response.body)
        if request.meta.get(_CUT_AT) == size:
            self._context.count("partial/believed")
            return response
        request.meta[_CUT_AT] = size
        cut = FetchError("truncated", "the connection ended before the document did")
        again = await self._again(request, cut.failure)
        if again is None:
            raise cut
        return again

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Return a new try for a broken connection; other errors go their way."""
        failure = classify(exception)
        if failure.retry == "now" and (again := await self._again(request, failure)):
            return again
        self._blame(urlparse_cached(request).hostname or "", failure)
        return None

    def _obey(self, host: str, failure: Failure) -> None:
        """Hold the host for as long as it asked; a long pause is remembered across runs."""
        wait_s = failure.retry_after_s
        if wait_s is None:
            return
        self._context.hosts.hold(host, wait_s)
        if wait_s > self._longest_wait_s:
            until = datetime.now(UTC) + timedelta(seconds=wait_s)
            self._context.memory.save_retry_after(host, until)

    async def _again(self, request: Request, failure: Failure) -> Request | None:
        """Return the request once more after a pause, None when the tries are used up."""
        tries = request.meta.get(META_TRIES, 0)
        backoff_s = FIRST_BACKOFF_S * 2**tries
        wait_s = backoff_s if failure.retry_after_s is None else failure.retry_after_s
        if tries >= self._times or wait_s > self._longest_wait_s:
            return None
        self._context.count(f"retried/{failure.reason}")
        await asyncio.sleep(wait_s)
        return request.replace(meta={**request.meta, META_TRIES: tries + 1}, dont_filter=True)

    def _blame(self, host: str, failure: Failure) -> None:
        if breaks_host(failure.reason) and self._context.hosts.failed(host):
            self._context.count("breaker/opened")
            logger.warning(
                "%s: several failures in a row (last: %s); left alone", host, failure.reason
            )
