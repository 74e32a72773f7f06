"""Reads the publisher's opt-outs of every page into ``meta["rights"]``."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from scrapy.http.request import NO_CALLBACK

from crawler.fetch.classify import classify
from crawler.fetch.context import META_INTERNAL, META_RIGHTS, META_ROBOTS, FetchContext, context_of
from crawler.fetch.reasons import FetchError
from crawler.fetch.rights import opted_out, rights_of
from crawler.fetch.robots import RobotsFile, origin_of
from crawler.frontier.types import RobotsEntry

logger = logging.getLogger(__name__)
WELL_KNOWN = "/.well-known/tdmrep.json"
LIFE = timedelta(hours=24)
MAX_BYTES = 262_144
OK = 200


class RightsMiddleware:
    """Records the signals of HTML pages; with RESPECT_OPT_OUT drops what is reserved."""

    def __init__(self, crawler: Crawler, context: FetchContext) -> None:
        self._crawler = crawler
        self._context = context
        self._respect = crawler.settings.getbool("RESPECT_OPT_OUT")
        self._asks = crawler.settings.getbool("TDM_WELL_KNOWN")
        self._files: dict[str, bytes] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RightsMiddleware:
        """Make the middleware from the settings."""
        return cls(crawler, context_of(crawler))

    async def process_response(self, request: Request, response: Response) -> Response:
        """Return the response with its rights; raise FetchError("opt-out") where asked to."""
        is_page = response.status == OK and isinstance(response, HtmlResponse)
        if not is_page or META_INTERNAL in request.meta:
            return response
        robots = request.meta.get(META_ROBOTS)
        rights = rights_of(
            url=response.url,
            headers=_headers(response),
            body=response.body,
            robots=robots if isinstance(robots, RobotsFile) else None,
            tdmrep=await self._tdmrep(response.url) if self._asks else b"",
        )
        request.meta[META_RIGHTS] = rights
        reserved = opted_out(rights)
        if reserved is not None:
            self._context.count(f"opt-out/{reserved.signal}")
            if self._respect:
                raise FetchError("opt-out", f"{reserved.signal} in {reserved.source}")
        return response

    async def _tdmrep(self, url: str) -> bytes:
        """Return the origin's well-known file, empty when it has none; asked once in 24 hours."""
        key = origin_of(url) + WELL_KNOWN
        if key not in self._files:
            entry = self._context.memory.robots(key)
            self._files[key] = entry.body if entry is not None else await self._ask(key)
        return self._files[key]

    async def _ask(self, url: str) -> bytes:
        request = Request(
            url,
            dont_filter=True,
            callback=NO_CALLBACK,
            meta={META_INTERNAL: "tdmrep", "dont_redirect": True, "download_maxsize": MAX_BYTES},
        )
        assert self._crawler.engine is not None
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:
            logger.debug("%s: no answer: %s", url, classify(error).reason)
            return b""
        body = response.body if response.status == OK else b""
        now = datetime.now(UTC)
        self._context.memory.save_robots(
            RobotsEntry(
                origin=url, status=response.status, body=body, fetched_at=now, expires_at=now + LIFE
            )
        )
        return body


def _headers(response: Response) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1").lower(), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    ]
