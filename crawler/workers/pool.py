"""The pool as its users see it."""

from __future__ import annotations

import pickle
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self

from crawler.workers.errors import PoolClosedError, PoolError, PoolFullError
from crawler.workers.limits import Limits, Setup
from crawler.workers.supervisor import Supervisor
from crawler.workers.tasks import Task


class WorkerPool:
    """Runs ``target`` in supervised child processes.

    ``target`` and ``initializer`` are names, "module:function": the child processes
    import them by themselves. The initializer is called once, before any worker is made.
    The processes are started by ``prepare``, or else by the first task.

    A future ends with the function's result, or with a ``CleaningError``: the one that
    the function raised; "crash" with the message of any other exception (its note holds
    the traceback); or, when two workers were lost over the task, "timeout", "memory" or
    "crash". It ends with ``PoolBrokenError`` when no worker can be started at all.
    Futures are settled on the pool's own thread: a callback must not block.

    POSIX only. Results are unpickled in the parent, so that a worker is trusted not to be
    taken over by what it parses; it holds no privilege that the parent lacks.
    """

    def __init__(
        self,
        target: str,
        *,
        workers: int = 1,
        limits: Limits | None = None,
        initializer: str | None = None,
        max_pending: int = 10_000,
    ) -> None:
        if workers < 1:
            raise ValueError(f"workers must be at least 1, not {workers}")
        setup = Setup(target=target, initializer=initializer, limits=limits or Limits())
        self.workers = workers
        self._max_pending = max_pending
        self._pending = 0
        self._lock = threading.Lock()
        self._closed = False
        self._supervisor = Supervisor(setup, workers)
        self._supervisor.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close(timeout_s=0.0 if error is not None else None)

    @property
    def pending(self) -> int:
        """Tasks submitted and not yet answered: what back-pressure goes by."""
        return self._pending

    @property
    def lost_workers(self) -> int:
        """Workers that were killed or died over a task, since the start."""
        return self._supervisor.lost_workers

    def worker_pids(self) -> list[int]:
        """Return the process ids of the workers, for monitoring."""
        return self._supervisor.worker_pids()

    def prepare(self) -> None:
        """Start the child processes, and return at once: there will be tasks.

        What they load costs seconds of CPU, which a crawl that finds nothing new can spare.
        """
        self._supervisor.prepare()

    def submit(self, *args: object) -> Future[Any]:
        """Queue ``target(*args)`` and return at once.

        Raises PoolFullError, PoolClosedError, PoolBrokenError, and what ``pickle`` raises
        for arguments that cannot be pickled.
        """
        payload = pickle.dumps(args, pickle.HIGHEST_PROTOCOL)
        future: Future[Any] = Future()
        with self._lock:
            if self._closed:
                raise PoolClosedError("the pool was closed")
            if self._pending >= self._max_pending:
                raise PoolFullError(f"{self._pending} tasks wait already")
            self._pending += 1
        future.add_done_callback(self._count_done)
        try:
            self._supervisor.put(Task(future=future, payload=payload))
        except PoolError:  # no worker can be started any more
            future.cancel()  # and so no longer counted as waiting
            raise
        return future

    def imap(
        self, calls: Iterable[tuple[object, ...]], *, ahead: int | None = None
    ) -> Iterator[tuple[tuple[object, ...], Future[Any]]]:
        """Yield each call's arguments and its done future, in order, ``ahead`` at once.

        ``calls`` is read only as fast as results are taken; by default four calls wait
        for each worker.
        """
        waiting: deque[tuple[tuple[object, ...], Future[Any]]] = deque()
        room = ahead or 4 * self.workers
        for args in calls:
            waiting.append((args, self.submit(*args)))
            if len(waiting) >= room:
                yield _finished(waiting.popleft())
        while waiting:
            yield _finished(waiting.popleft())

    def close(self, timeout_s: float | None = None) -> None:
        """Take no more tasks, wait up to ``timeout_s`` seconds (None: for all), end the workers.

        Tasks that are cut off end with PoolClosedError. May be called twice.
        """
        with self._lock:
            self._closed = True
        self._supervisor.stop(None if timeout_s is None else time.monotonic() + timeout_s)
        if threading.current_thread() is not self._supervisor:
            self._supervisor.join()

    def _count_done(self, _: Future[Any]) -> None:
        with self._lock:
            self._pending -= 1


def _finished(
    pair: tuple[tuple[object, ...], Future[Any]],
) -> tuple[tuple[object, ...], Future[Any]]:
    pair[1].exception()  # waits; the caller asks again for what it is
    return pair
