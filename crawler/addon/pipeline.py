"""The item pipeline: cleaning in child processes, and no item lost over it."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Future
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector
from scrapy.utils.asyncio import is_asyncio_available
from twisted.internet.defer import Deferred

from cleaners import CleaningError
from cleaners.inputs import InputDocument
from cleaners.types import Cleaned
from crawler.addon.choices import ERROR, Choices
from crawler.addon.fields import document_of, fill
from crawler.run.reactor import reactor
from crawler.workers import PoolError, WorkerPool

logger = logging.getLogger(__name__)

_CLOSE_S = 5.0  # every item has been answered by then; only idle workers are left


class CleaningPipeline:
    """Fills the clean fields of every item that holds a page.

    The page is cleaned in a child process with limits of time and memory, so that neither a
    slow page nor one that crashes a parser stops the crawl. An item whose page cannot be
    cleaned goes on as it is, with the cause in its field ``clean_error``.
    """

    def __init__(self, choices: Choices, stats: StatsCollector) -> None:
        self._choices = choices
        self._stats = stats
        self._pool: WorkerPool | None = None
        self._told: set[tuple[type, str]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline of a crawl."""
        assert crawler.stats is not None
        return cls(Choices.of(crawler.settings), crawler.stats)

    def open_spider(self) -> None:
        """Start the workers; they import the cleaners while the crawl begins."""
        self._pool = WorkerPool(
            "cleaners.inputs:clean_document",
            workers=self._choices.workers,
            limits=self._choices.limits(),
            initializer="cleaners.warm:warm_up",
        )
        self._pool.prepare()

    def close_spider(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._pool.close(timeout_s=_CLOSE_S)

    async def process_item(self, item: Any) -> Any:
        """Return the item with its clean fields."""
        document = document_of(item, self._choices)
        if document is None:
            self._stats.inc_value("cleanwire/no_source")
            return item
        try:
            outcome: Cleaned | CleaningError = await self._cleaned(document)
        except CleaningError as error:
            outcome = error
        except PoolError as error:
            logger.error("%s is not cleaned: no worker: %s", document.source, error)
            outcome = CleaningError("crash", f"no worker: {error}")
        self._count(outcome)
        self._warn(item, fill(item, document, outcome, self._choices))
        return item

    async def _cleaned(self, document: InputDocument) -> Cleaned:
        assert self._pool is not None
        future = self._pool.submit(document, self._choices.options())
        if is_asyncio_available():
            cleaned = await asyncio.wrap_future(future)
        else:
            cleaned = await _deferred(future)
        assert isinstance(cleaned, Cleaned)
        return cleaned

    def _count(self, outcome: Cleaned | CleaningError) -> None:
        if isinstance(outcome, CleaningError):
            self._stats.inc_value(f"cleanwire/failed/{outcome.cause}")
        else:
            self._stats.inc_value("cleanwire/cleaned")

    def _warn(self, item: Any, refused: list[str]) -> None:
        """Name a field once that an item class has no place for, where it was asked for."""
        kind = type(item)
        needed = {self._choices.fields.get("text"), self._choices.fields.get(ERROR)}
        for field in refused:
            if field in needed and (kind, field) not in self._told:
                self._told.add((kind, field))
                logger.warning(
                    "%s takes no field %s: add it, or name another in CLEANWIRE_FIELDS",
                    kind.__qualname__,
                    field,
                )


def _deferred(future: Future[Any]) -> Deferred[Any]:
    """Return a future as a deferred, for reactors without asyncio."""
    deferred: Deferred[Any] = Deferred()

    def settle(done: Future[Any]) -> None:
        error = done.exception()
        if error is None:
            reactor().callFromThread(deferred.callback, done.result())
        else:
            reactor().callFromThread(deferred.errback, error)

    future.add_done_callback(settle)
    return deferred
