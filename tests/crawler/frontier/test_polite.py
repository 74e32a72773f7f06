from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.frontier.polite import is_due
from crawler.frontier.types import RobotsEntry, Source

HOUR = timedelta(hours=1)


def test_a_source_is_remembered_as_it_was_saved(frontier, clock):
    source = Source(
        url="https://news.example/feed", site="news", kind="feed", etag='W/"x"',
        last_modified="Sun, 04 May 2031 12:00:00 GMT", body_hash="ab", due_at=clock() + HOUR,
        interval_s=3600.5, failures=2, checked_at=clock(), changed_at=clock() - HOUR, unchanged=4,
        gap_s=7200.25, selection="0123456789abcdef",
    )  # fmt: skip
    frontier.save_source(source)
    assert frontier.sources("news") == [source]
    assert frontier.sources("other") == []


def due(frontier, clock):
    return [source for source in frontier.sources("news") if is_due(source, clock())]


def test_only_what_is_due_is_asked(frontier, clock):
    at_once = Source(url="https://news.example/a", site="news", kind="feed")
    waits = replace(at_once, url="https://news.example/b", due_at=clock() + HOUR)
    frontier.save_source(at_once)
    frontier.save_source(waits)
    assert due(frontier, clock) == [at_once]
    clock.move(hours=1)
    assert due(frontier, clock) == [at_once, waits]


@pytest.mark.parametrize("shift_days", [-1, -400, 400])
def test_a_clock_that_jumps_never_silences_a_source_for_longer_than_a_day(
    frontier, clock, shift_days
):
    source = Source(url="u", site="news", kind="feed", due_at=clock() + HOUR)
    frontier.save_source(source)
    clock.move(days=shift_days)
    clock.move(hours=25)
    assert due(frontier, clock) == [source]


def robots(clock, life):
    return RobotsEntry(
        origin="https://news.example", status=200, body=b"User-agent: *\n",
        fetched_at=clock(), expires_at=clock() + life, etag='"1"',
    )  # fmt: skip


def test_robots_are_kept_for_a_day_at_most(frontier, clock):
    entry = robots(clock, 30 * 24 * HOUR)
    frontier.save_robots(entry)
    assert frontier.robots("https://news.example") == replace(entry, expires_at=clock() + 24 * HOUR)
    clock.move(hours=24)
    assert frontier.robots("https://news.example") is None
    assert frontier.robots("https://other.example") is None


def test_robots_of_a_clock_that_was_ahead_are_asked_anew(frontier, clock):
    frontier.save_robots(robots(clock, HOUR))
    clock.move(days=-2)
    assert frontier.robots("https://news.example") is None


def test_retry_after_is_kept_and_capped(frontier, clock):
    frontier.save_retry_after("news.example", clock() + 400 * 24 * HOUR)
    assert frontier.retry_after("news.example") == clock() + 24 * HOUR
    clock.move(hours=23)
    assert frontier.retry_after("news.example") is not None
    clock.move(hours=1)
    assert frontier.retry_after("news.example") is None
    assert frontier.retry_after("other.example") is None
