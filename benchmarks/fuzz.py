"""Fuzz one target for as long as you like: ``python -m benchmarks.fuzz clean FOLDER``.

Coverage-guided by atheris (``pip install atheris``); what it learns is kept in FOLDER, so
that a later run goes on. Findings are written there as ``crash-...``, ``timeout-...`` or
``oom-...``; replay one with ``python -m benchmarks.fuzz clean FOLDER --replay FILE``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

_TARGETS = ("decode", "clean", "text", "feed", "sitemap", "listing", "robots", "record", "warc")
_PACKAGES = ["cleaners", "crawler.archive", "crawler.discovery", "crawler.fetch", "output"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=_TARGETS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=int, default=0, help="0: until it is interrupted")
    parser.add_argument(
        "--timeout",
        type=int,
        default=10,
        help="wall seconds an input may take; more on a busy machine",
    )
    parser.add_argument("--replay", type=Path, help="run the target on one file, without atheris")
    args = parser.parse_args()
    if args.replay:
        from benchmarks.fuzz_targets import TARGETS  # noqa: PLC0415 - not instrumented

        TARGETS[args.target](args.replay.read_bytes())
        return
    _fuzz(args.target, args.folder, args.seconds, args.timeout)


def _fuzz(name: str, folder: Path, seconds: int, timeout: int) -> None:
    import atheris  # noqa: PLC0415 - only where it is installed

    with atheris.instrument_imports(include=_PACKAGES):
        from benchmarks.fuzz_targets import SEEDS, TARGETS  # noqa: PLC0415 - instrumented

    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]):
        (folder / f"seed-{number}").write_bytes(seed)
    limits = [
        f"-timeout={timeout}",
        # The fuzzer's own tables reach a gigabyte in 50,000 pages; no input may ask for so much.
        "-rss_limit_mb=4096",
        "-malloc_limit_mb=1024",
        "-max_len=65536",
        f"-max_total_time={seconds}",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *limits, str(folder)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
