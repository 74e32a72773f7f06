"""Processes killed at each step of a commit and at random; disks that fail."""

import os
import random
import signal
import subprocess

import pytest

from crawler.frontier import FILE_NAME, Frontier
from output.codecs import PART
from output.faults import STEPS, VARIABLE
from output.reader import read_corpus
from output.verify import verify

# Beyond so many calls only each _STRIDE-th one fails: they are pages of SQLite's log, all alike.
_EACH, _STRIDE = 25, 5
_KILLS = 12
PLAN = {"urls": 30, "batch": 4, "records": 9, "compression": "none"}


def assert_whole(folder, plan=PLAN):
    """Every URL stored once, no line torn, the balance closed."""
    assert verify(folder / "corpus").problems == []
    ids = [article.id for article in read_corpus(folder / "corpus")]
    assert len(ids) == len(set(ids)) == plan["urls"]
    assert not list((folder / "corpus").rglob(f"*{PART}"))
    frontier = Frontier(folder / "state" / FILE_NAME, read_only=True)
    balance = frontier.balance()
    assert balance.closes
    assert balance.states["stored"] == plan["urls"]
    assert frontier.check() == []
    frontier.close()


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_each_step_of_the_commit(tmp_path, writer, step):
    plan = {**PLAN, "urls": 90}
    for number in (1, 2, 3):
        code, _ = writer.run(tmp_path, plan, **{VARIABLE: f"{step}:{number}"})
        assert code == -signal.SIGKILL, f"{step} was not reached {number} times"
    assert writer.run(tmp_path, plan) == (0, "")
    assert_whole(tmp_path, plan)


def test_an_unknown_step_is_no_silent_success(tmp_path, writer):
    code, errors = writer.run(tmp_path, PLAN, **{VARIABLE: "nowhere"})
    assert code == 70
    assert "unknown step" in errors


@pytest.mark.parametrize("compression", ["none", "gz", "zst"])
def test_kills_at_random_moments(tmp_path, writer, compression):
    """A run that ends before its kill gets more to write next: no machine is too fast for this."""
    plan = {"urls": 600, "batch": 2, "records": 50, "compression": compression}
    chance = random.Random(compression)
    killed = 0
    while killed < _KILLS:
        code, errors = writer.run(tmp_path, plan, kill_after_s=chance.uniform(0, 0.2))
        assert code in (0, -signal.SIGKILL), errors
        if code == 0:
            plan["urls"] += 200
        else:
            killed += 1
    assert writer.run(tmp_path, plan) == (0, "")
    assert_whole(tmp_path, plan)


@pytest.mark.parametrize("call", ["write", "sync"])
def test_each_write_and_each_sync_fails_once(tmp_path, failing_writer, call):
    """Of the corpus, the manifest and SQLite alike; the next call works, as after a real one."""
    plan = {"urls": 5, "batch": 3, "records": 4, "compression": "none"}
    number = refused = 0
    mark = tmp_path / "failed"
    while number == 0 or mark.exists():  # until there is no n-th call any more
        mark.unlink(missing_ok=True)
        number += 1 if number < _EACH else _STRIDE
        folder = tmp_path / str(number)
        fail = {
            "FAIL_CALL": call, "FAIL_NUMBER": str(number), "FAIL_FOLDER": str(folder),
            "FAIL_MARK": str(mark),
        }  # fmt: skip
        code, errors = failing_writer.run(folder, plan, **fail)
        assert code in (0, 3), f"{call} {number}: {errors}"
        if code == 3:
            refused += 1
            assert str(folder) in errors
            assert len(errors.splitlines()) == 1
        assert failing_writer.run(folder, plan) == (0, ""), f"{call} {number}"
        assert_whole(folder, plan)
    assert refused >= 15


def test_a_file_size_limit_is_a_full_disk(tmp_path, writer):
    """RLIMIT_FSIZE makes every write beyond it fail, in the corpus and in SQLite alike."""
    plan = {**PLAN, "urls": 120, "records": 1000}
    codes = []
    for limit_bytes in (4096, 20_000, 66_000, 100_000, 140_000, 400_000):
        code, errors = writer.run(tmp_path, plan, limit_bytes=limit_bytes)
        codes.append(code)
        assert code in (0, 3), errors
        if code == 3:
            assert str(tmp_path) in errors
            assert len(errors.splitlines()) == 1
    assert codes[0] == 3
    assert writer.run(tmp_path, plan) == (0, "")
    assert_whole(tmp_path, plan)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(tmp_path, writer):
    tmp_path.chmod(0o555)
    try:
        code, errors = writer.run(tmp_path / "x", PLAN)
    finally:
        tmp_path.chmod(0o755)
    assert code == 3
    assert str(tmp_path / "x") in errors


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_full_file_system_and_a_read_only_one(tmp_path, writer):
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(tmp_path)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    plan = {**PLAN, "urls": 500}
    try:
        for options in (None, "ro"):
            if options is not None:
                remount(tmp_path, options)
            code, errors = writer.run(tmp_path, plan)
            assert code == 3, errors
            assert str(tmp_path) in errors
        remount(tmp_path, "rw,size=64m")
        assert writer.run(tmp_path, plan) == (0, "")
        assert_whole(tmp_path, plan)
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def remount(path, options):
    subprocess.run(["mount", "-o", f"remount,{options}", str(path)], check=True)
