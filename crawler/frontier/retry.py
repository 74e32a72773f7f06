"""When a URL that failed is tried again, and when it was the last time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.frontier.queue import LONGEST_DELAY


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """The waits before the second, third, ... try; after the last one the URL has failed.

    The defaults try for two days: long enough for a server that is down over a night, short
    enough that news are still news.
    """

    waits_s: tuple[float, ...] = (60.0, 600.0, 3600.0, 6 * 3600.0, 24 * 3600.0)

    def next_try(
        self, tries: int, now: datetime, retry_after_s: float | None = None
    ) -> datetime | None:
        """Return when to try again after ``tries`` tries (at least 1), or None: it was the last.

        A server's Retry-After is never undercut; one beyond ``LONGEST_DELAY`` is cut to it.
        """
        if tries < 1:
            raise ValueError("a URL that was never tried cannot be tried again")
        if tries > len(self.waits_s):
            return None
        wait = timedelta(seconds=max(self.waits_s[tries - 1], retry_after_s or 0.0))
        return now + min(wait, LONGEST_DELAY)
