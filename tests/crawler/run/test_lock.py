import os
import signal
import subprocess
import sys
import time

import pytest

from crawler.exits import DiskError, Exit, LockError
from crawler.run.lock import RunLock

HOLD = """
import sys, time
from pathlib import Path
from crawler.run.lock import RunLock
from crawler.exits import LockError
try:
    with RunLock(Path(sys.argv[1])):
        print("held", flush=True)
        time.sleep(float(sys.argv[2]))
except LockError as error:
    print(error, flush=True)
    sys.exit(error.exit_code)
"""


def start(state, hold_s):
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(state), str(hold_s)], stdout=subprocess.PIPE, text=True
    )


def test_it_is_held_once_and_given_back(tmp_path):
    with RunLock(tmp_path / "state"):
        with pytest.raises(LockError, match=f"pid {os.getpid()}") as caught:
            RunLock(tmp_path / "state").acquire()
        assert caught.value.exit_code == Exit.LOCKED
    with RunLock(tmp_path / "state"):
        pass


def test_of_ten_starts_one_works_and_nine_end_with_5(tmp_path):
    started = [start(tmp_path, 3.0) for _ in range(10)]
    outputs = [process.communicate()[0].strip() for process in started]
    codes = sorted(process.returncode for process in started)
    assert codes == [0] + [5] * 9
    assert outputs.count("held") == 1


def test_a_killed_processs_lock_blocks_nobody(tmp_path):
    holder = start(tmp_path, 60)
    assert holder.stdout.readline() == "held\n"
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    begun = time.monotonic()
    with RunLock(tmp_path):
        assert time.monotonic() - begun < 1


def test_an_unusable_folder_is_a_disk_error(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(DiskError, match="file/state"):
        RunLock(tmp_path / "file" / "state").acquire()


def test_one_object_is_not_held_twice(tmp_path):
    with RunLock(tmp_path) as lock, pytest.raises(RuntimeError, match="held already"):
        lock.acquire()
