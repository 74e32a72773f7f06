"""What is usual for a site: its earlier runs without those that were out of the band."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from crawler.operate.counts import SiteCounts
from crawler.operate.history import Find, SiteRun
from crawler.operate.limits import limits


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One site as a run found it: the run's counts, and the runs before."""

    site: str
    now: SiteCounts
    started_at: datetime  # of the run
    past: Sequence[SiteRun]  # oldest first
    finds: Sequence[Find] = ()  # oldest first
    minimum_articles: int = 0  # of the site file

    @property
    def usual(self) -> list[SiteCounts]:
        """The earlier runs that tell what is usual."""
        return usual(self.past)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The latest runs that together hold enough to judge, and the usual before them."""

    recent: Sequence[SiteCounts]
    before: Sequence[SiteCounts]

    def total(self, size: Callable[[SiteCounts], float]) -> float:
        """Add up a count over the recent runs."""
        return sum(map(size, self.recent))

    def usually(self, size: Callable[[SiteCounts], float]) -> float:
        """Add up a count over the runs before."""
        return sum(map(size, self.before))


def usual(past: Sequence[SiteRun]) -> list[SiteCounts]:
    """Return the counts of the runs that were in the site's band."""
    keep = in_band([(run.started_at, run.alarmed) for run in past])
    return [run.counts for run, kept in zip(past, keep, strict=True) if kept]


def in_band(runs: Sequence[tuple[datetime, bool]]) -> list[bool]:
    """Tell which runs (when, and whether alarmed; oldest first) show what is usual.

    Alarmed runs do not; but where they went on for ``new_norm_days`` they are the site's new
    ways, and what was before them is what no longer counts.
    """
    keep = [not alarmed for _, alarmed in runs]
    start = 0
    for is_alarmed, group in groupby(range(len(runs)), key=lambda place: runs[place][1]):
        places = list(group)
        if is_alarmed and _is_long(runs[places[0]][0], runs[places[-1]][0], len(places)):
            start = places[0]
            keep[start : places[-1] + 1] = [True] * len(places)
    return [kept and place >= start for place, kept in enumerate(keep)]


def _is_long(first: datetime, last: datetime, runs: int) -> bool:
    days = timedelta(days=limits().new_norm_days.value)
    return runs >= limits().least_runs.value and last - first >= days


def windows(view: View, size: Callable[[SiteCounts], int]) -> Iterator[Window]:
    """Add runs together, backwards from now, until they hold a few pages; then twice, four times.

    Yields nothing when this run itself holds none: then it tells nothing new.
    """
    if not size(view.now):
        return
    least = int(limits().least_pages.value)
    past, recent, held = list(view.past), [view.now], size(view.now)
    for wanted in (least, 2 * least, 4 * least):
        before = len(recent)
        while past and held < wanted:
            recent.insert(0, past.pop().counts)
            held += size(recent[0])
        if held >= wanted and (wanted == least or len(recent) > before):
            yield Window(recent=tuple(recent), before=usual(past))
