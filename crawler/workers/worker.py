"""The worker's side: one task after the other, under limits that the kernel holds."""

from __future__ import annotations

import faulthandler
import gc
import math
import os
import pickle
import resource
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from cleaners.errors import CleaningError
from crawler.workers.limits import Limits
from crawler.workers.wire import REPLY, Kind, receive_frame, send_frame

_PR_SET_PDEATHSIG = 1
_SIGKILL = 9
_PAGE_BYTES = resource.getpagesize()
# ru_maxrss is in KiB on Linux and in bytes on macOS (getrusage(2) of either).
_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024
# Libraries swallow MemoryError and go on with half a page. A result that was made this
# close to the limit is therefore not believed.
_TRUSTED_SHARE = 0.9
_TRACEBACK_CHARACTERS = 4000
_SUMMARY_CHARACTERS = 300


def die_with_parent(parent_pid: int) -> None:
    """Ask the kernel to kill this process when its parent dies (Linux; elsewhere no-op).

    A parent that died before the call is seen by its pid.
    """
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - costs 1 MB, and only Linux has prctl

        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, _SIGKILL)
    if os.getppid() != parent_pid:
        os._exit(1)


def confine(limits: Limits, crash_log_fd: int) -> None:
    """Put this process under its limits; what the interpreter says of a crash goes to the fd."""
    faulthandler.enable(file=crash_log_fd, all_threads=False)
    # Linux only, and forbidden in some containers: the worker is then as likely a victim
    # as any other process.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(str(limits.oom_score_adj), encoding="ascii")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_AS, _virtual_bytes() + limits.memory_bytes)


def _virtual_bytes() -> int:
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    except OSError:  # no /proc: what the nursery holds is far below this
        return 2**30
    return int(pages) * _PAGE_BYTES


def _lower(what: int, soft: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    # macOS refuses RLIMIT_AS; the watch on resident memory remains.
    with suppress(ValueError, OSError):
        resource.setrlimit(what, (soft, hard))


def peak_bytes() -> int:
    """Return the most resident memory that this process ever held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS_UNIT


def serve(sock: socket.socket, function: Callable[..., Any], limits: Limits) -> None:
    """Answer tasks until the parent is gone, or until this worker is worn out."""
    base = peak_bytes()
    send_frame(sock, REPLY.pack(Kind.HELLO, False))
    for number in range(1, limits.tasks + 1):
        task = receive_frame(sock)
        if task is None:
            return
        allow_cpu(limits.cpu_s)
        kind, body = answer(function, task, limits)
        grown = peak_bytes() - base
        if kind == Kind.RESULT and grown > limits.memory_bytes * _TRUSTED_SHARE:
            kind, body = Kind.MEMORY, f"the worker grew by {grown} bytes".encode()
        leaving = number == limits.tasks or grown > limits.growth_bytes or kind == Kind.MEMORY
        send_frame(sock, REPLY.pack(kind, leaving), body)
        if leaving:
            return


def allow_cpu(seconds: int) -> None:
    """Let the kernel end this process (SIGXCPU) after ``seconds`` more of CPU time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime) + seconds)


def answer(function: Callable[..., Any], task: bytes, limits: Limits) -> tuple[Kind, bytes]:
    """Run one task; whatever Python code raises becomes an answer.

    Exceptions travel as text, except CleaningError: not every exception survives a pickle.
    """
    try:
        arguments = pickle.loads(task)  # noqa: S301 - from the parent
        result = pickle.dumps(function(*arguments), pickle.HIGHEST_PROTOCOL)
    except CleaningError as error:
        return Kind.CLEANING_ERROR, pickle.dumps((error.cause, error.detail))
    except MemoryError:
        gc.collect()  # room to say so
        return Kind.MEMORY, b"MemoryError"
    except BaseException as error:  # SystemExit too: the text is the answer
        return Kind.RAISED, _report(error).encode("utf-8", "backslashreplace")
    if len(result) > limits.result_bytes:
        return Kind.MEMORY, f"a result of {len(result)} bytes".encode()
    return Kind.RESULT, result


def _report(error: BaseException) -> str:
    """Return the exception in one line, then the end of its traceback."""
    said = " ".join(traceback.format_exception_only(error)).split()
    trace = "".join(traceback.format_exception(error))
    return " ".join(said)[:_SUMMARY_CHARACTERS] + "\n" + trace[-_TRACEBACK_CHARACTERS:]
