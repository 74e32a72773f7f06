"""The watchdog: a run in which nothing comes forward is ended, so that cron's next can work."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from crawler.run.context import Run
from crawler.run.reactor import reactor

logger = logging.getLogger(__name__)


class Watchdog:
    """Looks at a run's progress from a thread of its own: a stuck reactor cannot look itself."""

    def __init__(self, run: Run, patience_s: float, end: Callable[[], None]) -> None:
        self._run = run
        self._patience_s = patience_s
        self._end = end
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
                return

    def stop(self) -> None:
        """Watch no more."""
        self._over.set()
