"""``python -m benchmarks.quality CORPUS... [--cv] [--strict] [--beside]``.

Prints for each dataset and language the measures of the cleaned text, what was removed by
category, what leaked and what was lost by judge and rule, and the worst pages. ``--cv``
trains a model for each fold first, so that no page is judged by a model that saw its site;
``--beside`` prints trafilatura's figures on the same pages.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.quality import pages, tables
from cleaners import Options


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("corpus", nargs="+", type=Path, help="JSONL files with known text")
    parser.add_argument("--cv", action="store_true", help="cross-validate by domain")
    parser.add_argument("--strict", action="store_true", help="keep only what is sure")
    parser.add_argument("--extractor", choices=("blocks", "trafilatura"), default="blocks")
    parser.add_argument("--beside", action="store_true", help="measure trafilatura too")
    given = parser.parse_args()
    options = Options(strict=given.strict, extractor=given.extractor)
    results = list(pages.clean(given.corpus, options, cross_validated=given.cv))
    tables.print_measures("cross-validated" if given.cv else "as it ships", results)
    if given.beside:
        tables.print_measures("trafilatura", list(pages.trafilatura(given.corpus)))
    tables.print_removals(results)
    tables.print_worst(results)


if __name__ == "__main__":
    main()
