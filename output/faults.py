"""Named steps at which a test may kill the process; one dictionary look-up when off.

``CLEANWIRE_FAULT=STEP`` kills the process (SIGKILL, as a power cut would) when it reaches
the step the first time, ``CLEANWIRE_FAULT=STEP:N`` the N-th time. The steps are ``STEPS``, in
the order of a commit and of the closing of a segment.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

VARIABLE = "CLEANWIRE_FAULT"
STEPS = (
    "before-append",
    "after-append",
    "after-fdatasync",
    "inside-transaction",
    "after-commit",
    "before-rename",
    "after-rename",
    "after-manifest",
    "after-close",
)
_reached: Counter[str] = Counter()


def reach(step: str) -> None:
    """Kill this process if the environment asks for it at ``step``; else do nothing."""
    wanted = os.environ.get(VARIABLE)
    if wanted is None:
        return
    name, _, number = wanted.partition(":")
    if name not in STEPS:
        raise ValueError(f"{VARIABLE}={wanted}: unknown step; the steps are {', '.join(STEPS)}")
    _reached[step] += 1
    if name == step and _reached[step] == int(number or 1):
        os.kill(os.getpid(), signal.SIGKILL)
