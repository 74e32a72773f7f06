import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

WRITER = Path(__file__).with_name("writer.py")
SHIM = Path(__file__).with_name("failing.c")


class WriterServer:
    """Runs the writer of ``writer.py``, each time in a process of its own."""

    def __init__(self, errors, preload=None):
        self._errors = errors
        environment = {**os.environ, "LD_PRELOAD": str(preload)} if preload else dict(os.environ)
        self._process = subprocess.Popen(
            [sys.executable, str(WRITER)], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
        )  # fmt: skip

    def run(self, folder, plan, *, kill_after_s=None, limit_bytes=None, **environment):
        """Write once; returns the exit code (negative: the signal) and standard error."""
        self._errors.seek(0)
        self._errors.truncate()
        order = {
            "folder": str(folder), "plan": plan, "limit_bytes": limit_bytes,
            "environment": environment,
        }  # fmt: skip
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        pid = int(self._process.stdout.readline())
        if kill_after_s is not None:
            time.sleep(kill_after_s)
            assert pid > 1, f"{pid} is no child's id: the server's answers are out of step"
            # It may have ended before: then its code, which is read next, tells so.
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        code = int(self._process.stdout.readline())
        self._errors.seek(0)
        return code, self._errors.read()

    def close(self):
        self._process.communicate()


@pytest.fixture(scope="session")
def writer():
    with tempfile.TemporaryFile("w+") as errors:
        server = WriterServer(errors)
        yield server
        server.close()


@pytest.fixture(scope="session")
def failing_writer(tmp_path_factory):
    """The writer under a shim of the C library that fails what it is told to fail."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    shim = tmp_path_factory.mktemp("shim") / "failing.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(shim), str(SHIM), "-ldl"], check=True
    )
    with tempfile.TemporaryFile("w+") as errors:
        server = WriterServer(errors, preload=shim)
        yield server
        server.close()
