"""The download handler: Scrapy's own, with TLS verification per host."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Request
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.fetch.context import site_of

logger = logging.getLogger(__name__)


@implementer(IPolicyForHTTPS)
class TlsPolicy:
    """Verifies every certificate but those of named hosts; each exception is logged once."""

    def __init__(self, verified: Any, unverified: Any) -> None:
        self._verified = verified
        self._unverified = unverified
        self._exempt: set[str] = set()

    def exempt(self, host: str, site: str) -> None:
        """Stop verifying the host's certificate: its site file says so."""
        if host not in self._exempt:
            self._exempt.add(host)
            logger.warning(
                "%s: certificate not verified: tls_verify = false in site %s", host, site
            )

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 -- Twisted's interface
        """Return the TLS options for a connection to the host."""
        exempt = hostname.decode("ascii", "replace").lower() in self._exempt
        return (self._unverified if exempt else self._verified).creatorForNetloc(hostname, port)


class GuardedDownloadHandler(HTTP11DownloadHandler):
    """HTTP/1.1 over Twisted; ``tls_verify = false`` of a site file holds for its hosts only."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        unverified = _ScrapyClientContextFactory.from_crawler(crawler)
        unverified._verify_certificates = False
        self._tls = TlsPolicy(self._contextFactory, unverified)
        self._contextFactory: Any = self._tls
        # Scrapy keeps as many connections to a host as may ask it at once: one. A proxy is one
        # host, too, and all sites share its connections.
        self._pool.maxPersistentPerHost = crawler.settings.getint("CONCURRENT_REQUESTS")

    async def download_request(self, request: Request) -> Response:
        """Download one request; raises Scrapy's download errors."""
        site = site_of(request.meta)
        if site is not None and not site.tls_verify and site.owns(request.url):
            self._tls.exempt(urlparse_cached(request).hostname or "", site.name)
        return await super().download_request(request)
