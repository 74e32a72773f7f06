"""Results as a Markdown table, a JSON file and plots."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

from benchmarks.cleaning import Row
from benchmarks.crawl import Crawl
from benchmarks.growth import Checkpoint


@dataclass(slots=True, kw_only=True)
class Results:
    """All that one run measured."""

    command: str
    cleaning: list[Row] = field(default_factory=list)
    quality: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # system: measure
    missing: Mapping[str, str] = field(default_factory=dict)
    crawls: list[Crawl] = field(default_factory=list)
    growth: list[Checkpoint] = field(default_factory=list)


def machine() -> str:
    """Name what it was measured on."""
    load = os.getloadavg()[0]
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, load {load:.1f} at the end, {datetime.now(UTC):%Y-%m-%d}"
    )


def write(results: Results, out: Path) -> Path:
    """Write ``results.json``, ``results.md`` and the plots into ``out``; returns the table."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "results.json").write_text(
        json.dumps(asdict(results), indent=1, default=str) + "\n", encoding="utf-8"
    )
    sections = [f"Measured by `{results.command}`\non {machine()}."]
    if results.cleaning:
        sections.append(cleaning_table(results))
        _plot_cleaning(results, out / "cleaning.svg")
    if results.crawls:
        sections.append(crawl_table(results.crawls))
        _plot_crawls(results.crawls, out / "crawl.svg")
    if results.growth:
        sections.append(growth_table(results.growth))
        _plot_growth(results.growth, out / "growth.svg")
    path = out / "results.md"
    path.write_text("\n\n".join(sections) + "\n", encoding="utf-8")
    return path


def table(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return a Markdown table; floats with three digits that count, None as a dash."""
    lines = [header, ["---"] + ["---:"] * (len(header) - 1)]
    lines += [[_cell(value) for value in row] for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def cleaning_table(results: Results) -> str:
    """CPU, memory and quality of each system, side by side."""
    measures = sorted({m for found in results.quality.values() for m in found})
    header = ["system", "version", "CPU ms/page", "median", "p95", "× trafilatura", "peak MB"]
    rows = [
        [
            *(row.system, row.version, row.mean_ms, row.median_ms, row.p95_ms, row.relative),
            *(row.peak_mb, row.failures),
            *(results.quality.get(row.system, {}).get(measure) for measure in measures),
        ]
        for row in sorted(results.cleaning, key=lambda row: row.mean_ms)
    ]
    text = table([*header, "failed", *measures], rows)
    for name, why in results.missing.items():
        text += f"\n\n{name} was not measured: {why}"
    return text


def crawl_table(crawls: Sequence[Crawl]) -> str:
    """Whole crawls, side by side."""
    header = [
        "crawl",
        "URLs",
        "articles",
        "seconds",
        "articles/s",
        "CPU ms/article",
        "stall p99 ms",
    ]
    rows = [
        [
            c.system + ("" if c.finished else " (cut off)"),
            *(c.urls, c.articles, c.seconds, c.per_second, c.cpu_ms, c.stall_p99_ms),
        ]
        for c in crawls
    ]
    return table(header, rows)


def growth_table(growth: Sequence[Checkpoint]) -> str:
    """What each further article costs as the corpus grows."""
    header = ["articles", "CPU ms/article", "wall ms/article", "RSS MB", "database MB", "corpus MB"]
    rows = [[c.articles, c.cpu_ms, c.wall_ms, c.rss_mb, c.database_mb, c.corpus_mb] for c in growth]
    return table(header, rows)


def _plot_cleaning(results: Results, path: Path) -> None:
    scored = {name: found["F1"] for name, found in results.quality.items() if "F1" in found}
    figure, axes = plt.subplots(figsize=(8, 4.5))
    for row in results.cleaning:
        if not scored or row.system in scored:
            x, y = row.mean_ms, scored.get(row.system, 0.0)
            axes.scatter(x, y, s=40, color="#b03a2e" if row.system == "cleanwire" else "#34495e")
            axes.annotate(row.system, (x, y), xytext=(5, 4), textcoords="offset points", fontsize=8)
    axes.set_xscale("log")
    axes.set_xlabel("CPU milliseconds a page (log)")
    axes.set_ylabel("F1 of the article text" if scored else "")
    _save(figure, axes, path)


def _plot_crawls(crawls: Sequence[Crawl], path: Path) -> None:
    figure, axes = plt.subplots(figsize=(8, 3))
    axes.barh([c.system for c in crawls], [c.per_second for c in crawls], color="#34495e")
    axes.set_xlabel("articles a second")
    _save(figure, axes, path)


def _plot_growth(growth: Sequence[Checkpoint], path: Path) -> None:
    figure, axes = plt.subplots(figsize=(8, 4.5))
    counts = [c.articles for c in growth]
    axes.plot(counts, [c.database_mb for c in growth], "o-", label="database MB")
    axes.plot(counts, [c.corpus_mb for c in growth], "s-", label="corpus MB")
    axes.plot(counts, [c.rss_mb for c in growth], "^-", label="resident MB")
    axes.plot(counts, [c.cpu_ms for c in growth], "x--", label="CPU ms an article")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("articles stored")
    axes.legend()
    _save(figure, axes, path)


def plot_lines(places: Sequence[float], lines: Mapping[str, Sequence[float]], path: Path) -> None:
    """Draw several measures over the same places, each under its name in the legend."""
    figure, axes = plt.subplots(figsize=(8, 3.5))
    for name, values in lines.items():
        axes.plot(places, values, label=name)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("pages")
    axes.legend()
    _save(figure, axes, path)


def _save(figure: Any, axes: Any, path: Path) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(visible=True, alpha=0.3)
    figure.tight_layout()
    # A fixed salt and no date: the same results give the same file.
    with mpl.rc_context({"svg.hashsalt": "cleanwire"}):
        figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
