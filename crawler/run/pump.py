"""The pump: turns the dispatcher's tasks into requests, as fast as hosts and workers allow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.discovery.plan import SourceRequest
from crawler.frontier.types import Lease
from crawler.run.articles import Part
from crawler.run.context import Run
from crawler.run.dispatch import Dispatcher, Task

Work = SourceRequest | Lease | Part

# Leased in one go for each task wanted: fewer transactions, a few articles wait in memory.
_LEASES_PER_TASK = 4
_URLS_PER_LOOK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast the pump may go."""

    most_in_flight: int  # requests at once, over all hosts
    retry_wait_s: float  # a page that may be asked again within this time is waited for


class Pump:
    """Yields the work of one run until nothing is left to do."""

    def __init__(self, run: Run, pace: Pace) -> None:
        self._run = run
        self._pace = pace
        self._dispatcher: Dispatcher[Work] = Dispatcher(
            self._refill, most_in_flight=pace.most_in_flight
        )
        self._wake = asyncio.Event()
        self._exact = list(run.assignment.urls or ())
        self._cleaning = 0  # pages whose host is free again and that may lead to a next part
        self._looked = 0  # how far the exact URLs have been leased

    def push(self, work: SourceRequest | Part) -> None:
        """Queue a source, or an article's next part; it goes before its host's articles."""
        self._dispatcher.push(Task(host=host_of(work.url), work=work), first=True)
        self._wake.set()

    def done(self, host: str) -> None:
        """Say that the host's request has ended, whatever came of it."""
        self._dispatcher.done(host)
        self._run.progress()
        self._wake.set()

    @contextmanager
    def cleaning(self, host: str) -> Iterator[None]:
        """Free the host while its page is being cleaned; the pump waits for what comes of it."""
        self._cleaning += 1
        self.done(host)
        try:
            yield
        finally:
            self._cleaning -= 1
            self._wake.set()

    async def tasks(self) -> AsyncIterator[Task[Work]]:
        """Yield tasks; ends when nothing is in flight, queued, or ready soon."""
        while self._run.fatal is None:
            task = self._dispatcher.next()
            if task is not None:
                yield task
                continue
            self._run.commit_if_due()
            pause_s = self._pause_s()
            if pause_s is None:
                return
            self._wake.clear()
            try:
                await asyncio.wait_for(self._wake.wait(), timeout=pause_s)
            except TimeoutError:
                self._looked = 0  # what waited for its time may be ready now

    def _pause_s(self) -> float | None:
        """How long to wait for news, or None when none will come."""
        if self._dispatcher.in_flight or self._dispatcher.queued or self._cleaning:
            return self._run.commit_seconds
        # Outcomes that wait for their commit may be retries: they must be known first.
        self._run.commit()
        due = self._run.frontier.next_retry(tuple(self._run.sites))
        if due is None or self._run.dry_run:
            return None
        wait_s = (due - self._run.frontier.clock()).total_seconds()
        if wait_s > self._pace.retry_wait_s:
            return None
        self._run.progress()
        return max(wait_s, 0.05)

    def would_fetch(self) -> Iterator[Lease]:
        """Yield every article that a dry run would fetch now, in turn of their hosts."""
        while leases := self._lease(_URLS_PER_LOOK, frozenset()):
            yield from leases

    def _refill(self, wanted: int, held: frozenset[str]) -> list[Task[Work]]:
        leases = [] if self._run.dry_run else self._lease(wanted, held)
        if leases:
            self._run.pool.prepare()  # while the first pages are on their way
        return [Task(host=host_of(lease.url), work=lease) for lease in leases]

    def _lease(self, wanted: int, held: frozenset[str]) -> list[Lease]:
        if self._run.assignment.urls is not None:
            return self._next_exact(wanted)
        return self._run.lease(wanted * _LEASES_PER_TASK, held)

    def _next_exact(self, wanted: int) -> list[Lease]:
        """Lease from the URLs that were given, in their order, whatever their hosts."""
        leases: list[Lease] = []
        while len(leases) < wanted and self._looked < len(self._exact):
            chunk = self._exact[self._looked : self._looked + _URLS_PER_LOOK]
            self._looked += len(chunk)
            leases.extend(self._run.hold(self._run.frontier.lease_exactly(chunk)))
        return leases


def host_of(url: str) -> str:
    """Return the lower-case host name of a URL: what politeness goes by."""
    return (urlsplit(url).hostname or "").lower()
