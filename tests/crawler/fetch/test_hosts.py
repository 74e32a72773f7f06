"""Per-host state: pauses, breaker."""

from __future__ import annotations

from crawler.fetch.hosts import FAILURES_TO_OPEN, FIRST_OPEN_S, LONGEST_OPEN_S, Hosts


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_pause_is_only_prolonged():
    clock = Clock()
    hosts = Hosts(clock)
    hosts.hold("a.example", 30)
    hosts.hold("a.example", 5)
    assert hosts.wait_s("a.example") == 30
    assert hosts.wait_s("b.example") == 0
    clock.now += 31
    assert hosts.wait_s("a.example") == 0


def test_the_breaker_opens_after_failures_in_a_row():
    hosts = Hosts(Clock())
    for _ in range(FAILURES_TO_OPEN - 1):
        assert not hosts.failed("a.example")
    hosts.succeeded("a.example")
    for _ in range(FAILURES_TO_OPEN - 1):
        assert not hosts.failed("a.example")
        assert hosts.open_s("a.example") == 0
    assert hosts.failed("a.example")
    assert hosts.open_s("a.example") == FIRST_OPEN_S
    assert hosts.open_s("b.example") == 0


def test_one_trial_after_the_time_then_twice_as_long():
    clock = Clock()
    hosts = Hosts(clock)
    for _ in range(FAILURES_TO_OPEN):
        hosts.failed("a.example")
    clock.now += FIRST_OPEN_S
    assert hosts.open_s("a.example") == 0
    assert hosts.failed("a.example")
    assert hosts.open_s("a.example") == 2 * FIRST_OPEN_S
    for _ in range(20):
        clock.now += LONGEST_OPEN_S
        hosts.failed("a.example")
    assert hosts.open_s("a.example") == LONGEST_OPEN_S
    hosts.succeeded("a.example")
    assert hosts.open_s("a.example") == 0
    assert not hosts.failed("a.example")
