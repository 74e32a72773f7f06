"""Notices a site that stopped publishing, or whose sources stopped telling.

Counts are compared over windows of time, not runs: a second run by hand, a night, a week of
holidays or a run every quarter of an hour change how many articles one run finds. A window
is long enough to expect a dozen articles and to hold a day and its night.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from crawler.operate.band import View, in_band
from crawler.operate.chance import at_most, dispersion
from crawler.operate.history import Alarm
from crawler.operate.limits import limits

_HOUR_S = 3600.0
_LEAST_DISPERSION = 0.05  # the mean of one day differs from another's by a fifth at least


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time, and the articles that came up in it."""

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
    slid = (_window(before[:end], width_hours) for end in range(len(before), 0, -1))
    usual = [span.new * now.hours / span.hours for span in slid if span is not None]
    if not _is_enough(before, width_hours):
        return None
    mean, varies = median(usual), dispersion(usual, _LEAST_DISPERSION)
    is_strange = at_most(now.new, mean, varies) < limits().silence_chance.value
    is_lowest = at_most(now.new, min(usual), varies) < limits().silence_lowest_chance.value
    if not (is_strange and is_lowest):
        return None
    return Alarm(
        site=site,
        kind="silence",
        cause="it publishes elsewhere, or its sources stopped telling",
        evidence=f"{now.new} new articles in {now.hours:.0f} hours, usually {mean:.0f} and never "
        f"fewer than {min(usual):.0f}",
    )


def _is_enough(before: Sequence[Span], width_hours: float) -> bool:
    hours, least = sum(span.hours for span in before), limits()
    is_long = hours - width_hours >= least.silence_least_days.value * 24
    return is_long and hours >= width_hours * least.least_runs.value


def _spans(view: View) -> list[Span]:
    """Return what came up between runs; the first run's backlog tells nothing."""
    keep = [*in_band([(find.at, find.alarmed) for find in view.finds]), True]
    runs = [*((find.at, find.new) for find in view.finds), (view.started_at, view.now.new)]
    return [
        Span(hours=(at - before).total_seconds() / _HOUR_S, new=new)
        for (before, _), (at, new), kept in zip(runs, runs[1:], keep[1:], strict=False)
        if at > before and kept
    ]


def _window(spans: Sequence[Span], width_hours: float) -> Span | None:
    """Join the latest spans to one of at least the width; None when they do not reach."""
    hours, new = 0.0, 0
    for number, span in enumerate(reversed(spans), 1):
        hours, new = hours + span.hours, new + span.new
        if hours >= width_hours:
            return Span(hours=hours, new=new, spans=number)
    return None
