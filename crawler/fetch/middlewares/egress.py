"""Refuses requests that the egress guard does not let out; first in the chain, on every hop."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.utils.httpobj import urlparse_cached

from crawler.fetch.classify import printable
from crawler.fetch.context import FetchContext, context_of
from crawler.fetch.reasons import FetchError


class EgressMiddleware:
    """Checks scheme, port, credentials and literal addresses; names are the resolver's part."""

    def __init__(self, context: FetchContext) -> None:
        self._context = context

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> EgressMiddleware:
        """Make the middleware with the crawl's policy."""
        return cls(context_of(crawler))

    def process_request(self, request: Request) -> None:
        """Raise FetchError("egress") for what must not be requested."""
        reason = self._context.egress.refuses_url(request.url)
        if reason is not None:
            self._refuse(reason)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Turn "no address" into a refusal where the guard had refused all addresses."""
        if isinstance(exception, CannotResolveHostError):
            why = self._context.refused.why(urlparse_cached(request).hostname or "")
            if why is not None:
                self._refuse(why)

    def _refuse(self, reason: str) -> None:
        self._context.count("refused/egress")
        raise FetchError("egress", printable(reason))
