"""Follows redirects by our own policy: few hops, each one checked like a first request."""

from __future__ import annotations

from urllib.parse import urljoin

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from w3lib.url import safe_url_string

from crawler.discovery.urls import registered_domain
from crawler.fetch.classify import printable
from crawler.fetch.context import META_HOPS, META_ROBOTS, FetchContext, context_of
from crawler.fetch.reasons import FetchError

STATUSES = {301, 302, 303, 307, 308}
# Credentials and validators belong to the origin that they were made for.
_BOUND_HEADERS = ("Authorization", "Cookie", "Proxy-Authorization", "Referer")
_VALIDATORS = ("If-None-Match", "If-Modified-Since")


class RedirectsMiddleware:
    """Answers a redirect with the next request; meta refresh is not followed."""

    def __init__(self, context: FetchContext, max_hops: int) -> None:
        self._context = context
        self._max_hops = max_hops

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RedirectsMiddleware:
        """Make the middleware; REDIRECT_MAX_TIMES is the number of hops."""
        return cls(context_of(crawler), crawler.settings.getint("REDIRECT_MAX_TIMES"))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the next hop's request, or the response; raise FetchError for a bad redirect."""
        if response.status not in STATUSES or request.meta.get("dont_redirect"):
            return response
        location = response.headers.get("Location")
        if not location:
            raise FetchError("bad-redirect", f"status {response.status} without a Location")
        target = self._target(request, location)
        hops = [*request.meta.get(META_HOPS, ()), request.url]
        if target in hops:
            self._context.count("refused/redirect-loop")
            raise FetchError("redirect-loop", f"back to {printable(target)}")
        if len(hops) > self._max_hops:
            self._context.count("refused/too-many-redirects")
            raise FetchError("too-many-redirects", f"more than {self._max_hops}")
        refused = self._context.egress.refuses_url(target)
        if refused is not None:
            self._context.count("refused/egress")
            raise FetchError("egress", printable(f"redirect to {refused}"))
        if registered_domain(target) != registered_domain(request.url):
            self._context.count("redirects/offsite")
        return self._next(request, target, hops)

    def _target(self, request: Request, location: bytes) -> str:
        text = location.decode("utf-8", "replace").strip()
        try:
            return safe_url_string(urljoin(request.url, text)).partition("#")[0]
        except ValueError as error:
            raise FetchError("bad-redirect", printable(f"to {text!r}: {error}")) from error

    def _next(self, request: Request, target: str, hops: list[str]) -> Request:
        """Make the next hop's request: its own host's slot, no credentials, no stale verdicts."""
        headers = request.headers.copy()
        for name in (*_BOUND_HEADERS, *_VALIDATORS):
            headers.pop(name, None)
        stale = {"download_slot", "proxy", "_auth_proxy", "_scheme_proxy", META_ROBOTS}
        meta = {key: value for key, value in request.meta.items() if key not in stale}
        meta[META_HOPS] = hops
        return request.replace(
            url=target, headers=headers, meta=meta, method="GET", body=b"", dont_filter=True
        )
