"""Functions for workers to run: well-behaved ones, and one for each way to go wrong."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

from cleaners.errors import CleaningError

SETTINGS: dict[str, str] = {}


def prepare() -> None:
    SETTINGS["prepared_by"] = str(os.getpid())


def echo(value: Any) -> Any:
    return value


def where() -> dict[str, Any]:
    """Say what this worker is."""
    status = dict(
        line.split(":", 1)
        for line in Path("/proc/self/status").read_text().splitlines()
        if ":" in line
    )
    return {
        "pid": os.getpid(),
        "ppid": os.getppid(),
        "prepared_by": SETTINGS.get("prepared_by"),
        "nice": os.nice(0),
        "collected_every": gc.get_threshold()[0],
        "oom_score_adj": int(Path("/proc/self/oom_score_adj").read_text()),
        "ignores_sigint": signal.getsignal(signal.SIGINT) == signal.SIG_IGN,
        "ignores_sigterm": signal.getsignal(signal.SIGTERM) == signal.SIG_IGN,
        "threads": int(status["Threads"]),
        "fds": len(list(Path("/proc/self/fd").iterdir())),
    }


class UnpicklableError(Exception):
    def __reduce__(self) -> NoReturn:
        raise TypeError("this exception cannot be pickled")


class ExplodesOnLoad:
    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return (int, ("not a number",))


def behave(how: str, size: int = 0) -> Any:  # noqa: C901, PLR0911, PLR0912 - one branch a fault
    match how:
        case "well":
            return "well"
        case "large":
            return b"x" * size
        case "segfault":
            return ctypes.string_at(0)
        case "exit":
            os._exit(3)
        case "system-exit":
            sys.exit("leaving")
        case "kill-self":
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)
        case "real-time-signal":
            os.kill(os.getpid(), 40)  # one without a name
            time.sleep(60)
        case "stop-nursery":
            os.kill(os.getppid(), signal.SIGSTOP)
            return "stopped"
        case "kill-nursery":
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(60)
        case "memory":
            hoard = []
            while True:
                hoard.append(bytearray(16 * 2**20))
        case "hidden-memory":
            hoard = []
            try:
                while True:
                    hoard.append(bytearray(2**20))
            except MemoryError:
                return "half a page"
        case "loop-in-c":
            return len(str(7 ** (10**8)))
        case "sleep":
            time.sleep(size)
            return "rested"
        case "print":
            line = "x" * 2**16
            while True:
                print(line)
                print(line, file=sys.stderr)
        case "print-and-answer":
            print("x" * size)
            print("x" * size, file=sys.stderr)
            os.write(1, b"\0" * size)
            return "well"
        case "unpicklable-error":
            raise UnpicklableError("told as text")
        case "unpicklable-result":
            return lambda: None
        case "explodes-on-load":
            return ExplodesOnLoad()
        case "cleaning-error":
            raise CleaningError("no-article", "only a menu")
        case "value-error":
            raise ValueError("a bug\nin two lines")
        case "fork":
            if os.fork() == 0:
                time.sleep(size)
                os._exit(0)
            os._exit(1)
    raise AssertionError(how)
