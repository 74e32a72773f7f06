"""The pool on good days: answers, order, limits of its own, processes that come and go."""

from __future__ import annotations

import asyncio
import os
import time
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from cleaners.errors import CleaningError
from crawler.workers import (
    Limits,
    PoolBrokenError,
    PoolClosedError,
    PoolFullError,
    WorkerPool,
)

ECHO = "worker_targets:echo"
BEHAVE = "worker_targets:behave"


def open_fds() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_results_come_back_in_their_types_and_sizes() -> None:
    with WorkerPool(ECHO) as pool:
        assert pool.submit({"a": (1, None, "ü")}).result(30) == {"a": (1, None, "ü")}
        large = os.urandom(5_000_000)
        futures = [pool.submit(large + bytes([n])) for n in range(6)]
        assert [future.result(30) for future in futures] == [large + bytes([n]) for n in range(6)]
        assert pool.pending == 0


def test_nothing_is_started_before_it_is_wanted() -> None:
    def children() -> set[str]:  # of all threads: the supervisor's own starts them
        lists = Path("/proc/self/task").glob("*/children")
        return {pid for each in lists for pid in each.read_text().split()}

    before = children()
    with WorkerPool(ECHO) as pool:
        time.sleep(0.3)
        assert children() == before
        pool.prepare()
        deadline = time.monotonic() + 30
        while not pool.worker_pids() and time.monotonic() < deadline:
            time.sleep(0.01)
        started, workers = children(), pool.worker_pids()
        assert len(workers) == 1
        pool.prepare()
        assert pool.submit("a").result(30) == "a"
        assert (children(), pool.worker_pids()) == (started, workers)
    with WorkerPool(ECHO) as idle:
        pass  # closed before anything was asked of it
    assert idle.worker_pids() == []
    assert children() == before


def test_a_worker_is_confined_and_detached() -> None:
    limits = Limits(nice=3, oom_score_adj=500)
    with WorkerPool(
        "worker_targets:where", limits=limits, initializer="worker_targets:prepare"
    ) as pool:
        found = pool.submit().result(30)
    assert found["ppid"] not in (os.getpid(), 1)
    assert found["prepared_by"] == str(found["ppid"]), "prepared once, by the nursery"
    assert found["nice"] == os.nice(0) + 3
    assert found["oom_score_adj"] == 500
    assert found["ignores_sigint"]
    assert found["ignores_sigterm"]
    assert found["threads"] == 1
    assert found["collected_every"] > 10_000, "cycles are rare: a look for them costs more"


def test_workers_are_recycled_and_leave_nothing_open() -> None:
    with WorkerPool("worker_targets:where", limits=Limits(tasks=3)) as pool:
        pool.submit().result(30)
        before = open_fds()
        found = [future.result(30) for future in [pool.submit() for _ in range(29)]]
        assert len({row["pid"] for row in found}) in (10, 11)
        assert max(row["fds"] for row in found) <= found[0]["fds"] + 2
        assert open_fds() <= before + 2
        assert pool.lost_workers == 0


def test_growth_recycles_a_worker() -> None:
    limits = Limits(growth_bytes=32 * 2**20)
    with WorkerPool(BEHAVE, limits=limits) as pool:
        pool.submit("well").result(30)
        first = pool.worker_pids()
        assert len(pool.submit("large", 40 * 2**20).result(30)) == 40 * 2**20
        pool.submit("well").result(30)
        assert pool.worker_pids() != first
        assert pool.lost_workers == 0


def test_a_closed_pool_leaves_no_process_and_no_descriptor() -> None:
    before = open_fds()
    pool = WorkerPool(ECHO, workers=2)
    assert pool.submit(1).result(30) == 1
    pids = pool.worker_pids()
    assert len(pids) == 2
    pool.close()
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert open_fds() == before
    with pytest.raises(PoolClosedError):
        pool.submit(2)
    pool.close()


def test_closing_finishes_what_was_submitted() -> None:
    pool = WorkerPool(ECHO)
    futures = [pool.submit(n) for n in range(20)]
    pool.close()
    assert [future.result(0) for future in futures] == list(range(20))


def test_closing_in_haste_cuts_off_what_runs() -> None:
    pool = WorkerPool(BEHAVE)
    running, waiting = pool.submit("sleep", 30), [pool.submit("sleep", 30) for _ in range(3)]
    while not running.running():
        time.sleep(0.01)
    began = time.monotonic()
    pool.close(timeout_s=0.1)
    assert time.monotonic() - began < 15
    for future in [running, *waiting]:
        with pytest.raises(PoolClosedError):
            future.result(0)


