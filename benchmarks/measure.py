"""Run one system over a corpus, alone in its process: ``python -m benchmarks.measure``.

Prints one JSON object: CPU milliseconds per page, in the corpus's order, how many pages
failed, and memory in MB. The pages are read one by one, so that none but the current
page counts as the system's memory. With ``--texts FILE`` the texts are written, too.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import resource
import signal
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from benchmarks.corpus import read_pages
from benchmarks.systems import SYSTEMS, Extract

_PAGE_TIMEOUT_S = 20
_WARM_UP = 3


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
    signal.setitimer(signal.ITIMER_REAL, _PAGE_TIMEOUT_S)
    try:
        text: str | None = extract(html, url)
    except Exception:  # a peer may raise anything: it is counted
        text = None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return text, (time.process_time() - began) * 1000


def measure(name: str, corpus: Path, every: int, texts: Path | None) -> dict[str, Any]:
    """Run the system over the corpus; see the module."""
    extract = SYSTEMS[name][0]()
    for _, page in zip(range(_WARM_UP), read_pages(corpus, every=every), strict=False):
        timed(extract, page.html, page.url)
    base = peak_mb()
    cpu_ms, failures = [], 0
    with contextlib.ExitStack() as stack:
        out = stack.enter_context(texts.open("w", encoding="utf-8")) if texts else None
        for page in read_pages(corpus, every=every):
            text, took = timed(extract, page.html, page.url)
            cpu_ms.append(round(took, 4))
            failures += text is None
            if out:
                row = {"id": page.id, "text": (text or "").encode("utf-8", "replace").decode()}
                out.write(json.dumps(row) + "\n")
    return {"cpu_ms": cpu_ms, "failures": failures, "base_mb": base, "peak_mb": peak_mb()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("system", choices=SYSTEMS)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--texts", type=Path)
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, _too_slow)
    with contextlib.redirect_stdout(sys.stderr):  # libraries print
        found = measure(args.system, args.corpus, args.every, args.texts)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
