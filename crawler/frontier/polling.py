"""When a feed, sitemap or listing is asked again: learned from how often it changes.

A source is asked at every run until it has proven quiet: ``QUIET_ANSWERS`` answers in a row
without change, and no change for ``QUIET_AFTER``. From then on it is asked ``LOOKS_PER_CHANGE``
times in the time between two changes that was learned, but never less often than once in
``LONGEST`` and never more often than once in ``SHORTEST``. One change makes it due at every run
again. So a source that publishes several times a day is simply asked by each run of cron, an
archive sitemap that changes once a month is asked once a day, and runs that follow each other
within minutes ask everything.

A server's own wish (``Cache-Control: max-age``, RSS ``ttl``) is honoured up to ``LONGEST_WISH``,
so that a careless one cannot hide a day's news.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from crawler.frontier.types import Source

SHORTEST = timedelta(minutes=10)
LONGEST = timedelta(hours=24)
LONGEST_WISH = timedelta(hours=1)
QUIET_ANSWERS = 3
QUIET_AFTER = timedelta(hours=6)
LOOKS_PER_CHANGE = 10
FIRST_FAILURE = timedelta(minutes=5)
_WEIGHT_OF_NEW_GAP = 0.5


def after_change(source: Source, now: datetime, wish_s: float | None = None) -> Source:
    """Return the source after an answer with something new; set its validators yourself."""
    gap_s = source.gap_s
    if source.changed_at is not None and now > source.changed_at:
        latest = (now - source.changed_at).total_seconds()
        gap_s = latest if gap_s is None else gap_s + _WEIGHT_OF_NEW_GAP * (latest - gap_s)
    learned = replace(source, checked_at=now, changed_at=now, unchanged=0, failures=0, gap_s=gap_s)
    return _scheduled(learned, now, wish_s)


def after_no_change(source: Source, now: datetime, wish_s: float | None = None) -> Source:
    """Return the source after a 304, or an answer whose body was the same."""
    learned = replace(
        source,
        checked_at=now,
        changed_at=source.changed_at or now,  # the first answer that was seen counts as a change
        unchanged=source.unchanged + 1,
        failures=0,
    )
    return _scheduled(learned, now, wish_s)


def after_failure(source: Source, now: datetime, retry_after_s: float | None = None) -> Source:
    """Return the source after no usable answer.

    The first failure leaves it due at the next run; each further one doubles the wait, from
    ``FIRST_FAILURE`` to ``LONGEST``. A server's Retry-After is waited for, up to ``LONGEST``.
    """
    failures = source.failures + 1
    wait = timedelta()
    if failures > 1:
        wait = min(FIRST_FAILURE * 2 ** min(failures - 2, 16), LONGEST)
    if retry_after_s is not None:
        wait = min(max(wait, timedelta(seconds=retry_after_s)), LONGEST)
    return replace(source, failures=failures, due_at=now + wait if wait else None)


def _scheduled(source: Source, now: datetime, wish_s: float | None) -> Source:
    interval = _interval(source, now)
    wait = interval
    if wish_s is not None and wish_s > 0:
        wait = max(interval, min(timedelta(seconds=wish_s), LONGEST_WISH))
    return replace(source, interval_s=interval.total_seconds(), due_at=now + wait if wait else None)


def _interval(source: Source, now: datetime) -> timedelta:
    """The time to wait; nothing for a source that has not proven quiet."""
    if source.changed_at is None or source.unchanged < QUIET_ANSWERS:
        return timedelta()
    quiet = now - source.changed_at
    gap = max(quiet, timedelta(seconds=source.gap_s or 0))
    if quiet < QUIET_AFTER:
        return timedelta()
    return min(max(gap / LOOKS_PER_CHANGE, SHORTEST), LONGEST)
