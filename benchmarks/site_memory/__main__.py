"""``python -m benchmarks.site_memory [--corpus FILE]``: what the site's memory is worth.

Without a corpus: generated sites of thirty pages in ten languages, with furniture that no rule
knows and with look-alikes that must stay. With one: every block that the memory takes from the
pages of hosts that have several, and whether it stands in the known article; ``--out`` writes
the texts without and with memory, one ``{"id", "text"}`` a line.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.site_memory import generated, hosts
from benchmarks.site_memory.hosts import Outcome
from benchmarks.site_memory.sites import LANGUAGES
from cleaners import Options
from cleaners.memory.limits import limits


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site_memory", description=__doc__)
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--pages", type=int, default=30, help="of each generated site")
    parser.add_argument("--corpus", type=Path, help="JSONL of pages with known articles")
    parser.add_argument("--extractor", choices=("blocks", "trafilatura"), default="blocks")
    parser.add_argument("--least", type=int, default=2, help="pages that a host must have")
    parser.add_argument("--least-pages", type=int, default=limits().pages.value)
    parser.add_argument("--least-days", type=int, default=limits().distinct_days.value)
    parser.add_argument("--out", type=Path, help="folder for the texts")
    given = parser.parse_args()
    if given.corpus is None:
        results = [generated.measure(language, given.pages) for language in given.languages]
        print("\n".join(generated.table(results)))
        return
    options = Options(extractor=given.extractor)
    found = list(
        hosts.outcomes(
            given.corpus,
            options,
            least=given.least,
            pages=given.least_pages,
            days=given.least_days,
        )
    )
    print("\n".join(hosts.report(found)))
    if given.out is not None:
        given.out.mkdir(parents=True, exist_ok=True)
        _write(given.out / "without.jsonl", found, lambda one: one.before)
        _write(given.out / "with.jsonl", found, lambda one: one.after)


def _write(path: Path, found: Sequence[Outcome], text_of: Callable[[Outcome], str]) -> None:
    rows = (json.dumps({"id": one.page.id, "text": text_of(one)}) for one in found)
    path.write_text("".join(row + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
