"""CPU per page and peak memory of each system, in interleaved repeats, with its quality."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any

from benchmarks.systems import REFERENCE, SYSTEMS, version

_RUN_TIMEOUT_S = 3600
# One core, one thread: what is measured is CPU time, not how well it is spread.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One system's figures; times are medians over the repeats of CPU milliseconds a page."""

    system: str
    version: str
    pages: int
    mean_ms: float
    median_ms: float
    p95_ms: float
    relative: float  # to REFERENCE, of the means
    peak_mb: float
    failures: int


def run(
    corpus: Path, out: Path, *, every: int, repeats: int, systems: Sequence[str]
) -> tuple[list[Row], dict[str, str]]:
    """Measure all systems; returns their rows, and why others are missing.

    The texts of the first repeat are left in ``out`` for the quality measures.
    """
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in systems}
    missing: dict[str, str] = {}
    for repeat in range(repeats):
        turn = repeat % len(systems)
        for name in [*systems[turn:], *systems[:turn]]:
            if name in missing:
                continue
            texts = text_file(out, name) if repeat == 0 and SYSTEMS[name][2] else None
            found, why = _measure(name, corpus, every, texts)
            if found is None:
                missing[name] = why
            else:
                runs[name].append(found)
            print(f"repeat {repeat + 1}/{repeats}: {name}: {_said(found, why)}", flush=True)
    present = {name: found for name, found in runs.items() if found and name not in missing}
    return rows(present), missing


def text_file(out: Path, system: str) -> Path:
    """Return where the system's texts are written."""
    return out / f"texts-{system.replace(' ', '-').replace(',', '')}.jsonl"


def _measure(
    name: str, corpus: Path, every: int, texts: Path | None
) -> tuple[dict[str, Any] | None, str]:
    command = [sys.executable, "-m", "benchmarks.measure", name, str(corpus)]
    command += ["--every", str(every)]
    command += ["--texts", str(texts)] if texts else []
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=_RUN_TIMEOUT_S,
            env={**os.environ, **_ONE_THREAD},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, f"over {_RUN_TIMEOUT_S} s"
    if done.returncode:
        return None, (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
    return json.loads(done.stdout), ""


def _said(found: dict[str, Any] | None, why: str) -> str:
    return why if found is None else f"{mean(found['cpu_ms']):.2f} ms a page"


def rows(runs: dict[str, list[dict[str, Any]]]) -> list[Row]:
    """Make rows of the runs: each page's median over the repeats, then over the pages."""
    per_page = {
        name: [median(times) for times in zip(*(run["cpu_ms"] for run in found), strict=True)]
        for name, found in runs.items()
    }
    reference = mean(per_page[REFERENCE]) if REFERENCE in per_page else float("nan")
    return [
        Row(
            system=name,
            version=version(name),
            pages=len(times),
            mean_ms=mean(times),
            median_ms=median(times),
            p95_ms=quantiles(times, n=20)[-1],
            relative=mean(times) / reference,
            peak_mb=median(run["peak_mb"] for run in runs[name]),
            failures=runs[name][0]["failures"],
        )
        for name, times in per_page.items()
    ]
