"""Start a nursery process and talk to it."""

from __future__ import annotations

import json
import os
import pickle
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from crawler.workers.limits import Setup
from crawler.workers.wire import COMMAND, Channel

_EXIT_S = 5.0  # for a nursery whose socket was closed: it has only to kill and leave
_MESSAGE_BYTES = 2**20
# One thread each: a fork after a numeric library has started its threads would lose them.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class NurseryProcess:
    """The parent's handle on a nursery.

    To be made by a thread that outlives it: on Linux the kernel kills the nursery when
    the *thread* that started it ends.
    """

    def __init__(self, setup: Setup) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            arguments = [str(theirs.fileno()), str(os.getpid())]
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-P", "-m", "crawler.workers.nursery", *arguments],
                pass_fds=[theirs.fileno()],
                env={**os.environ, **_ONE_THREAD, "PYTHONPATH": _python_path()},
                stdin=subprocess.DEVNULL,
                process_group=0,  # the terminal's Ctrl-C is the parent's
            )
        self.channel = Channel(ours, _MESSAGE_BYTES)
        self.channel.send(pickle.dumps(setup))

    @property
    def pid(self) -> int:
        """The nursery's process id."""
        return self._process.pid

    def command(self, what: bytes, number: int, *fds: int) -> None:
        """Order a fork or a kill; a nursery that is gone shows by its closed socket."""
        with suppress(OSError):
            socket.send_fds(self.channel.sock, [COMMAND.pack(what, number)], fds)

    def kill(self) -> None:
        """End a nursery that does not answer; its closed socket then tells."""
        self._process.kill()

    def messages(self) -> tuple[list[dict[str, Any]], bool]:
        """Return what the nursery tells, and whether it is still there."""
        frames, alive = self.channel.receive()
        return [json.loads(frame) for frame in frames], alive

    def close(self) -> int:
        """End the nursery and with it its workers; returns its exit code as Popen does."""
        self.channel.sock.close()
        try:
            return self._process.wait(_EXIT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


def _python_path() -> str:
    """The parent's import path: a project's folder is often only there, not in any variable."""
    return os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)
