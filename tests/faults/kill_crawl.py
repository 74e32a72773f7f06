"""Kills crawls at random moments and compares what remains with a crawl that was left alone.

    python -m tests.faults.kill_crawl --serve "COMMAND --port {port} --seed {seed}" \\
        --seeds FILE [--crawls 20] [--kills 10] [--seed 0] [--folder DIR]

COMMAND serves a web through an HTTP proxy on {port} and prints a line when it is ready; it is
started anew for each crawl, so that faults of the web which end with the first try come again.
For each seed, a crawl that is left alone says what the web holds. Then the same crawl is made
with ``--kills`` SIGKILLs, each followed by a new start, and ended in peace: it must hold the same
articles once each, the same state for each URL, whole lines, and a balance that closes.
"""

from __future__ import annotations

import argparse
import random
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.crawls import Crawler, kill_often


@contextmanager
def served(template: str, seed: int) -> Iterator[str]:
    """Serve a web and give the proxy's address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = shlex.split(template.format(port=port, seed=seed))
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        if not process.stdout.readline():
            raise SystemExit(f"{command[0]} did not say that it is ready")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.communicate()


def compare(killed: Crawler, peaceful: Crawler) -> list[str]:
    """Return how a killed crawl differs from one that was left alone."""
    found = killed.faults()
    ours, theirs = _endings(killed), _endings(peaceful)
    for key in sorted(ours.keys() | theirs.keys()):
        if ours.get(key) != theirs.get(key):
            found.append(f"{key}: {ours.get(key)}, left alone {theirs.get(key)}")
    differing = killed.articles().keys() ^ peaceful.articles().keys()
    if differing:
        found.append(f"{len(differing)} articles differ")
    return found


def _endings(crawler: Crawler) -> dict[str, tuple[str, str | None]]:
    """Each URL's ending; which of two addresses of one article came first is no difference."""
    both = ("stored", "duplicate")
    states = crawler.states().items()
    return {key: ("in the corpus", None) if end[0] in both else end for key, end in states}


def left_alone(options: argparse.Namespace, folder: Path, arguments: tuple[str, ...]) -> Crawler:
    """Return the crawl that was left alone; it is made once, and its length is kept beside it."""
    seconds = folder / "seconds"
    if not seconds.exists():
        with served(options.serve, options.seed) as proxy:
            begun = time.monotonic()
            Crawler(folder / "peaceful", proxy, arguments).finish()
            seconds.write_text(str(time.monotonic() - begun))
    return Crawler(folder / "peaceful", "", arguments)


def one_crawl(options: argparse.Namespace, number: int, folder: Path) -> tuple[int, list[str]]:
    """Make one pair of crawls; returns the kills that hit a working run, and what is wrong."""
    chance = random.Random(f"{options.seed}:{number}")
    arguments = ("-a", f"seeds={options.seeds}")
    peaceful = left_alone(options, folder, arguments)
    longest_s = options.share * float((folder / "seconds").read_text())
    with served(options.serve, options.seed) as proxy:
        killed = Crawler(folder / f"killed-{number}", proxy, arguments)
        hits = kill_often(killed, options.kills, longest_s, chance)
        runs = killed.finish()
    wrong = compare(killed, peaceful)
    print(
        f"crawl {number}: {hits} of {options.kills} kills hit a working run, {runs} runs to the "
        f"end, {len(killed.articles())} articles, {len(killed.states())} URLs, "
        f"{len(wrong)} faults",
        flush=True,
    )
    for line in wrong[:10]:
        print(f"  {line}", flush=True)
    return hits, wrong


def main() -> int:
    """Make all crawls; 1 when any of them lost, doubled or tore something."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--serve", required=True)
    parser.add_argument("--seeds", required=True, type=lambda name: Path(name).absolute())
    parser.add_argument("--crawls", type=int, default=20)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--share", type=float, default=0.2, help="of a run's length, to kill in")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="kill-crawl-"))
    folder.mkdir(parents=True, exist_ok=True)
    total = faults = 0
    for number in range(options.crawls):
        hits, wrong = one_crawl(options, number, folder)
        total += hits
        faults += len(wrong)
        if not wrong:
            shutil.rmtree(folder / f"killed-{number}")
    print(f"{total} kills of working runs in {options.crawls} crawls: {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
