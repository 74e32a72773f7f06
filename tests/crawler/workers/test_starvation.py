"""A worker without CPU is waited for; one that hangs or loops is not."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest

from cleaners.errors import CleaningError
from crawler.workers import Limits, WorkerPool
from crawler.workers.starvation import is_starved

BEHAVE = "worker_targets:behave"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def test_a_busy_process_is_not_starved_and_an_absent_one_neither() -> None:
    assert not is_starved(2**22 + 1, Limits())
    assert not is_starved(os.getpid(), Limits()), "it has no limit of a task's"


def test_a_loop_ends_though_it_wants_to_run() -> None:
    limits = Limits(wall_s=0.3, cpu_s=60, strikes=1)
    with WorkerPool(BEHAVE, limits=limits) as pool:
        pool.submit("well").result(60)
        began = time.monotonic()
        with pytest.raises(CleaningError, match="timeout"):
            pool.submit("loop-in-c").result(60)
        assert time.monotonic() - began < 30


def test_a_stopped_worker_is_not_starved_but_late() -> None:
    limits = Limits(wall_s=0.5, strikes=1)
    with WorkerPool(BEHAVE, limits=limits) as pool:
        pool.submit("well").result(60)
        future = pool.submit("sleep", 60)
        while not future.running():
            time.sleep(0.01)
        os.kill(pool.worker_pids()[0], signal.SIGSTOP)
        began = time.monotonic()
        with pytest.raises(CleaningError, match="timeout"):
            future.result(60)
        assert time.monotonic() - began < 15


def test_a_starved_worker_is_given_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def starved(pid: int, limits: Limits) -> bool:
        asked.append(pid)
        return len(asked) < 4

    monkeypatch.setattr("crawler.workers.supervisor.is_starved", starved)
    limits = Limits(wall_s=0.4, strikes=1)
    with WorkerPool(BEHAVE, limits=limits) as pool:
        pool.submit("well").result(60)
        asked.clear()
        assert pool.submit("sleep", 0.8).result(60) == "rested"
        assert asked
