"""What a run leaves behind for machines: one JSON object, in ``state/runs`` and in the log."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from crawler.frontier.committer import translated
from crawler.operate.history import Alarm
from crawler.run.context import Run
from crawler.run.verdict import Verdict
from output.disk import Disk

logger = logging.getLogger(__name__)

# The shape of the object: raise it when a key changes its meaning or goes away.
SUMMARY_VERSION = 1


def summarize(
    run: Run,
    verdict: Verdict,
    ended_at: datetime,
    states: Mapping[str, int],
    alarms: Sequence[Alarm] = (),
) -> dict[str, Any]:
    """Return the run's summary as plain JSON values; ``states`` are the frontier's."""
    tally = run.tally
    removed: Counter[str] = Counter()
    filtered: Counter[str] = Counter()
    for site in tally.sites.values():
        removed.update(site.removed_chars)
        filtered.update(site.filtered)
    counted = ("found", "new", "fetched", "stored", "revised", "duplicate", "filtered", "failed",
               "quarantined", "deferred", "text_chars", "bytes")  # fmt: skip
    return {
        "summary": SUMMARY_VERSION,
        "run": run.id,
        "started_at": run.started_at.isoformat(),
        "ended_at": ended_at.isoformat(),
        "exit_code": int(verdict.exit_code),
        "verdict": verdict.exit_code.name.lower(),
        "sentence": verdict.sentence,
        "counts": {name: tally.total(name) for name in counted},
        "removed_chars": dict(sorted(removed.items())),
        "filtered": dict(sorted(filtered.items())),  # by reason, of all sites
        "archive": tally.archive.as_dict() if tally.archive else None,
        "alarms": [msgspec.to_builtins(alarm) for alarm in alarms],
        "states": dict(states),
        "lost_workers": run.pool.lost_workers,
        "sites": tally.as_dict(),
    }


def leave(run: Run, summary: Mapping[str, Any]) -> None:
    """Write the summary to ``state/runs/<run>.json``; raises DiskError where that fails."""
    path = run.state_dir / "runs" / f"{run.id}.json"
    with translated():
        _write(path, json.dumps(summary, ensure_ascii=True, indent=1) + "\n")


def log(summary: Mapping[str, Any]) -> None:
    """Write the summary as one line of the log: the last one of a run."""
    logger.info("%s", json.dumps(summary, ensure_ascii=True), extra={"bare": True})


def _write(path: Path, text: str) -> None:
    """Write a file aside and rename it: a reader never sees half of it."""
    disk, part = Disk(), path.with_name(path.name + ".part")
    disk.make_folder(path.parent)
    with disk.open_append(part) as file:
        disk.write(file, part, text.encode())
        disk.sync(file, part)
    disk.rename(part, path)
