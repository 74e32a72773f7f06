from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from crawler.frontier import polling
from crawler.frontier.polite import is_due
from crawler.frontier.types import Source

NOW = datetime(2031, 5, 4, tzinfo=UTC)
SOURCE = Source(url="https://news.example/feed", site="news", kind="feed")


def watch(every, changes, until):
    """Ask whenever due at runs ``every`` so often; returns the times of asking."""
    source, now, asked = SOURCE, NOW, []
    news = sorted(changes)
    while now < NOW + until:
        if is_due(source, now):
            asked.append(now)
            fresh = [moment for moment in news if moment <= now]
            news = news[len(fresh) :]
            change = polling.after_change if fresh else polling.after_no_change
            source = change(source, now)
        now += every
    return asked


def test_runs_seconds_apart_ask_each_time():
    asked = watch(timedelta(seconds=20), [NOW], timedelta(minutes=10))
    assert len(asked) == 30


def test_a_busy_source_is_asked_at_every_run():
    changes = [NOW + timedelta(hours=3) * n for n in range(40)]
    assert len(watch(timedelta(minutes=30), changes, timedelta(days=5))) == 240


def test_a_quiet_source_is_asked_less_and_less_but_once_a_day():
    asked = watch(timedelta(minutes=30), [NOW], timedelta(days=40))
    waits = [later - earlier for earlier, later in pairwise(asked)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=30)
    assert waits[-1] <= polling.LONGEST + timedelta(minutes=30)
    assert len(asked) < 40 * 48 / 10


def test_what_a_quiet_source_brings_is_seen_within_a_tenth_of_its_rhythm():
    changes = [NOW + timedelta(days=4) * n for n in range(10)]
    asked = watch(timedelta(minutes=30), changes, timedelta(days=40))
    for change in changes[1:]:
        delay = min(moment for moment in asked if moment >= change) - change
        assert delay <= timedelta(days=4) / 10 + timedelta(minutes=30)


def test_one_change_makes_it_due_at_every_run_again():
    source = Source(
        url="u", site="s", kind="feed", unchanged=90, changed_at=NOW - timedelta(days=30),
        due_at=NOW + timedelta(hours=9), gap_s=30 * 86400.0,
    )  # fmt: skip
    assert polling.after_change(source, NOW).due_at is None


@pytest.mark.parametrize(("wish_s", "waits_s"), [(300, 300), (10**7, 3600), (0, 0), (-5, 0)])
def test_a_servers_wish_is_honoured_up_to_an_hour(wish_s, waits_s):
    source = polling.after_change(SOURCE, NOW, wish_s)
    waited = (source.due_at - NOW).total_seconds() if source.due_at else 0
    assert waited == waits_s


def test_failures_wait_longer_each_time_and_at_most_a_day():
    source, waits = SOURCE, []
    for _ in range(14):
        source = polling.after_failure(source, NOW)
        waits.append(source.due_at - NOW if source.due_at else timedelta())
    assert waits[:4] == [timedelta(minutes=n) for n in (0, 5, 10, 20)]
    assert waits[-1] == polling.LONGEST
    assert polling.after_no_change(source, NOW).failures == 0


def test_retry_after_is_not_undercut():
    assert polling.after_failure(SOURCE, NOW, 1800).due_at == NOW + timedelta(minutes=30)


def test_a_due_time_set_by_a_wrong_clock_does_not_silence_a_source():
    source = Source(url="u", site="s", kind="feed", due_at=NOW + timedelta(days=365))
    assert is_due(source, NOW)
