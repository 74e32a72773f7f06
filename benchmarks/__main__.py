"""Measure speed, memory and quality, write a table and plots: ``python -m benchmarks CORPUS``."""

from __future__ import annotations

import argparse
import shlex
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks import cleaning, crawl, growth, report
from benchmarks.quality.columns import quality_columns
from benchmarks.systems import SYSTEMS

PARTS = ("cleaning", "crawl", "growth")


def main() -> None:
    args = _arguments()
    results = report.Results(command=shlex.join(["python", "-m", "benchmarks", *sys.argv[1:]]))
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as name:
        folder = Path(name)
        if "cleaning" in args.parts:
            results.cleaning, results.missing = cleaning.run(
                args.corpus, folder, every=args.every, repeats=args.repeats, systems=args.systems
            )
            results.quality = _quality(args.corpus, folder, args.every, results)
        if "crawl" in args.parts and args.server:
            results.crawls = crawl.run(
                args.server,
                args.corpus,
                folder / "crawls",
                repeats=args.repeats,
                limit=args.urls,
            )
        if "growth" in args.parts and args.articles:
            results.growth = list(growth.run(folder / "growth", args.articles))
            shutil.rmtree(folder / "growth")
    path = report.write(results, args.out)
    print(f"\n{path.read_text(encoding='utf-8')}\n{path}")


def _quality(
    corpus: Path, folder: Path, every: int, results: report.Results
) -> Mapping[str, Mapping[str, float]]:
    texts = {
        row.system: cleaning.text_file(folder, row.system)
        for row in results.cleaning
        if SYSTEMS[row.system][2]
    }
    return quality_columns(corpus, texts, every=every)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("corpus", type=Path, help="JSONL of pages, plain, .gz, .xz or .zst")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--every", type=int, default=1, help="take every n-th page only")
    parser.add_argument(
        "--repeats", type=int, default=3, help="with new processes; medians are shown"
    )
    parser.add_argument("--server", type=Path, help="replay server program, for whole crawls")
    parser.add_argument("--urls", type=int, help="crawl so many of the server's URLs only")
    parser.add_argument(
        "--articles", type=int, default=100_000, help="how far the corpus grows; 0: not at all"
    )
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=tuple(SYSTEMS))
    args = parser.parse_args()
    for path in (args.corpus, args.server):
        if path is not None and not path.is_file():
            parser.error(f"{path} is not a file")
    return args


if __name__ == "__main__":
    main()
