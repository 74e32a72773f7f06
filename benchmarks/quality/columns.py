"""The quality figures that stand beside each system's speed, on pages whose text is known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from benchmarks.corpus import read_pages
from cleaners.model.measures import report, score


def quality_columns(
    corpus: Path, texts: Mapping[str, Path], *, every: int = 1
) -> dict[str, dict[str, float]]:
    """Return the figures of each system whose texts stand in a file, or {} without any gold."""
    golds = {
        page.id: page.gold["body"]
        for page in read_pages(corpus, every=every)
        if page.gold.get("body")
    }
    return {system: figures(golds, _read(path)) for system, path in texts.items() if golds}


def _read(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8") as lines:
        return {row["id"]: row["text"] for row in map(json.loads, lines)}


def figures(golds: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, float]:
    """Return P, R, F1, and of 1,000 characters of the output how many stand in leaked lines."""
    scores = [score(gold, texts[key]) for key, gold in golds.items()]
    found = report(scores)
    characters = sum(len(texts[key]) for key in golds)
    leaked = sum(len(line) for one in scores for line in one.leaked)
    return {
        "P": found.precision,
        "R": found.recall,
        "F1": found.f1,
        "leak/1k": 1000 * leaked / max(1, characters),
    }
