"""The frontier with millions of known URLs: memory and time of a run of a thousand new ones.

    python -m benchmarks.frontier_scale [--known 5000000] [--new 1000] [--folder DIR]

A database of ``--known`` stored URLs is made (kept in DIR for the next call). Then a process of
its own opens it, takes in ``--new`` URLs among ten times as many known ones, leases them, commits
their records and counts the balance; it tells its peak memory and the time of each step.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.measure import peak_mb
from crawler.canonical import record_id
from crawler.frontier import FILE_NAME, Frontier
from crawler.frontier.committer import Committer
from crawler.frontier.database import Database
from crawler.frontier.types import Found, Lease, Outcome
from output.manifest import Entry, Manifest
from output.record import Article, text_hash
from output.writer import CorpusWriter

_HOSTS = 2000
_BATCH = 100_000


def url_of(number: int) -> str:
    """Return the address of an invented article; it is its own canonical form."""
    return f"https://news{number % _HOSTS}.example/2031/05/{number}-a-headline-of-common-length"


def fill(folder: Path, known: int) -> None:
    """Make a frontier in which ``known`` URLs are stored, and a manifest that agrees."""
    database = Database(folder / "state" / FILE_NAME)
    with database.transaction() as db:
        db.executemany(
            "INSERT INTO hosts (id, name, site) VALUES (?, ?, ?)",
            ((n + 1, f"news{n}.example", f"news{n}") for n in range(_HOSTS)),
        )
    # In the order of their digests, SQLite fills one page after the other.
    digests = b"".join(
        bytes.fromhex(record_id(url_of(n).removeprefix("https://"))) for n in range(known)
    )
    order = np.argsort(np.frombuffer(digests, dtype=">u8")[::2])
    for start in range(0, known, _BATCH):
        keyed = [(digests[16 * n : 16 * n + 16], int(n)) for n in order[start : start + _BATCH]]
        with database.transaction() as db:
            db.executemany(
                "INSERT INTO urls (key, url, site, source, host, state, rank, changed_at, record)"
                " VALUES (?, ?, ?, 'feed', ?, 2, 0, 0, ?)",
                ((key, url_of(n), f"news{n % _HOSTS}", n % _HOSTS + 1, key) for key, n in keyed),
            )
            db.executemany(
                "INSERT INTO articles VALUES (?, ?, 1, ?, 0)",
                ((key, n, bytes(32)) for key, n in keyed),
            )
    with database.transaction() as db:
        db.execute("UPDATE totals SET value = ?", (known,))
    database.close()
    (folder / "corpus").mkdir(parents=True)
    now = datetime.now(UTC)
    entry = Entry(
        path="2031/05/04/cold-1.jsonl", run="cold", records=known, bytes=1, sha256="0" * 64,
        first=now, last=now, closed_at=now,
    )  # fmt: skip
    Manifest(folder / "corpus").append(entry)


@contextmanager
def timed(times: dict[str, float], name: str) -> Iterator[None]:
    """Note how long a step took, in seconds."""
    begun = time.perf_counter()
    yield
    times[name] = round(time.perf_counter() - begun, 3)


def article(lease: Lease) -> Article:
    """Return a record of common size."""
    text = f"What is known of {lease.url}. " * 60
    return Article(
        id=record_id(lease.key), url=lease.url, site=lease.site, text=text,
        content_hash=text_hash(text), fetched_at=datetime.now(UTC), run="r", cleaner="0",
    )  # fmt: skip


def run(folder: Path, known: int, new: int) -> dict[str, float]:
    """Do what one run does with the frontier; returns seconds by step, and peak memory in MB."""
    times: dict[str, float] = {}
    with timed(times, "start_s"):
        frontier = Frontier(folder / "state" / FILE_NAME)
        committer = Committer(frontier, CorpusWriter(folder / "corpus", f"{time.time_ns()}"))
        committer.recover()
    first = frontier.total("urls_in")
    step = max(known // (10 * new), 1)
    numbers = [*range(0, known, step)[: 10 * new], *range(first, first + new)]
    pages = [url_of(n) for n in numbers]
    with timed(times, "add_s"):
        for start in range(0, len(pages), 500):
            found = [Found(url=u, site="s", source="x") for u in pages[start : start + 500]]
            frontier.add(found)
    stored = 0
    with timed(times, "lease_and_commit_s"):
        while leases := frontier.lease(50):
            committer.commit([(article(x), Outcome(lease=x, state="stored")) for x in leases])
            stored += len(leases)
    with timed(times, "balance_s"):
        balance = frontier.balance()
    assert stored == new, f"{stored} stored"
    assert balance.closes
    committer.close()
    frontier.close()
    return {**times, "urls": float(balance.urls_in), "peak_mb": round(peak_mb(), 1)}


def main() -> None:
    """Fill once, then run in a process of its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--known", type=int, default=5_000_000)
    parser.add_argument("--new", type=int, default=1_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--only-run", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="frontier-scale-"))
    if options.only_run:
        print(json.dumps(run(folder, options.known, options.new)))
        return
    if not (folder / "state" / FILE_NAME).exists():
        begun = time.perf_counter()
        fill(folder, options.known)
        print(f"filled {folder} in {time.perf_counter() - begun:.0f} s", flush=True)
    size = (folder / "state" / FILE_NAME).stat().st_size
    print(f"{options.known} known URLs, {size / 2**20:.0f} MB of database", flush=True)
    subprocess.run(
        [sys.executable, "-m", "benchmarks.frontier_scale", "--only-run", "--folder", str(folder),
         "--known", str(options.known), "--new", str(options.new)], check=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()
