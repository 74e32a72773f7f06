"""Which request goes next: one task at a time for a host, many hosts at once.

The dispatcher holds only what is about to be fetched. Feeds and sitemaps of a site go
before its articles; hosts take turns, so that a slow one delays nobody else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Generic[T]):
    """One thing to fetch from one host."""

    host: str
    work: T


# Called with the number of tasks wanted and the hosts that are busy.
Refill = Callable[[int, frozenset[str]], Iterable[Task[T]]]


class Dispatcher(Generic[T]):
    """Hands out tasks; a host gets its next one only when ``done`` was called for its last.

    ``refill`` is asked for more tasks when hosts are free and nothing is queued for them;
    it may return several for one host: those wait here.
    """

    def __init__(self, refill: Refill[T], *, most_in_flight: int) -> None:
        if most_in_flight < 1:
            raise ValueError("most_in_flight must be at least 1")
        self._refill = refill
        self._most = most_in_flight
        self._first: dict[str, deque[Task[T]]] = {}  # sources: go before articles
        self._later: dict[str, deque[Task[T]]] = {}
        self._ready: deque[str] = deque()  # free hosts with tasks, in turn
        self._busy: set[str] = set()

    @property
    def in_flight(self) -> int:
        """The number of tasks handed out and not done."""
        return len(self._busy)

    @property
    def queued(self) -> int:
        """The number of tasks that wait here."""
        return sum(map(len, self._first.values())) + sum(map(len, self._later.values()))

    def push(self, task: Task[T], *, first: bool = False) -> None:
        """Queue one task; ``first`` puts it before the host's ordinary ones."""
        known = task.host in self._first or task.host in self._later
        queues = self._first if first else self._later
        queues.setdefault(task.host, deque()).append(task)
        if not known and task.host not in self._busy:
            self._ready.append(task.host)

    def next(self) -> Task[T] | None:
        """Return the next task, or None when nothing may be sent just now."""
        if len(self._busy) >= self._most:
            return None
        if not self._ready:
            self._ask_for_more()
        if not self._ready:
            return None
        host = self._ready.popleft()
        self._busy.add(host)
        return self._pop(host)

    def done(self, host: str) -> None:
        """Say that the host's task has ended: it may get its next one."""
        if host not in self._busy:
            raise ValueError(f"no task of {host!r} is in flight")
        self._busy.discard(host)
        if host in self._first or host in self._later:
            self._ready.append(host)

    def _ask_for_more(self) -> None:
        held = self._busy | self._first.keys() | self._later.keys()
        for task in self._refill(self._most - len(self._busy), frozenset(held)):
            self.push(task)

    def _pop(self, host: str) -> Task[T]:
        queues = self._first if host in self._first else self._later
        queue = queues[host]
        task = queue.popleft()
        if not queue:
            del queues[host]
        return task
