"""Real faults in workers: only the task is lost, and work goes on within a second."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaners.errors import CleaningError
from crawler.workers import Limits, PoolBrokenError, WorkerPool, supervisor
from crawler.workers.tasks import Worker

TARGETS = Path(__file__).parents[1] / "crawler" / "workers"
LIMITS = Limits(wall_s=0.5, cpu_s=30, memory_bytes=192 * 2**20, growth_bytes=2**30)


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkerPool]:
    monkeypatch.syspath_prepend(str(TARGETS))
    with WorkerPool("worker_targets:behave", limits=LIMITS) as pool:
        assert pool.submit("well").result(60) == "well"
        yield pool


def outcome(pool: WorkerPool, how: str, size: int = 0) -> CleaningError:
    with pytest.raises(CleaningError) as caught:
        pool.submit(how, size).result(30)
    assert caught.value.detail.isprintable()
    return caught.value


@pytest.mark.parametrize(
    ("how", "cause", "said"),
    [
        ("segfault", "crash", "SIGSEGV in string_at"),
        ("exit", "crash", "code 3"),
        ("kill-self", "crash", "SIGKILL"),
        ("real-time-signal", "crash", "signal 40"),
        ("memory", "memory", "MemoryError"),
        ("hidden-memory", "memory", "grew by"),
        ("loop-in-c", "timeout", "within 0.5 s"),
        ("print", "timeout", "within 0.5 s"),
        ("sleep", "timeout", "within 0.5 s"),
        ("kill-nursery", "crash", "nursery"),
        ("fork", "crash", "code 1"),
    ],
)
def test_a_fault_costs_its_task_only(pool: WorkerPool, how: str, cause: str, said: str) -> None:
    before = [pool.submit("well") for _ in range(3)]
    bad = pool.submit(how, 30)
    after = [pool.submit("well") for _ in range(20)]
    assert [future.result(30) for future in before + after] == ["well"] * 23
    with pytest.raises(CleaningError) as caught:
        bad.result(30)
    assert caught.value.cause == cause
    assert said in caught.value.detail
    assert pool.lost_workers == (2 if how not in ("memory", "hidden-memory") else 0)


def test_work_goes_on_within_a_second_of_a_loss(pool: WorkerPool) -> None:
    waits = []
    for _ in range(4):
        assert pool.submit("segfault").exception(60) is not None
        began = time.monotonic()
        assert pool.submit("well").result(60) == "well"
        waits.append(time.monotonic() - began)
    assert min(waits) < 1.0, "of several: the machine may be busy"


def test_the_kernel_ends_a_task_that_takes_too_much_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TARGETS))
    limits = Limits(wall_s=60, cpu_s=1, strikes=1)
    with WorkerPool("worker_targets:behave", limits=limits) as pool:
        error = outcome(pool, "loop-in-c")
        assert (error.cause, error.detail) == ("timeout", "the worker used up its CPU time")
        assert pool.submit("well").result(30) == "well"


def test_a_worker_killed_once_costs_nothing(pool: WorkerPool) -> None:
    slow = pool.submit("sleep", 0.3)
    queued = [pool.submit("well") for _ in range(5)]
    while not slow.running():
        time.sleep(0.01)
    os.kill(pool.worker_pids()[0], signal.SIGKILL)
    assert slow.result(30) == "rested"
    assert [future.result(30) for future in queued] == ["well"] * 5
    assert pool.lost_workers == 1


def test_an_idle_worker_that_is_killed_is_replaced(pool: WorkerPool) -> None:
    for _ in range(10):
        os.kill(pool.worker_pids()[0], signal.SIGKILL)
        assert pool.submit("well").result(30) == "well"


def test_a_killed_nursery_is_replaced(pool: WorkerPool) -> None:
    worker = pool.worker_pids()[0]
    os.kill(parent_of(worker), signal.SIGKILL)
    assert pool.submit("well").result(60) == "well"
    assert all_dead_within([worker], seconds=2)


def test_a_pool_without_work_outlives_many_nurseries(pool: WorkerPool) -> None:
    for _ in range(supervisor._USELESS_STARTS + 1):
        worker = pool.worker_pids()[0]
        os.kill(parent_of(worker), signal.SIGKILL)
        wait_until(lambda old=worker: is_ready(pool, but=old))
    assert pool.submit("well").result(60) == "well"


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def is_ready(pool: WorkerPool, *, but: int) -> bool:
    workers = list(pool._supervisor._workers.values())
    return bool(workers) and all(one.ready and one.pid not in {None, but} for one in workers)


def wait_until(holds: Callable[[], object]) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_stopped_nursery_does_not_stop_the_limits(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "_ORDER_S", 1.0)
    assert pool.submit("stop-nursery").result(10) == "stopped"
    bad = pool.submit("sleep", 60)
    good = [pool.submit("well") for _ in range(3)]
    assert [one.result(30) for one in good] == ["well"] * 3
    with pytest.raises(CleaningError) as caught:
        bad.result(30)
    assert caught.value.cause in {"timeout", "crash"}


def test_a_worker_that_is_stopped_before_its_first_word_is_replaced(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "_ORDER_S", 1.0)
    stopped: list[int] = []

    def stop_at_birth(worker: Worker) -> None:
        if worker.pid is not None and not stopped:
            os.kill(worker.pid, signal.SIGSTOP)
            stopped.append(worker.pid)

    obey = supervisor.Supervisor._obey

    def obey_and_stop(self: supervisor.Supervisor, message: dict[str, Any]) -> None:
        obey(self, message)
        if message["event"] == "forked":
            stop_at_birth(self._workers[message["number"]])

    monkeypatch.setattr(supervisor.Supervisor, "_obey", obey_and_stop)
    for pid in pool.worker_pids():
        os.kill(pid, signal.SIGKILL)
    assert pool.submit("well").result(30) == "well"
    assert stopped


def test_output_does_not_reach_the_channel_nor_the_terminal(
    pool: WorkerPool, capfd: pytest.CaptureFixture[str]
) -> None:
    assert pool.submit("print-and-answer", 10_000_000).result(30) == "well"
    assert pool.submit("well").result(30) == "well"
    assert capfd.readouterr() == ("", "")


def test_a_result_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TARGETS))
    limits = Limits(result_bytes=2**20)
    with WorkerPool("worker_targets:behave", limits=limits) as pool:
        assert outcome(pool, "large", 2**21).cause == "memory"
        assert len(pool.submit("large", 2**19).result(30)) == 2**19


def test_workers_that_all_die_at_birth_break_the_pool(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "stillborn.py").write_text(
        "import os\nos.register_at_fork(after_in_child=lambda: os._exit(9))\n"
        "def target():\n    return 1\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    with WorkerPool("stillborn:target") as pool, pytest.raises(PoolBrokenError, match="code 9"):
        pool.submit().result(60)


PARENT = """
import sys, time
sys.path.insert(0, sys.argv[1])
from crawler.workers import WorkerPool
pool = WorkerPool("worker_targets:behave", workers=2)
for _ in range(4):
    pool.submit("well").result()
busy = pool.submit("loop-in-c")
while not busy.running() or len(pool.worker_pids()) < 2:  # the second is born in its own time
    time.sleep(0.01)
print(*pool.worker_pids(), flush=True)
time.sleep(600)
"""


def test_a_killed_parent_leaves_no_orphan() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(TARGETS)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        try:
            workers = [int(pid) for pid in parent.stdout.readline().split()]
            family = workers + [int(pid) for pid in children_of(parent.pid)]
            assert len(workers) == 2
            assert all(map(is_alive, family))
        finally:  # or the test waits for its ten minutes
            parent.kill()
            parent.wait()
    assert all_dead_within(family, seconds=2)


def children_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split() or [
        child
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]


def all_dead_within(pids: list[int], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while any(map(is_alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(map(is_alive, pids))


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
