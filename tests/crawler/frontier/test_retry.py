from datetime import UTC, datetime, timedelta

import pytest

from crawler.frontier.retry import RetryPolicy

NOW = datetime(2031, 5, 4, tzinfo=UTC)


def test_the_waits_grow_and_there_is_a_last_try():
    policy = RetryPolicy()
    times = [policy.next_try(tries, NOW) for tries in range(1, 8)]
    waits = [moment - NOW for moment in times if moment is not None]
    assert waits == sorted(waits)
    assert len(waits) == 5
    assert times[5:] == [None, None]
    assert sum(waits, timedelta()) < timedelta(days=2)


def test_retry_after_is_not_undercut_and_capped():
    policy = RetryPolicy(waits_s=(60,))
    assert policy.next_try(1, NOW, 3600) == NOW + timedelta(hours=1)
    assert policy.next_try(1, NOW, 1) == NOW + timedelta(minutes=1)
    assert policy.next_try(1, NOW, 365 * 86400) == NOW + timedelta(days=8)


def test_a_url_that_was_never_tried_has_no_next_try():
    with pytest.raises(ValueError, match="never tried"):
        RetryPolicy().next_try(0, NOW)
