"""Whether what each article has one of, a length or a share, is another than it used to be."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from crawler.operate.band import Window
from crawler.operate.counts import Moments, SiteCounts
from crawler.operate.limits import limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The mean of a value over the recent articles, and what was usual before."""

    articles: int  # the recent ones
    now: float
    usual: float
    sd: float  # of one article from the other, as it was usual
    doubt: float  # in these: of the two means' difference, by so few articles


def moved(seen: Window, moments: Callable[[SiteCounts], Moments | None]) -> Moved | None:
    """Compare two means; None where too little was stored before, or it was not counted."""
    before = [(one, counts.stored) for counts in seen.before if (one := moments(counts))]
    before = [(one, stored) for one, stored in before if stored]
    recent = [(moments(counts), counts.stored) for counts in seen.recent if counts.stored]
    counted = [one for one, _ in recent if one is not None]
    many, few = sum(stored for _, stored in before), sum(stored for _, stored in recent)
    least = limits()
    if (
        len(before) < least.least_runs.value
        or many < least.least_articles.value
        or len(counted) < len(recent)
    ):
        return None
    usual = sum(one.total for one, _ in before) / many
    variance = sum(one.squares for one, _ in before) / many - usual**2
    return Moved(
        articles=few,
        now=sum(one.total for one in counted) / few,
        usual=usual,
        sd=math.sqrt(max(0.0, variance)),
        doubt=math.sqrt(1 / few + 1 / many),
    )
