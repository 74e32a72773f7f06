"""One task, one worker as the parent sees it, and the words for how tasks end."""

from __future__ import annotations

import pickle
import re
import signal
import socket
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from cleaners.errors import Cause, CleaningError
from crawler.workers.limits import Limits
from crawler.workers.wire import REPLY, Channel, Kind

# The worker's own answer is checked against result_bytes; this is room for its wrapping.
_WRAPPING_BYTES = 2**16
# A line of faulthandler's report: the innermost comes first.
_FAULT_LINE = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+) in (?P<function>\S+)')


@dataclass(slots=True, kw_only=True, eq=False)
class Task:
    """A call that somebody waits for."""

    future: Future[Any]
    payload: bytes  # the pickled arguments
    started: bool = False  # it was handed to a worker at least once
    strikes: int = 0  # workers lost over it

    def start(self) -> bool:
        """Say that it runs; False when it was cancelled before."""
        if not self.started:
            self.started = self.future.set_running_or_notify_cancel()
        return self.started

    def strike(self, limit: int, cause: Cause, detail: str) -> bool:
        """Count a lost worker; True when the task may be tried again, else it fails."""
        self.strikes += 1
        if self.strikes < limit:
            return True
        self.future.set_exception(CleaningError(cause, detail))
        return False


@dataclass(slots=True, kw_only=True, eq=False)
class Worker:
    """A worker process, from when its fork is asked for until its exit is told."""

    number: int
    channel: Channel
    pid: int | None = None
    tasks: deque[Task] = field(default_factory=deque)  # the first one runs, others wait there
    began: float = 0.0  # when it turned to the first one, on the monotonic clock
    deadline: float | None = None  # of the first one
    told_by: float | None = None  # when its fork, its hello or its end must have been told
    ready: bool = False  # it said hello
    leaving: bool = False  # it takes no more tasks
    retired: bool = False  # it said so itself: no task is to blame
    killed_for: tuple[Cause, str] | None = None

    def assign(self, task: Task, now: float, limits: Limits) -> None:
        """Send a task; it runs at once when it is the only one."""
        self.tasks.append(task)
        if len(self.tasks) == 1:
            self._turn_to_first(now, limits)
        self.channel.send(task.payload)

    def finish_first(self, now: float, limits: Limits) -> Task:
        """Take the task that was answered off the list; the clock of the next one starts."""
        task = self.tasks.popleft()
        self.deadline = None
        if self.tasks:
            self._turn_to_first(now, limits)
        return task

    def _turn_to_first(self, now: float, limits: Limits) -> None:
        self.began = now
        self.deadline = now + limits.wall_s

    def retire(self) -> None:
        """Note that the worker said good-bye."""
        self.leaving = self.retired = True
        self.deadline = None


def new_worker(number: int, limits: Limits) -> tuple[Worker, socket.socket]:
    """Make a worker's socket pair: the parent's side wrapped, the worker's side bare."""
    ours, theirs = socket.socketpair()
    return Worker(
        number=number, channel=Channel(ours, limits.result_bytes + _WRAPPING_BYTES)
    ), theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a worker answered."""

    kind: Kind
    leaving: bool
    body: memoryview

    @classmethod
    def read(cls, frame: bytes) -> Reply:
        """Take a frame apart; raises ValueError or struct.error for one that is not an answer."""
        kind, leaving = REPLY.unpack_from(frame)
        return cls(kind=Kind(kind), leaving=bool(leaving), body=memoryview(frame)[REPLY.size :])

    def text(self) -> str:
        """Return the body of a RAISED or MEMORY answer."""
        return bytes(self.body).decode("utf-8", "replace")

    def settle(self, future: Future[Any]) -> None:
        """Give the future what a RESULT, CLEANING_ERROR or RAISED answer holds."""
        if self.kind == Kind.RAISED:
            future.set_exception(raised(self.text()))
            return
        try:
            value = pickle.loads(self.body)  # noqa: S301 - see WorkerPool on trust
        except Exception as error:  # a pickle runs any code: what it raises is told
            message = f"the result cannot be unpickled: {type(error).__name__}: {error}"
            future.set_exception(CleaningError("crash", one_line(message)))
            return
        if self.kind == Kind.CLEANING_ERROR:
            future.set_exception(CleaningError(*value))
        else:
            future.set_result(value)


def raised(report: str) -> CleaningError:
    """Make the error for an exception in the target; the whole traceback is its note."""
    summary, _, trace = report.partition("\n")
    error = CleaningError("crash", one_line(summary))
    error.add_note(trace)
    return error


def cause_of_exit(code: int, crash_log: str) -> tuple[Cause, str]:
    """Say in words why a worker ended by itself; a negative code is a signal's number."""
    if code == -signal.SIGXCPU:
        return "timeout", "the worker used up its CPU time"
    if code >= 0:
        how = f"the worker exited with code {code}"
    else:
        how = f"the worker was killed by {_signal_name(-code)}"
    place = _FAULT_LINE.search(crash_log)
    if place is not None:
        how += " in {function} ({file}:{line})".format(**place.groupdict())
    elif crash_log:
        how += ": " + one_line(crash_log.strip().splitlines()[-1])
    return "crash", how


def _signal_name(number: int) -> str:
    """Return a signal's name; most of the real-time signals have none."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def one_line(text: str, limit: int = 300) -> str:
    """Return one printable line of at most ``limit`` characters."""
    return "".join(c if c.isprintable() else " " for c in text)[:limit].strip()
