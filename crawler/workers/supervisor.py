"""The supervisor: one thread that hands out tasks and replaces what was lost."""

from __future__ import annotations

import logging
import os
import selectors
import socket
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from signal import SIGKILL
from struct import error as struct_error
from typing import Any

from cleaners.errors import Cause
from crawler.workers.errors import PoolBrokenError, PoolClosedError, PoolError
from crawler.workers.launch import NurseryProcess
from crawler.workers.limits import Setup
from crawler.workers.starvation import PATIENCE, is_starved
from crawler.workers.tasks import Reply, Task, Worker, cause_of_exit, new_worker
from crawler.workers.wire import FORK, KILL, FrameTooLargeError, Kind

logger = logging.getLogger(__name__)

# A second task waits in the worker's socket, so that the worker never idles while the
# parent's threads take turns (up to 5 ms each: sys.getswitchinterval).
_TASKS_PER_WORKER = 2
_START_S = 120.0  # for the nursery's imports, on a busy machine with a cold disk
_ORDER_S = 20.0  # for a fork, a worker's first word, a kill: milliseconds, but on a busy machine
_USELESS_STARTS = 5  # processes in a row that ended before a worker said that it is ready


class Supervisor(threading.Thread):
    """Runs until told to stop; all of its state but the queue belongs to its own thread."""

    def __init__(self, setup: Setup, workers: int) -> None:
        super().__init__(name="worker-pool", daemon=True)
        self._setup = setup
        self._limits = setup.limits
        self._size = workers
        self._queue: deque[Task] = deque()
        self._lock = threading.Lock()
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_in.setblocking(False)
        self._wake_out.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._workers: dict[int, Worker] = {}
        self._numbers = 0
        self._nursery: NurseryProcess | None = None
        self._wanted = False  # somebody has work, or will have
        self._ready = False
        self._start_deadline: float | None = None
        self._useless_starts = 0
        self._stopping = False
        self._stop_at: float | None = None
        self.broken: PoolError | None = None
        self.lost_workers = 0  # over the pool's life, for statistics

    # ---- called from other threads ---------------------------------------

    def put(self, task: Task) -> None:
        """Queue a task; raises PoolError when none can ever run."""
        with self._lock:
            if self.broken is not None:
                raise self.broken
            self._queue.append(task)
        self.prepare()

    def prepare(self) -> None:
        """Start the nursery, if it is not there yet."""
        self._wanted = True
        self.wake()

    def stop(self, at: float | None) -> None:
        """Leave when nothing is left to do, but no later than ``at`` (monotonic)."""
        self._stop_at = at
        self._stopping = True
        self.wake()

    def wake(self) -> None:
        """Make the thread look at its queue."""
        with suppress(BlockingIOError, OSError):  # full: it wakes anyway; closed: it has left
            self._wake_out.send(b"!")

    def worker_pids(self) -> list[int]:
        """Return the process ids of the workers that are known to live."""
        return [worker.pid for worker in list(self._workers.values()) if worker.pid is not None]

    # ---- the thread ------------------------------------------------------

    def run(self) -> None:
        """Work until stopped or broken."""
        self._selector.register(self._wake_in, selectors.EVENT_READ, None)
        try:
            while not self._done():
                if self._wanted and self._nursery is None:
                    self._start_nursery()
                self._turn()
        except PoolBrokenError as error:
            self._break(error)
        except BaseException as error:
            self._break(PoolBrokenError(f"the supervisor failed: {error!r}"))
            raise
        finally:
            self._shut_down()

    def _done(self) -> bool:
        if not self._stopping:
            return False
        busy = self._queue or any(worker.tasks for worker in self._workers.values())
        return not busy or (self._stop_at is not None and time.monotonic() >= self._stop_at)

    def _turn(self) -> None:
        heard: set[int] = set()
        for key, events in self._selector.select(self._patience()):
            match key.data:
                case None:
                    self._drain_wakes()
                case NurseryProcess() as nursery if nursery is self._nursery:
                    self._hear_nursery(nursery)
                # Not one that was buried a moment ago, for an earlier event of this turn.
                case Worker() as worker if worker.number in self._workers:
                    heard.add(worker.number)
                    self._hear_worker(worker, events)
        self._enforce_deadlines(heard)
        self._hand_out()
        self._watch_writes()

    def _patience(self) -> float | None:
        deadlines = [at for w in self._workers.values() for at in (w.deadline, w.told_by)]
        known = [at for at in (*deadlines, self._stop_at, self._start_deadline) if at is not None]
        return max(0.0, min(known) - time.monotonic()) if known else None

    def _drain_wakes(self) -> None:
        with suppress(BlockingIOError):
            while self._wake_in.recv(4096):
                pass

    # ---- the nursery -----------------------------------------------------

    def _start_nursery(self) -> None:
        self._ready = False
        self._start_deadline = time.monotonic() + _START_S
        self._nursery = NurseryProcess(self._setup)
        self._selector.register(self._nursery.channel.sock, selectors.EVENT_READ, self._nursery)

    def _hear_nursery(self, nursery: NurseryProcess) -> None:
        messages, alive = nursery.messages()
        for message in messages:
            self._obey(message)
        if not alive:
            self._replace_nursery(nursery)

    def _obey(self, message: dict[str, Any]) -> None:
        worker = self._workers.get(message.get("number", -1))
        match message["event"]:
            case "ready":
                self._ready = True
                self._start_deadline = None
                self._fill_up()
            case "unusable":
                raise PoolBrokenError(f"{self._setup.target} cannot be used:\n{message['why']}")
            case "forked" if worker is not None:
                worker.pid = message["pid"]
                if worker.killed_for is None and not worker.ready:
                    worker.told_by = time.monotonic() + _ORDER_S
            case "exited" if worker is not None:
                self._bury(worker, *cause_of_exit(message["code"], message["crash"]))

    def _replace_nursery(self, nursery: NurseryProcess) -> None:
        self._selector.unregister(nursery.channel.sock)
        code = nursery.close()
        why = f"the nursery process ended with code {code}"
        logger.warning("%s: %s is started anew", why, self._setup.target)
        self._nursery = None
        self._count_useless_start(why)
        for worker in list(self._workers.values()):
            if worker.pid is not None and sys.platform != "linux":
                with suppress(ProcessLookupError):
                    os.kill(worker.pid, SIGKILL)
            self._bury(worker, "crash", why)
        self._start_nursery()

    def _count_useless_start(self, why: str) -> None:
        self._useless_starts += 1
        if self._useless_starts >= _USELESS_STARTS:
            raise PoolBrokenError(f"no worker lives long enough to be of use: {why}")

    # ---- workers ---------------------------------------------------------

    def _fill_up(self) -> None:
        """Have as many workers as asked for; those about to leave do not count."""
        staying = sum(not worker.leaving for worker in self._workers.values())
        if self._nursery is None or not self._ready:
            return
        for _ in range(self._size - staying):
            self._numbers += 1
            worker, theirs = new_worker(self._numbers, self._limits)
            worker.told_by = time.monotonic() + _ORDER_S
            with theirs:
                self._nursery.command(FORK, worker.number, theirs.fileno())
            self._workers[worker.number] = worker
            self._selector.register(worker.channel.sock, selectors.EVENT_READ, worker)

    def _hear_worker(self, worker: Worker, events: int) -> None:
        if events & selectors.EVENT_WRITE:
            worker.channel.flush()
        if not events & selectors.EVENT_READ:
            return
        try:
            frames, alive = worker.channel.receive()
            if worker.killed_for is None:
                self._take_answers(worker, frames)
        except (FrameTooLargeError, ValueError, struct_error) as error:
            self._kill(worker, "crash", f"the worker's answer makes no sense: {error}")
            alive = False
        if not alive:  # how it ended is the nursery's to tell
            worker.leaving = True
            self._selector.unregister(worker.channel.sock)
            self._fill_up()

    def _take_answers(self, worker: Worker, frames: list[bytes]) -> None:
        for frame in frames:
            reply = Reply.read(frame)
            if reply.kind == Kind.HELLO:
                worker.ready = True
                worker.told_by = None
                self._useless_starts = 0
                continue
            task = worker.finish_first(time.monotonic(), self._limits)
            if reply.leaving:
                worker.retire()
            if reply.kind == Kind.MEMORY:
                self._strike(task, "memory", reply.text())
            else:
                reply.settle(task.future)
        if worker.leaving:
            self._fill_up()

    def _enforce_deadlines(self, heard: set[int]) -> None:
        """Kill what is late; a worker just heard of may only have waited for this thread."""
        now = time.monotonic()
        for worker in self._workers.values():
            late = worker.deadline is not None and now >= worker.deadline
            if late and worker.number not in heard and not self._may_go_on(worker, now):
                self._kill(worker, "timeout", f"no answer within {self._limits.wall_s:g} s")
        self._enforce_orders(now)
        if self._start_deadline is not None and now >= self._start_deadline:
            raise PoolBrokenError(f"{self._setup.target} was not imported within {_START_S:g} s")

    def _enforce_orders(self, now: float) -> None:
        """End a worker that never says hello, and a nursery that tells of no fork and no end."""
        for worker in self._workers.values():
            if worker.told_by is None or now < worker.told_by:
                continue
            if worker.pid is not None and worker.killed_for is None:
                self._kill(worker, "crash", f"the worker did not start within {_ORDER_S:g} s")
            else:
                worker.told_by = None
                if self._nursery is not None:
                    self._nursery.kill()

    def _may_go_on(self, worker: Worker, now: float) -> bool:
        """Give a starved worker half the limit more, up to ``PATIENCE`` times the limit."""
        wall_s = self._limits.wall_s
        if worker.pid is None or now >= worker.began + PATIENCE * wall_s:
            return False
        if not is_starved(worker.pid, self._limits):
            return False
        worker.deadline = now + wall_s / 2
        return True

    def _kill(self, worker: Worker, cause: Cause, detail: str) -> None:
        worker.killed_for = (cause, detail)
        worker.leaving = True
        worker.deadline = None
        worker.told_by = time.monotonic() + _ORDER_S
        if self._nursery is not None:
            self._nursery.command(KILL, worker.number)

    def _bury(self, worker: Worker, cause: Cause, detail: str) -> None:
        """Take a dead worker off the list; its first task gets a strike, the others do not."""
        del self._workers[worker.number]
        if worker.killed_for is None:  # it may have answered just before
            with suppress(FrameTooLargeError, ValueError, struct_error):
                self._take_answers(worker, worker.channel.drain())
        with suppress(KeyError):  # unregistered when its socket was closed
            self._selector.unregister(worker.channel.sock)
        worker.channel.sock.close()
        innocent = list(worker.tasks)
        if innocent and not worker.retired:
            cause, detail = worker.killed_for or (cause, detail)
            self.lost_workers += 1
            self._strike(innocent.pop(0), cause, detail)
        with self._lock:
            self._queue.extendleft(reversed(innocent))
        if not worker.ready:
            self._count_useless_start(detail)
        self._fill_up()

    def _strike(self, task: Task, cause: Cause, detail: str) -> None:
        if task.strike(self._limits.strikes, cause, detail):
            with self._lock:
                self._queue.appendleft(task)

    # ---- tasks -----------------------------------------------------------

    def _hand_out(self) -> None:
        """Give tasks to the workers with the fewest."""
        while self._queue:
            open_to_more = [
                worker
                for worker in self._workers.values()
                if worker.ready and not worker.leaving and len(worker.tasks) < _TASKS_PER_WORKER
            ]
            if not open_to_more:
                return
            with self._lock:
                task = self._queue.popleft()
            if task.start():
                worker = min(open_to_more, key=lambda worker: len(worker.tasks))
                worker.assign(task, time.monotonic(), self._limits)

    def _watch_writes(self) -> None:
        for key in list(self._selector.get_map().values()):
            if isinstance(key.data, Worker):
                wanted = selectors.EVENT_READ
                if key.data.channel.wants_to_send:
                    wanted |= selectors.EVENT_WRITE
                if wanted != key.events:
                    self._selector.modify(key.fileobj, wanted, key.data)

    # ---- the end ---------------------------------------------------------

    def _break(self, error: PoolBrokenError) -> None:
        with self._lock:
            self.broken = error

    def _shut_down(self) -> None:
        with self._lock:
            self.broken = error = self.broken or PoolClosedError("the pool was closed")
            left = list(self._queue)
            self._queue.clear()
        if self._nursery is not None:
            self._nursery.close()
        for worker in self._workers.values():
            left += worker.tasks
            worker.channel.sock.close()
        self._workers.clear()
        self._selector.close()
        self._wake_in.close()
        self._wake_out.close()
        for task in left:
            if task.start():
                task.future.set_exception(error)
