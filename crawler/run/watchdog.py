"""The watchdog: a run in which nothing comes forward is ended, so that cron's next can work."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Self

from crawler.exits import Exit
from crawler.run.context import Run
from crawler.run.reactor import reactor

logger = logging.getLogger(__name__)


class Watchdog:
    """Looks at a run's progress from a thread of its own: a stuck reactor cannot look itself."""

    def __init__(
        self, run: Run, patience_s: float, end: Callable[[], None], grace_s: float = 60.0
    ) -> None:
        self._run = run
        self._patience_s = patience_s
        self._end = end
        self._grace_s = grace_s  # for the end that was asked for, before the process is ended
        self._over = threading.Event()
        self.stalled_s: float | None = None

    def start(self) -> None:
        """Begin to watch; the thread dies with the process."""
        if self._patience_s > 0:
            threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def _watch(self) -> None:
        while not self._over.wait(min(1.0, self._patience_s / 4)):
            quiet_s = time.monotonic() - self._run.last_progress_s
            if quiet_s >= self._patience_s:
                self.stalled_s = quiet_s
                logger.error("no progress for %.0f s: ending the run", quiet_s)
                reactor().callFromThread(self._end)
                self._make_sure()
                return

    def _make_sure(self) -> None:
        """End the process when the reactor itself is what hangs: it cannot end the run then.

        The state bears a kill at any instant, and the lock ends with the process.
        """
        if not self._over.wait(self._grace_s):
            logger.critical("the run does not end: ending the process")
            os._exit(Exit.FAILURES)

    def stop(self) -> None:
        """Watch no more."""
        self._over.set()

    def __enter__(self) -> Self:
        """Begin to watch."""
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Watch no more."""
        self.stop()
