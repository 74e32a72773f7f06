"""Stopping by signal: the first lets what is in flight end, the second does not wait.

Scrapy's own handlers leave exit code 0 and wait as long as the slowest download; these
keep the signal's name for the verdict and bound the wait.
"""

from __future__ import annotations

import contextlib
import logging
import signal
from types import FrameType
from typing import TYPE_CHECKING

from scrapy.utils.defer import deferred_from_coro
from twisted.internet.error import ReactorNotRunning

from crawler.run.reactor import reactor

if TYPE_CHECKING:
    from scrapy.crawler import AsyncCrawlerProcess

logger = logging.getLogger(__name__)

_SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")


class Stopper:
    """Turns signals into a graceful end within ``grace_s`` seconds, and remembers the first."""

    def __init__(self, process: AsyncCrawlerProcess, grace_s: float) -> None:
        self._process = process
        self._grace_s = grace_s
        self.signal: str | None = None

    def install(self) -> None:
        """Handle SIGTERM, SIGINT and SIGHUP; one that is ignored (nohup) stays ignored."""
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        # A handler may interrupt any code: it only hands over to the reactor's thread.
        reactor().callFromThread(self._stop, signal.Signals(number).name)

    def _stop(self, name: str) -> None:
        if self.signal is not None:
            logger.info("%s again: ending at once", name)
            self._stop_reactor()
            return
        self.signal = name
        logger.info("%s: ending what is in flight, at most %.0f s", name, self._grace_s)
        self.end()

    def end(self) -> None:
        """End the crawl gracefully, and at the latest after the grace."""
        deferred_from_coro(self._process.stop())
        reactor().callLater(self._grace_s, self._stop_reactor)

    @staticmethod
    def _stop_reactor() -> None:
        with contextlib.suppress(ReactorNotRunning):
            reactor().stop()


def block_signals_during_close() -> None:
    """Ignore further signals: the last commit is short, and cutting it gains nothing."""
    for name in _SIGNALS:
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, signal.SIG_IGN)
