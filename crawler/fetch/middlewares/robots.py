"""Asks robots.txt before every request, by ``crawler.fetch.robots``."""

from __future__ import annotations

import logging

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured, StopDownload
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.fetch.classify import classify
from crawler.fetch.context import META_INTERNAL, META_ROBOTS, FetchContext, context_of
from crawler.fetch.reasons import FetchError
from crawler.fetch.robots import MAX_BYTES, RobotsAnswer, RobotsPolicy

logger = logging.getLogger(__name__)
PRIORITY = 1_000
MAX_INFLATED_BYTES = 33_554_432  # a robots.txt may be sent compressed, but not as a bomb
_INTERNAL = "robots"


class RobotsMiddleware:
    """Lets through what robots.txt allows; records the file in ``meta["robots_file"]``."""

    def __init__(self, crawler: Crawler, context: FetchContext) -> None:
        self._crawler = crawler
        self._context = context
        self._agent = product_token(crawler.settings["USER_AGENT"])
        self._policy: RobotsPolicy | None = None
        self._received: dict[Request, int] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Make the middleware; NotConfigured when ROBOTSTXT_OBEY is off."""
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            logger.warning("robots.txt is not asked: ROBOTSTXT_OBEY is off")
            raise NotConfigured
        middleware = cls(crawler, context_of(crawler))
        crawler.signals.connect(middleware.bytes_received, signals.bytes_received)
        return middleware

    async def process_request(self, request: Request) -> None:
        """Raise FetchError("robots" or "robots-unreachable") for what must be left alone."""
        if META_INTERNAL in request.meta:
            return
        if self._policy is None:
            self._policy = RobotsPolicy(self._context.memory, self._fetch)
        file = await self._policy.file_for(request.url)
        if file.rules is None:
            self._context.count("refused/robots-unreachable")
            raise FetchError("robots-unreachable", "robots.txt gave no usable answer")
        if not file.allows(request.url, self._agent):
            self._context.count("refused/robots")
            raise FetchError("robots", "robots.txt forbids it")
        request.meta[META_ROBOTS] = file

    def bytes_received(self, data: bytes, request: Request) -> None:
        """Stop the transfer of a robots.txt when enough of it has come."""
        if request.meta.get(META_INTERNAL) != _INTERNAL:
            return
        received = self._received.get(request, 0) + len(data)
        self._received[request] = received
        if received > MAX_BYTES:
            raise StopDownload(fail=False)

    async def _fetch(self, url: str) -> RobotsAnswer:
        """Request one URL, without following redirects; any failure is status 0."""
        request = Request(
            url,
            priority=PRIORITY,
            dont_filter=True,
            callback=NO_CALLBACK,
            meta={
                META_INTERNAL: _INTERNAL,
                "dont_redirect": True,
                "download_maxsize": MAX_INFLATED_BYTES,
            },
        )
        self._context.count("robots/requests")
        assert self._crawler.engine is not None
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:
            logger.info("%s: no answer: %s", url, classify(error).reason)
            return RobotsAnswer(status=0)
        finally:
            self._received.pop(request, None)
        return self._answer(response)

    def _answer(self, response: Response) -> RobotsAnswer:
        self._context.count(f"robots/status/{response.status}")
        location = response.headers.get("Location")
        return RobotsAnswer(
            status=response.status,
            body=response.body,
            location=location.decode("latin-1") if location else None,
        )


def product_token(user_agent: str) -> str:
    """Return what robots.txt groups are matched with: "Cleanwire" of "Cleanwire/1.0 (...)"."""
    return user_agent.split("/", 1)[0].split(maxsplit=1)[0] if user_agent.strip() else "*"
