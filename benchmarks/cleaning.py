"""CPU per page and peak memory of each system, by turns on the same pages, with its quality."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median, quantiles
from typing import IO, Any

from benchmarks import turns
from benchmarks.corpus import read_pages
from benchmarks.systems import REFERENCE, SYSTEMS, version


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

    Each repeat has new processes. The texts of the first are left in ``out`` for the quality
    measures.
    """
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in systems}
    missing: dict[str, str] = {}
    for repeat in range(repeats):
        left = [name for name in systems if name not in missing]
        found, lost = _repeat(corpus, out if repeat == 0 else None, every, left)
        missing |= lost
        for name, measured in found.items():
            runs[name].append(measured)
            print(
                f"repeat {repeat + 1}/{repeats}: {name}: {mean(measured['cpu_ms']):.2f} ms a page"
            )
        for name, why in lost.items():
            print(f"repeat {repeat + 1}/{repeats}: {name}: {why}", flush=True)
    present = {name: found for name, found in runs.items() if name not in missing}
    return rows(present), missing


def text_file(out: Path, system: str) -> Path:
    """Return where the system's texts are written."""
    return out / f"texts-{system.replace(' ', '-').replace(',', '')}.jsonl"


def _repeat(
    corpus: Path, texts: Path | None, every: int, systems: Sequence[str]
) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Clean the corpus once by turns; returns what was measured, and who was lost and why."""
    found: dict[str, dict[str, Any]] = {
        name: {"cpu_ms": [], "failures": 0, "peak_mb": 0.0} for name in systems
    }
    lost: dict[str, str] = {}
    with ExitStack() as stack:
        workers = {name: stack.enter_context(turns.Worker(turns.command(name))) for name in systems}
        files = {
            name: stack.enter_context(text_file(texts, name).open("w", encoding="utf-8"))
            for name in systems
            if texts and SYSTEMS[name][2]
        }
        for name, page, answer in turns.run(workers, read_pages(corpus, every=every)):
            if page:
                found[name]["cpu_ms"].append(answer["cpu_ms"])
                found[name]["failures"] += answer["text"] is None
                _keep(files.get(name), page.id, answer["text"])
            elif "lost" in answer:
                lost[name] = answer["lost"]
            else:
                found[name]["peak_mb"] = answer["peak_mb"]
    return {name: run for name, run in found.items() if name not in lost}, lost


def _keep(file: IO[str] | None, page: str, text: str | None) -> None:
    if file:
        file.write(json.dumps({"id": page, "text": text or ""}) + "\n")


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
