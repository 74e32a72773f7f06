"""Trains the block judge: ``python -m cleaners.model.train CORPUS... [--out DIR] [--text]``.

A corpus is JSONL (plain, .gz, .xz): id, dataset, domain, url, html and gold (``body``, or
strings ``with`` and ``without``). Prints cross-validated figures by dataset, then trains on
all pages and writes the weights and their card. The same bytes come of the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import msgspec

from cleaners.model.crossval import FOLDS, PLANS, SEED, Plan
from cleaners.model.examples import (
    Example,
    digest,
    example,
    page_document,
    read_corpus,
    text_examples,
)
from cleaners.model.export import to_json
from cleaners.model.keeping import out_of_fold, train_once
from cleaners.model.measures import report, score, segments
from cleaners.model.outcome import text_of
from cleaners.model.table import Floats
from cleaners.version import CLEANER_VERSION

_HERE: Final = Path(__file__).parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, print, write; returns the exit code."""
    options = _parser().parse_args(arguments)
    examples = list(_examples(options.corpus, text=options.text))
    if not examples:
        sys.stderr.write("no pages with text in the corpus: nothing to learn from\n")
        return 7
    name = "text" if options.text else "html"
    plan = PLANS[name]
    figures = _figures(out_of_fold(examples, plan, keep=options.keep))
    for dataset, row in figures.items():
        cells = " ".join(f"{name}={value}" for name, value in row.items())
        sys.stdout.write(f"{dataset}: {cells}\n")
    weights = train_once(examples, plan, options.keep)
    Path(options.out, f"{name}.weights.json").write_text(to_json(weights), encoding="utf-8")
    card = _card(options.corpus, examples, plan, figures, weights.features)
    Path(options.out, f"{name}.card.json").write_bytes(msgspec.json.format(card, indent=1) + b"\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cleaners.model.train", description=__doc__)
    parser.add_argument("corpus", nargs="+", type=Path, help="JSONL files with known text")
    parser.add_argument("--out", type=Path, default=_HERE, help="folder for weights and card")
    parser.add_argument("--keep", type=Path, help="folder that keeps the weights of each fold")
    parser.add_argument("--text", action="store_true", help="train the judge of plain text")
    return parser


def _examples(paths: Sequence[Path], *, text: bool) -> Iterable[Example]:
    for path in paths:
        for page in read_corpus(path):
            if text:
                yield from text_examples(page)
            elif (found := example(page, page_document(page))) is not None:
                yield found


def _figures(rows: Iterable[tuple[Example, Floats]]) -> dict[str, dict[str, float]]:
    """Return the measures of each dataset, as the decision would keep the blocks."""
    bodies: dict[str, list[Any]] = defaultdict(list)
    parts: dict[str, list[Any]] = defaultdict(list)
    for one, chances in rows:
        text = text_of(one, chances)
        if one.gold.body is not None:
            bodies[one.dataset].append(score(one.gold.body, text))
        else:
            parts[one.dataset].append((one.gold.wanted or (), one.gold.unwanted or (), text))
    found: dict[str, dict[str, float]] = {}
    for dataset, scores in sorted(bodies.items()):
        found[dataset] = _rounded(asdict(report(scores)))
    for dataset, strings in sorted(parts.items()):
        found[f"{dataset} (strings)"] = _rounded(asdict(segments(strings)))
    return found


def _rounded(row: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in row.items()}


def _card(
    paths: Sequence[Path],
    examples: Sequence[Example],
    plan: Plan,
    figures: dict[str, dict[str, float]],
    features: Sequence[str],
) -> bytes:
    """Return what a reader must know of the weights: no time of day, so that bytes repeat."""
    by_dataset: dict[str, int] = defaultdict(int)
    for one in examples:
        by_dataset[one.dataset] += 1
    return msgspec.json.encode(
        {
            "cleaner": CLEANER_VERSION,
            "corpus_sha256": digest(paths),
            "documents": dict(sorted(by_dataset.items())),
            "domains": len({one.domain for one in examples}),
            "plan": asdict(plan),
            "cross_validation": {"folds": FOLDS, "by": "registered domain", "seed": SEED},
            "figures": figures,
            "features": list(features),
        }
    )


if __name__ == "__main__":
    sys.exit(main())
