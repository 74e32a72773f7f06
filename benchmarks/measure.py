"""Run one system in a process of its own, page by page: ``python -m benchmarks.measure SYSTEM``.

Each line of standard input is a page, ``{"html", "url"}``; it is answered by a line
``{"cpu_ms", "text"}``, whose text is null when the system failed. At the end of the input
comes ``{"peak_mb"}``. So none but the current page counts as the system's memory.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import sys
import time
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from benchmarks.systems import SYSTEMS, Extract

PAGE_TIMEOUT_S = 20


class PageTimeoutError(Exception):
    """A page took longer than the limit."""


def _too_slow(*_: object) -> None:
    raise PageTimeoutError


def peak_mb() -> float:
    """Return this process's highest resident memory in MB.

    On Linux not by getrusage: its figure survives the exec and is then the parent's.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(row for row in status.read_text().splitlines() if row.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def timed(extract: Extract, html: str, url: str) -> tuple[str | None, float]:
    """Return the text, None for a page that failed, and the CPU milliseconds."""
    began = time.process_time()
    signal.setitimer(signal.ITIMER_REAL, PAGE_TIMEOUT_S)
    try:
        text: str | None = extract(html, url)
    except Exception:  # a peer may raise anything: it is counted
        text = None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return text, (time.process_time() - began) * 1000


def answers(extract: Extract, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the answer to each line, and the last one; see the module."""
    for line in lines:
        page = json.loads(line)
        text, took = timed(extract, page["html"], page["url"])
        legal = None if text is None else text.encode("utf-8", "replace").decode()
        yield {"cpu_ms": round(took, 4), "text": legal}
    yield {"peak_mb": peak_mb()}


def _own_output() -> IO[str]:
    """Return standard output, which from now on is standard error to all libraries that print."""
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return output


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("system", choices=SYSTEMS)
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, _too_slow)
    output = _own_output()
    for answer in answers(SYSTEMS[args.system][0](), sys.stdin):
        print(json.dumps(answer), file=output, flush=True)


if __name__ == "__main__":
    main()
