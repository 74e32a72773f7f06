"""What a run knows of each host: pauses that it asked for, its failures, its budget.

Times are monotonic seconds, so that a clock that is set back neither shortens nor
prolongs a pause.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from crawler.fetch.egress import canonical_host

FAILURES_TO_OPEN = 5  # in a row
FIRST_OPEN_S = 60.0  # doubled each time that the host fails again
LONGEST_OPEN_S = 3_600.0


@dataclass(slots=True)
class HostState:
    """One host in one run."""

    requests: int = 0
    waits_until: float = 0.0  # Retry-After
    failures: int = 0  # in a row
    opened: int = 0  # how often the breaker opened since the last success
    open_until: float = 0.0


class Hosts:
    """The hosts of one run."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._states: dict[str, HostState] = {}

    def __getitem__(self, host: str) -> HostState:
        return self._states.setdefault(host, HostState())

    def __contains__(self, host: str) -> bool:
        return host in self._states

    def wait_s(self, host: str) -> float:
        """Return how long the host wants to be left alone, 0 when it does not."""
        return max(self[host].waits_until - self._clock(), 0.0)

    def hold(self, host: str, wait_s: float) -> None:
        """Leave the host alone for so long, or longer when it asked for longer before."""
        state = self[host]
        state.waits_until = max(state.waits_until, self._clock() + wait_s)

    def open_s(self, host: str) -> float:
        """Return for how long the host's breaker stays open, 0 when it is closed.

        When the time is over, one request may try: the next failure opens it again at once.
        """
        return max(self[host].open_until - self._clock(), 0.0)

    def succeeded(self, host: str) -> None:
        """Note an answer that shows the host alive: its breaker closes."""
        state = self[host]
        state.failures, state.opened, state.open_until = 0, 0, 0.0

    def failed(self, host: str) -> bool:
        """Note a failure that speaks against the host; True when its breaker opens now."""
        state = self[host]
        state.failures += 1
        if state.failures < FAILURES_TO_OPEN and not state.opened:
            return False
        open_s = min(FIRST_OPEN_S * 2**state.opened, LONGEST_OPEN_S)
        state.opened += 1
        state.failures = 0
        state.open_until = self._clock() + open_s
        return True


class RefusedHosts:
    """Hosts whose answers the guard refused, with the reason, for the classification."""

    def __init__(self) -> None:
        self._reasons: dict[str, str] = {}

    def add(self, host: str, reason: str) -> None:
        """Remember why the host was refused."""
        self._reasons[canonical_host(host)] = reason

    def why(self, host: str) -> str | None:
        """Return why the host was refused last, None when it was not."""
        return self._reasons.get(canonical_host(host))
