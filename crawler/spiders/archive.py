"""``scrapy crawl archive``: clean the pages of WARC files into the corpus, without the network.

The spider asks for nothing: all is done by ``crawler.run.feed`` while Scrapy waits for its
first request. So signals, watchdog, progress and verdict are those of ``scrapy crawl news``.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy import Spider
from scrapy.crawler import Crawler

from crawler.exits import CleanwireError
from crawler.run.context import Run
from crawler.run.feed import ArchiveFeed
from crawler.run.opening import open_archives

logger = logging.getLogger(__name__)


class ArchiveSpider(Spider):
    """Takes the run's archives into the corpus."""

    name = "archive"

    def __init__(self, run: Run, feed: ArchiveFeed) -> None:
        super().__init__()
        self.run = run
        self.fetch_memory = run.frontier  # what the fetching middlewares expect to find
        self.feed = feed

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider; the command hands the opened run over as ``run``."""
        settings = crawler.settings
        run: Run = kwargs.pop("run", None) or open_archives(settings, kwargs)
        respect = settings.getbool("RESPECT_OPT_OUT")
        spider = cls(run, ArchiveFeed(run, run.assignment.files or (), respect_opt_out=respect))
        spider._set_crawler(crawler)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Do the whole work, and yield no request."""
        try:
            await self.feed.work()
        except CleanwireError as error:
            self.run.fail(error)
        except Exception as error:  # Scrapy would only log it, and the verdict would be fine
            logger.critical("reading the archives broke off", exc_info=error)
            self.run.fail(CleanwireError(f"reading broke off with {type(error).__name__}: {error}"))
        nothing: tuple[Any, ...] = ()
        for request in nothing:
            yield request
