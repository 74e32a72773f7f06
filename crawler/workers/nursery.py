"""The nursery: imports the function once, forks workers, tells how they ended.

One process with one thread, so that a fork copies no lock that another thread holds.
Run as ``python -P -m crawler.workers.nursery FD PARENT_PID``; the first frame on the
socket FD is its configuration.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import select
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from crawler.workers.limits import Setup
from crawler.workers.wire import COMMAND, FORK, receive_frame, send_frame
from crawler.workers.worker import confine, die_with_parent, serve

# New objects between two looks of the collector: cleaning leaves a cycle in one page of four, and
# Python's own 700 had it look after every second page, for 1.5 % of a worker's time.
_COLLECTED_EVERY = 100_000
_CRASH_LOG_BYTES = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Child:
    number: int  # the parent's name for it
    crash_log_fd: int


def resolve(name: str) -> Callable[..., Any]:
    """Import ``module:function``; raises ValueError, ImportError or AttributeError."""
    module, colon, attribute = name.partition(":")
    if not (module and colon and attribute):
        raise ValueError(f"{name!r} is not of the form 'module:function'")
    found = getattr(import_module(module), attribute)
    if not callable(found):
        raise TypeError(f"{name!r} cannot be called")
    return found  # type: ignore[no-any-return]


class Nursery:
    """The parent's commands in, forks and exits out."""

    def __init__(self, control: socket.socket, function: Callable[..., Any], setup: Setup) -> None:
        self._control = control
        self._function = function
        self._limits = setup.limits
        self._children: dict[int, _Child] = {}  # by pid
        self._wake_in, self._wake_out = os.pipe()
        os.set_blocking(self._wake_in, False)
        os.set_blocking(self._wake_out, False)
        signal.set_wakeup_fd(self._wake_out, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def run(self) -> None:
        """Work until the parent is gone; then take the children along."""
        try:
            while self._turn():
                pass
        finally:
            for pid in self._children:
                os.kill(pid, signal.SIGKILL)
            for pid in self._children:
                os.waitpid(pid, 0)

    def _turn(self) -> bool:
        watched: list[Any] = [self._control, self._wake_in]
        ready, _, _ = select.select(watched, [], [])
        if self._wake_in in ready:
            with suppress(BlockingIOError):
                os.read(self._wake_in, 4096)
            self._reap()
        return self._obey() if self._control in ready else True

    def _obey(self) -> bool:
        message, fds, _, _ = socket.recv_fds(self._control, COMMAND.size, 1)
        while message and len(message) < COMMAND.size:
            message += self._control.recv(COMMAND.size - len(message))
        if not message:
            return False
        command, number = COMMAND.unpack(message)
        if command == FORK:
            self._fork(number, fds[0])
        else:
            self._kill(number)
        return True

    def _kill(self, number: int) -> None:
        # Only this process reaps: a pid in the table is the child's, or its zombie's.
        for pid, child in self._children.items():
            if child.number == number:
                os.kill(pid, signal.SIGKILL)

    def _fork(self, number: int, sock_fd: int) -> None:
        crash_log_fd = _anonymous_file()
        nursery_pid = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._become_worker(nursery_pid, sock_fd, crash_log_fd)
        os.close(sock_fd)
        self._children[pid] = _Child(number=number, crash_log_fd=crash_log_fd)
        self._tell(event="forked", number=number, pid=pid)

    def _become_worker(self, nursery_pid: int, sock_fd: int, crash_log_fd: int) -> None:
        code = 1
        try:
            die_with_parent(nursery_pid)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._control.close()
            for fd in (self._wake_in, self._wake_out):
                os.close(fd)
            confine(self._limits, crash_log_fd)
            serve(socket.socket(fileno=sock_fd), self._function, self._limits)
            code = 0
        except BaseException:  # told by the crash log
            os.write(crash_log_fd, traceback.format_exc().encode("utf-8", "backslashreplace"))
        finally:
            os._exit(code)  # nothing of the nursery's may run twice

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            child = self._children.pop(pid, None)
            if child is not None:  # else: a grandchild, left to us by a worker
                self._tell(
                    event="exited",
                    number=child.number,
                    code=os.waitstatus_to_exitcode(status),
                    crash=_read_and_close(child.crash_log_fd),
                )

    def _tell(self, **message: object) -> None:
        send_frame(self._control, json.dumps(message).encode())


def _anonymous_file() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("crash")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def _read_and_close(fd: int) -> str:
    try:
        return os.pread(fd, _CRASH_LOG_BYTES, 0).decode("utf-8", "replace")
    finally:
        os.close(fd)


def _detach() -> None:
    """Ignore what is meant for the parent, and give the task's prints nowhere to go.

    A service manager and a terminal signal the whole group; the parent decides when its
    workers end, and tells by closing their sockets.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    os.close(null)


def main(fd: int, parent_pid: int) -> None:
    """Serve one pool over the inherited socket ``fd`` until it is closed."""
    die_with_parent(parent_pid)
    _detach()
    control = socket.socket(fileno=fd)
    control.set_inheritable(False)
    frame = receive_frame(control)
    if frame is None:
        return
    setup: Setup = pickle.loads(frame)  # noqa: S301 - from the parent
    os.nice(setup.limits.nice)
    try:
        function = resolve(setup.target)
        if setup.initializer is not None:
            resolve(setup.initializer)()
    except BaseException:  # the parent raises it
        send_frame(
            control, json.dumps({"event": "unusable", "why": traceback.format_exc()}).encode()
        )
        return
    gc.collect()
    gc.freeze()  # a worker's collector then leaves the shared pages alone
    gc.set_threshold(_COLLECTED_EVERY)
    nursery = Nursery(control, function, setup)
    send_frame(control, json.dumps({"event": "ready"}).encode())
    nursery.run()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
