"""Notices a site that stopped publishing, or whose sources stopped telling.

Counts are compared over windows of time, not runs: a second run by hand, a night, a week of
holidays or a run every quarter of an hour change how many articles one run finds. A window
is long enough to expect a dozen articles and to hold a day and its night.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from crawler.operate.band import View, in_band
from crawler.operate.chance import at_most, dispersion
from crawler.operate.history import Alarm
from crawler.operate.limits import limits

_HOUR_S = 3600.0
_LEAST_DISPERSION = 0.05  # the mean of one day differs from another's by a fifth at least
_WEEK = timedelta(days=7)
_HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time, and the articles that came up in it."""

    end: datetime  # aware UTC
    hours: float
    new: int
    spans: int = 1  # how many it was joined of


def silence(view: View) -> Alarm | None:
    """Return the alarm of a site that names no new articles where many were due.

    A site with quiet days is judged over two or four windows, when one is not enough.
    """
    if not view.now.sources_read:
        return None
    spans = _spans(view)
    hours = sum(span.hours for span in spans[:-1])
    new = sum(span.new for span in spans[:-1])
    if hours <= 0 or new <= 0:
        return None
    least = limits()
    width = max(least.silence_least_hours.value, least.silence_expected.value * hours / new)
    found = (_silence(view.site, spans, width * factor) for factor in (1, 2, 4))
    return next(filter(None, found), None)


def _silence(site: str, spans: Sequence[Span], width_hours: float) -> Alarm | None:
    now = _window(spans, width_hours)
    if now is None:
        return None
    before = spans[: len(spans) - now.spans]
    # Every stretch of the width, whatever day it begins on: one of them held the weekend.
    slid = [_window(before[:end], width_hours) for end in range(len(before), 0, -1)]
    usual = {span.end: span.new * now.hours / span.hours for span in slid if span is not None}
    if not _is_enough(before, width_hours) or not _is_strange(now, usual):
        return None
    return Alarm(
        site=site,
        kind="silence",
        cause="it publishes elsewhere, or its sources stopped telling",
        evidence=f"{now.new} new articles in {now.hours:.0f} hours, usually "
        f"{median(usual.values()):.0f} and hardly ever fewer than {_low(usual.values()):.0f}",
    )


def _is_strange(now: Span, usual: Mapping[datetime, float]) -> bool:
    """Whether so little is no accident, nor this weekday's way.

    ``usual`` has what came up in windows of the same width, by their end.
    """
    numbers, least = list(usual.values()), limits()
    varies = dispersion(numbers, _LEAST_DISPERSION)
    weekdays = [number for end, number in usual.items() if _is_same_weekday(end, now.end)]
    return (
        at_most(now.new, median(numbers), varies) < least.silence_chance.value
        and at_most(now.new, _low(numbers), varies) < least.silence_lowest_chance.value
        and at_most(now.new, min(weekdays or numbers), varies) < least.silence_weekday_chance.value
    )


def _low(numbers: Iterable[float]) -> float:
    """Return what one window in ten falls short of: a weekend shows in it, one holiday does not."""
    ranked = sorted(numbers)
    return ranked[len(ranked) // 10]


def _is_same_weekday(one: datetime, other: datetime) -> bool:
    apart = (other - one) % _WEEK
    return min(apart, _WEEK - apart) <= _HALF_A_DAY


def _is_enough(before: Sequence[Span], width_hours: float) -> bool:
    hours, least = sum(span.hours for span in before), limits()
    is_long = hours - width_hours >= least.silence_least_days.value * 24
    return is_long and hours >= width_hours * least.least_runs.value


def _spans(view: View) -> list[Span]:
    """Return what came up between runs; the first run's backlog tells nothing."""
    keep = [*in_band([(find.at, find.alarmed) for find in view.finds]), True]
    runs = [*((find.at, find.new) for find in view.finds), (view.started_at, view.now.new)]
    return [
        Span(end=at, hours=(at - before).total_seconds() / _HOUR_S, new=new)
        for (before, _), (at, new), kept in zip(runs, runs[1:], keep[1:], strict=False)
        if at > before and kept
    ]


def _window(spans: Sequence[Span], width_hours: float) -> Span | None:
    """Join the latest spans to one of at least the width; None when they do not reach."""
    hours, new = 0.0, 0
    for number, span in enumerate(reversed(spans), 1):
        hours, new = hours + span.hours, new + span.new
        if hours >= width_hours:
            return Span(end=spans[-1].end, hours=hours, new=new, spans=number)
    return None
