"""The pump under clocks that jump: nothing is lost, and it never spins."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from crawler.frontier import Frontier
from crawler.frontier.types import Found, Outcome
from crawler.run.pump import Pace, Pump

URL = "https://news.example/a"


class Crawl:
    """A run that fails its one page until told otherwise; its clock moves while that is on."""

    def __init__(self, shift: timedelta) -> None:
        self.now = datetime(2031, 5, 4, tzinfo=UTC)
        self.shift = shift
        self.frontier = Frontier(":memory:", lambda: self.now)
        self.frontier.add([Found(url=URL, site="news", source="urls")])
        self.looks = self.prepared = 0
        self.run = SimpleNamespace(
            assignment=SimpleNamespace(urls=None), sites=("news",), fatal=None, dry_run=False,
            frontier=self.frontier, commit_seconds=0.01, lease=self.lease, commit=self.nothing,
            commit_if_due=self.nothing, progress=self.nothing,
            pool=SimpleNamespace(prepare=self.prepare),
        )  # fmt: skip

    def nothing(self) -> None:
        """Stand for what a run does besides."""

    def prepare(self) -> None:
        self.prepared += 1

    def lease(self, limit, busy):
        self.looks += 1
        return self.frontier.lease(limit, exclude_hosts=busy)

    async def work(self, tries: int) -> int:
        """Let the page fail ``tries`` times, each to be tried again at once; returns its tries."""
        pump, made = Pump(self.run, Pace(most_in_flight=2, retry_wait_s=60.0)), 0
        async for task in pump.tasks():
            made += 1
            again = made < tries
            outcome = Outcome(
                lease=task.work, state="pending" if again else "failed", reason="reset",
                retry_at=self.now if again else None,
            )  # fmt: skip
            self.frontier.settle([outcome])
            self.now += self.shift
            pump.done(task.host)
        return made


@pytest.mark.parametrize("shift", [timedelta(days=365), timedelta(seconds=2)])
def test_what_is_due_by_a_clock_that_jumped_ahead_is_tried_at_once(shift):
    crawl = Crawl(shift)
    assert asyncio.run(asyncio.wait_for(crawl.work(4), 30)) == 4
    assert crawl.frontier.counts()["failed"] == 1
    assert crawl.looks < 30


def test_a_clock_set_back_a_day_leaves_the_page_to_a_later_run():
    crawl = Crawl(timedelta(days=-1))
    assert asyncio.run(asyncio.wait_for(crawl.work(4), 30)) == 1
    assert crawl.looks < 30
    assert crawl.frontier.counts()["pending"] == 1
    crawl.now += timedelta(days=1, seconds=5)
    assert [lease.url for lease in crawl.frontier.lease(1)] == [URL]


def test_the_cleaners_are_called_when_an_article_is_due_and_not_for_nothing():
    crawl = Crawl(timedelta(seconds=1))
    assert asyncio.run(asyncio.wait_for(crawl.work(1), 30)) == 1
    assert crawl.prepared == 1
    assert asyncio.run(asyncio.wait_for(crawl.work(1), 30)) == 0, "nothing is left"
    assert crawl.prepared == 1
