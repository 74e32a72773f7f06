"""How the near-duplicate index grows: ``python -m benchmarks.near_duplicates FOLDER``.

Adds generated signatures (as random as those of distinct articles are) in transactions of
500, and notes at 1,000, 2,000, 5,000 and so on what adding and looking up cost, how large
the file is, and what is resident. Prints one JSON line a checkpoint.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean, quantiles

import numpy as np

from benchmarks.growth import resident_mb, steps
from output.near_duplicates.index import DEFAULT_THRESHOLD
from output.near_duplicates.signature import Signature, band_keys
from output.near_duplicates.store import Store

_LOOKUPS = 500
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The index with so many articles; times in milliseconds, of the wall unless CPU is said."""

    articles: int
    add_ms: float  # place, look up and its share of the commit, since the checkpoint before
    add_cpu_ms: float
    lookup_mean_ms: float  # of articles that are in the index, at random
    lookup_cpu_ms: float
    lookup_p99_ms: float
    file_bytes_per_article: float
    rss_bytes_per_article: float  # resident memory beyond that of the empty index


def signature(number: int) -> Signature:
    """Return a made-up signature; one number, one signature."""
    low = np.random.default_rng(number).integers(0, 2**16, 128, dtype="<u2")
    return Signature(low=low, band_keys=band_keys(low))


def run(folder: Path, limit: int) -> Iterator[Checkpoint]:
    """Fill an index below ``folder``, which must be empty or missing."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "near-duplicates.sqlite"
    store = Store(path, {"scheme": "generated"})
    rss, stored = resident_mb(), 0
    for target in steps(limit):
        began, cpu, count = time.monotonic(), time.process_time(), target - stored
        while stored < target:
            with store.transaction():
                for number in range(stored, min(stored + _BATCH, target)):
                    _add(store, number)
            stored = min(stored + _BATCH, target)
        add_ms = (time.monotonic() - began) * 1000 / count
        add_cpu_ms = (time.process_time() - cpu) * 1000 / count
        cpu = time.process_time()
        lookups = [_lookup_ms(store, stored) for _ in range(_LOOKUPS)]
        lookup_cpu_ms = (time.process_time() - cpu) * 1000 / _LOOKUPS
        size = sum(file.stat().st_size for file in folder.iterdir())
        yield Checkpoint(
            articles=stored,
            add_ms=add_ms,
            add_cpu_ms=add_cpu_ms,
            lookup_mean_ms=mean(lookups),
            lookup_cpu_ms=lookup_cpu_ms,
            lookup_p99_ms=quantiles(lookups, n=100)[-1],
            file_bytes_per_article=size / stored,
            rss_bytes_per_article=(resident_mb() - rss) * 1e6 / stored,
        )
    store.close()


def _add(store: Store, number: int) -> None:
    record = number.to_bytes(16, "big")
    signed = signature(number)
    placed, _ = store.place(record, signed, "site", None)
    if list(store.neighbours(placed, signed, DEFAULT_THRESHOLD)):
        raise RuntimeError("two random signatures are alike: the index is wrong")


def _lookup_ms(store: Store, stored: int) -> float:
    signed = signature(random.randrange(stored))
    began = time.perf_counter()
    found = list(store.neighbours(0, signed, DEFAULT_THRESHOLD))
    took = (time.perf_counter() - began) * 1000
    if len(found) != 1:
        raise RuntimeError("an article in the index was not found")
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=1_000_000)
    args = parser.parse_args()
    for checkpoint in run(args.folder, args.articles):
        print(json.dumps(asdict(checkpoint)), flush=True)


if __name__ == "__main__":
    main()
