"""Tell a worker that hangs from one that the machine gives no CPU.

Workers are nice: on a machine with other work, ten seconds of wall time may hold a tenth of a
second of CPU, and a good page would be given up for its neighbours' sake.
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

from crawler.workers.limits import Limits

PATIENCE = 6  # times the wall limit, for a worker that wants to run and may not
_ENOUGH_SHARE = 0.5  # of the wall limit, in CPU time: that was no starvation
_RUNNABLE = "R"


def is_starved(pid: int, limits: Limits) -> bool:
    """Whether a worker beyond its wall limit is runnable and had little CPU for its task.

    Linux only; elsewhere False. The CPU at the task's start is what the worker's own soft
    limit for the task tells, to within a second.
    """
    if sys.platform != "linux":
        return False
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        soft, _ = resource.prlimit(pid, resource.RLIMIT_CPU)
    except (OSError, ValueError):  # it is gone, or not ours to ask
        return False
    ticks = int(fields[11]) + int(fields[12])  # utime and stime: proc_pid_stat(5)
    used_s = ticks / os.sysconf("SC_CLK_TCK") - (soft - limits.cpu_s)
    return fields[0] == _RUNNABLE and used_s < limits.wall_s * _ENOUGH_SHARE
