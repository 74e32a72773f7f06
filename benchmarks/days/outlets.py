"""Invented outlets: how much each publishes, on which days, and what goes wrong as a rule."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

FIRST = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # the morning of the first run, a Monday
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One site; what it publishes depends on its name, its seed and the day alone."""

    name: str
    per_day: float  # articles, on a weekday, on average
    weekend: float = 0.8  # and on a Saturday or Sunday, of that
    gone: float = 0.0  # share of its articles that are taken down at once
    backlog: int = 12  # articles that were there before the first run
    seed: int = 0  # another one: other days, as if another outlet published as much

    @property
    def host(self) -> str:
        """Its host name."""
        return f"{self.name}.test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article."""

    outlet: Outlet
    day: int  # on which it was published: 0 is the first run's
    place: int  # on that day
    gone: bool

    @property
    def published(self) -> datetime:
        """When: at most a day before the run."""
        return FIRST + timedelta(days=self.day, hours=-1 - self.place % 20)

    @property
    def seed(self) -> str:
        """What makes its text its own."""
        own = f"-{self.outlet.seed}" if self.outlet.seed else ""
        return f"{self.outlet.name}-{self.day}-{self.place}{own}"


@cache
def stories(outlet: Outlet, day: int) -> Sequence[Story]:
    """Return what an outlet published on a day, the first day's with the backlog."""
    chance = random.Random(f"{outlet.name}:{day}" + (f":{outlet.seed}" if outlet.seed else ""))
    weekend = (FIRST + timedelta(days=day)).weekday() >= _SATURDAY
    mean = outlet.per_day * (outlet.weekend if weekend else 1.0) * chance.lognormvariate(0, 0.1)
    number = _poisson(mean, chance) + (outlet.backlog if day == 0 else 0)
    return tuple(
        Story(outlet=outlet, day=day, place=place, gone=chance.random() < outlet.gone)
        for place in range(number)
    )


def _poisson(mean: float, chance: random.Random) -> int:
    limit, count, product = math.exp(-mean), 0, chance.random()
    while product > limit:
        count, product = count + 1, product * chance.random()
    return count
