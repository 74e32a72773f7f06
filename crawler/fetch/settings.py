"""The Scrapy settings that make fetching safe and polite; docs/fetching.md explains each."""

from __future__ import annotations

from typing import Any

FETCH_SETTINGS: dict[str, Any] = {
    # Our own, for -s on the command line.
    "HOST_MAX_REQUESTS": 10_000,  # to one host in one run
    "HOST_WAIT_S": 10.0,  # a pause that a host asks for is waited out up to this; else later
    "ALLOWED_PORTS": [80, 443, 8080, 8443],
    "TDM_WELL_KNOWN": True,  # ask each origin once a day for /.well-known/tdmrep.json
    # Politeness.
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": 1.0,  # seconds from an answer's end to the next request to its host
    "DOWNLOAD_DELAY_JITTER": 0.25,  # lengthens the delay by up to half of it
    "RETRY_TIMES": 2,  # immediate tries after the first; later ones are the frontier's
    # Limits.
    "DOWNLOAD_TIMEOUT": 30,  # seconds for the whole request, from the connection to the last byte
    "DOWNLOAD_MAXSIZE": 5_242_880,  # bytes, as sent and as inflated
    "DOWNLOAD_WARNSIZE": 0,
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "REDIRECT_MAX_TIMES": 5,
    "URLLENGTH_LIMIT": 2_048,
    "DNS_TIMEOUT": 10,
    # Callbacks give the run what they found and yield nothing: Scrapy would start so many tasks
    # for each of them (a tenth of a crawl's CPU at its default of 100).
    "CONCURRENT_ITEMS": 1,
    # Safety: no way out but http and https, no way in at all.
    "TWISTED_DNS_RESOLVER": "crawler.fetch.resolver.GuardedResolver",
    "DOWNLOAD_HANDLERS": {
        "http": "crawler.fetch.handler.GuardedDownloadHandler",
        "https": "crawler.fetch.handler.GuardedDownloadHandler",
        "file": None,
        "ftp": None,
        "data": None,
        "s3": None,
    },
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_TLS_MIN_VERSION": "TLSv1.2",
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "COOKIES_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "REFERER_ENABLED": False,
    "HTTPERROR_ALLOW_ALL": True,  # statuses are the run's to judge, not to drop
    "DEFAULT_REQUEST_HEADERS": {
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    },
    "DOWNLOADER_MIDDLEWARES": {
        # Scrapy's that ours replace.
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
        "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
        "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
        "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
        "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
        # A request passes from low to high, its answer from high to low.
        "crawler.fetch.middlewares.egress.EgressMiddleware": 20,
        "crawler.fetch.middlewares.robots.RobotsMiddleware": 100,
        "crawler.fetch.middlewares.hosts.HostsMiddleware": 120,
        "crawler.fetch.middlewares.rights.RightsMiddleware": 140,
        "crawler.fetch.middlewares.retry.RetryMiddleware": 550,
        # 590 is Scrapy's decompression.
        "crawler.fetch.middlewares.redirects.RedirectsMiddleware": 600,
    },
    # Of Scrapy's spider middlewares only the one that bounds the length of a URL has work here.
    "SPIDER_MIDDLEWARES": {
        "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
        "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
        "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
        "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
        "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
    },
}
