"""``python -m benchmarks.quality CORPUS... [--cv] [--text] [--strict] [--beside]``.

Prints for each dataset and language the measures of the cleaned text beside what they are
to be, what was removed by category, what leaked and what was lost by judge and rule, and
the worst pages. ``--cv`` trains a model for each fold first, so that no page is judged by
one that saw its site: only these figures tell of other sites. ``--text`` measures
``clean_text`` on the plain text of the pages; ``--beside`` prints trafilatura's figures.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.quality import pages, tables
from cleaners import Options


def main() -> None:
    given = _arguments()
    options = Options(strict=given.strict, extractor=given.extractor)
    if given.cv:
        found = pages.cross_validate(given.corpus, options, text=given.text, keep=given.keep)
    elif given.text:
        found = pages.clean_texts(given.corpus, options)
    else:
        found = pages.clean(given.corpus, options)
    results = list(found)
    tables.print_measures("cross-validated" if given.cv else "as it ships", results)
    if given.beside:
        tables.print_measures("trafilatura", list(pages.trafilatura(given.corpus)))
    tables.print_removals(results)
    tables.print_worst(results)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("corpus", nargs="+", type=Path, help="JSONL files with known text")
    parser.add_argument("--cv", action="store_true", help="cross-validate by domain")
    parser.add_argument("--keep", type=Path, help="folder that keeps the weights of each fold")
    parser.add_argument("--text", action="store_true", help="measure the cleaning of plain text")
    parser.add_argument("--strict", action="store_true", help="keep only what is sure")
    parser.add_argument("--extractor", choices=("blocks", "trafilatura"), default="blocks")
    parser.add_argument("--beside", action="store_true", help="measure trafilatura too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
