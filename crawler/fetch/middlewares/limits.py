"""Refuses answers that are not whole; bytes and seconds are Scrapy's own limits."""

from __future__ import annotations

import re

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.fetch.context import FetchContext, context_of
from crawler.fetch.reasons import FetchError

# What ends a whole document; looked for in its last bytes.
_END = re.compile(
    rb"</(html|body|rss|feed|rdf:rdf|urlset|sitemapindex)\s*>|[}\]]\s*$", re.IGNORECASE
)
_TAIL_BYTES = 4_096
_MARKUP = re.compile(rb"^\s*(<|\{)")


class LimitsMiddleware:
    """Judges answers without a length, which end when the connection does.

    Such an answer may be cut anywhere. One that ends like a document is whole; any
    other is tried again, and believed when it ends at the same byte twice.
    """

    def __init__(self, context: FetchContext) -> None:
        self._context = context

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LimitsMiddleware:
        """Make the middleware."""
        return cls(context_of(crawler))

    def process_response(self, request: Request, response: Response) -> Response:
        """Return a whole response; raise FetchError("truncated") for one that may be cut."""
        if "partial" not in response.flags or "download_stopped" in response.flags:
            return response
        body = response.body
        if not _MARKUP.match(body[:64]) or _END.search(body[-_TAIL_BYTES:]):
            return response
        if request.meta.get("partial_bytes") == len(body):
            self._context.count("partial/believed")
            return response
        request.meta["partial_bytes"] = len(body)
        self._context.count("partial/refused")
        raise FetchError("truncated", "the connection ended before the document did")