def test_an_error_inside_the_context_does_not_wait_for_tasks() -> None:
    def fail() -> None:
        with WorkerPool(BEHAVE) as pool:
            pool.submit("sleep", 30)
            raise RuntimeError("stop")

    began = time.monotonic()
    with pytest.raises(RuntimeError, match="stop"):
        fail()
    assert time.monotonic() - began < 15


def test_cleaning_errors_arrive_as_themselves_and_cost_no_worker() -> None:
    with WorkerPool(BEHAVE) as pool:
        for _ in range(3):
            with pytest.raises(CleaningError) as caught:
                pool.submit("cleaning-error").result(30)
            assert (caught.value.cause, caught.value.detail) == ("no-article", "only a menu")
        assert pool.lost_workers == 0


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("value-error", "ValueError: a bug in two lines"),
        ("unpicklable-error", "UnpicklableError: told as text"),
        ("system-exit", "SystemExit: leaving"),
        ("unpicklable-result", "pickle"),
        ("explodes-on-load", "the result cannot be unpickled: ValueError"),
    ],
)
def test_other_exceptions_arrive_as_one_line_of_text(how: str, said: str) -> None:
    with WorkerPool(BEHAVE) as pool:
        with pytest.raises(CleaningError) as caught:
            pool.submit(how).result(30)
        assert caught.value.cause == "crash"
        assert said in caught.value.detail
        assert caught.value.detail.isprintable()
        assert pool.submit("well").result(30) == "well"
        assert pool.lost_workers == 0


def test_the_traceback_of_an_exception_is_its_note() -> None:
    with WorkerPool(BEHAVE) as pool, pytest.raises(CleaningError) as caught:
        pool.submit("value-error").result(30)
    assert "in behave" in caught.value.__notes__[0]


def test_arguments_that_cannot_be_pickled_raise_at_once() -> None:
    with WorkerPool(ECHO) as pool:
        with pytest.raises((TypeError, AttributeError)):
            pool.submit(lambda: None)
        assert pool.pending == 0


def test_pending_is_bounded() -> None:
    with WorkerPool(BEHAVE, max_pending=2) as pool:
        futures = [pool.submit("sleep", 0.2), pool.submit("sleep", 0.2)]
        with pytest.raises(PoolFullError):
            pool.submit("well")
        assert [future.result(30) for future in futures] == ["rested"] * 2
        assert pool.submit("well").result(30) == "well"


def test_a_waiting_task_can_be_cancelled() -> None:
    with WorkerPool(BEHAVE) as pool:
        busy = [pool.submit("sleep", 0.2) for _ in range(2)]
        waiting = pool.submit("sleep", 60)
        assert waiting.cancel()
        with pytest.raises(CancelledError):
            waiting.result(0)
        assert [future.result(30) for future in busy] == ["rested"] * 2
        assert pool.pending == 0


def test_imap_keeps_order_and_reads_only_ahead() -> None:
    read = []

    def calls() -> object:
        for number in range(12):
            read.append(number)
            yield (number,)

    with WorkerPool(ECHO, workers=2) as pool:
        pairs = pool.imap(calls(), ahead=3)
        assert next(pairs)[0] == (0,)
        assert len(read) == 3
        assert [(args[0], future.result()) for args, future in pairs] == [
            (n, n) for n in range(1, 12)
        ]


def test_futures_can_be_awaited() -> None:
    async def both() -> list[object]:
        with WorkerPool(ECHO) as pool:
            return await asyncio.gather(
                *(asyncio.wrap_future(pool.submit(number)) for number in range(5))
            )

    assert asyncio.run(both()) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "target",
    ["worker_targets:no_such", "no_such_module:f", "no-colon", "worker_targets:SETTINGS"],
)
def test_a_target_that_cannot_be_used_breaks_the_pool_and_says_why(target: str) -> None:
    with WorkerPool(target) as pool:
        with pytest.raises(PoolBrokenError, match=target.partition(":")[0]):
            pool.submit().result(30)
        with pytest.raises(PoolBrokenError):
            pool.submit()
    assert pool.pending == 0


@pytest.mark.parametrize(
    "wrong",
    [{"wall_s": 0}, {"cpu_s": -1}, {"memory_bytes": 1}, {"nice": 20}, {"oom_score_adj": 1001}],
)
def test_limits_that_cannot_work_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Limits(**wrong)
    with pytest.raises(ValueError, match="workers"):
        WorkerPool(ECHO, workers=0)


def test_many_workers_that_die_at_once_are_buried_in_any_order() -> None:
    with WorkerPool(BEHAVE, workers=6, limits=Limits(strikes=1)) as pool:
        for _ in range(8):
            bad = [pool.submit("exit") for _ in range(6)]
            good = [pool.submit("well") for _ in range(6)]
            assert all(future.exception(120) is not None for future in bad)
            assert [future.result(120) for future in good] == ["well"] * 6
