"""The last run's numbers for Prometheus, as a file for node_exporter's textfile collector.

Format: https://prometheus.io/docs/instrumenting/exposition_formats/ (text, version 0.0.4).
The file is written aside and renamed, as the collector asks for.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.exits import DiskError
from crawler.operate.counts import RunSummary, SiteCounts, read_summary
from crawler.operate.history import Alarm

PREFIX = "cleanwire_last_run_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One number with its labels."""

    labels: tuple[tuple[str, str], ...]
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One metric: a gauge, for it tells of the last run, not of all runs together."""

    name: str
    help: str
    samples: tuple[Sample, ...]

    def lines(self) -> Iterator[str]:
        """Return the metric in the exposition format."""
        yield f"# HELP {PREFIX}{self.name} {self.help}"
        yield f"# TYPE {PREFIX}{self.name} gauge"
        for sample in self.samples:
            labels = ",".join(f'{name}="{_escaped(text)}"' for name, text in sample.labels)
            braces = f"{{{labels}}}" if labels else ""
            yield f"{PREFIX}{self.name}{braces} {sample.value:.10g}"


def exposition(summary: Mapping[str, Any], alarms: Iterable[Alarm] = ()) -> str:
    """Return a run's metrics as text; raises ValueError for a summary that lacks a key."""
    read = read_summary(summary)
    families = (*_run(read, summary), *_sites(read.sites), _alarms(alarms))
    return "\n".join(line for family in families for line in family.lines()) + "\n"


def write_textfile(path: Path, text: str) -> None:
    """Write the metrics' file in one piece; raises DiskError."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise DiskError(f"{path}: metrics cannot be written: {error.strerror}") from error


def _run(read: RunSummary, summary: Mapping[str, Any]) -> Iterator[Family]:
    ended = read.ended_at or read.started_at
    yield _one("end_timestamp_seconds", "When the run ended, in Unix time.", ended.timestamp())
    seconds = (ended - read.started_at).total_seconds()
    yield _one("duration_seconds", "How long the run took.", seconds)
    yield _one("exit_code", "The run's exit code; 0 is fine.", read.exit_code)
    yield Family(
        name="frontier_urls",
        help="URLs that are known, by state, when the run ended.",
        samples=tuple(
            Sample(labels=(("state", state),), value=number)
            for state, number in sorted(dict(summary.get("states", {})).items())
        ),
    )


def _sites(sites: Mapping[str, SiteCounts]) -> Iterator[Family]:
    for name, told in (
        ("found", "Article URLs that the site's sources named."),
        ("new", "Of these, not known before."),
        ("stored", "Articles stored."),
        ("duplicate", "Pages that were a known article at another address."),
        ("bytes", "Decoded bytes of article pages."),
    ):
        yield _by_site(name, told, {site: getattr(counts, name) for site, counts in sites.items()})
    for state in ("filtered", "failed", "quarantined", "deferred"):
        yield Family(
            name=f"{state}",
            help=f"Pages that ended {state}, by reason.",
            samples=tuple(
                Sample(labels=(("site", site), ("reason", reason)), value=number)
                for site, counts in sorted(sites.items())
                for reason, number in sorted(getattr(counts, state).items())
            ),
        )
    yield Family(
        name="latency_seconds",
        help="Time to an article page's last byte, by quantile.",
        samples=tuple(
            Sample(labels=(("site", site), ("quantile", quantile)), value=value / 1000)
            for site, counts in sorted(sites.items())
            for quantile, value in (
                ("0.5", counts.latency_ms_p50),
                ("0.95", counts.latency_ms_p95),
            )
            if value is not None
        ),
    )


def _alarms(alarms: Iterable[Alarm]) -> Family:
    return Family(
        name="alarm",
        help="1 for each site that left the band of its own history.",
        samples=tuple(
            Sample(labels=(("site", alarm.site), ("kind", alarm.kind)), value=1) for alarm in alarms
        ),
    )


def _one(name: str, told: str, value: float) -> Family:
    return Family(name=name, help=told, samples=(Sample(labels=(), value=value),))


def _by_site(name: str, told: str, values: Mapping[str, float]) -> Family:
    samples = (Sample(labels=(("site", site),), value=v) for site, v in sorted(values.items()))
    return Family(name=name, help=told, samples=tuple(samples))


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
