"""How the near-duplicate index grows: ``python -m benchmarks.near_duplicates FOLDER``.

Adds generated signatures (as random as those of distinct articles are) in transactions of
500, and notes at 1,000, 2,000, 5,000 and so on what adding and looking up cost, how large
the file is, and what is resident. Prints one JSON line a checkpoint. With ``--bulk`` the index
of all of them is made at once and measured once:
first with nothing of the file in the system's memory, then with what a run has touched, which
adds that run's articles; called again, it is measured again. An index in the folder that was made
of another number of articles is refused.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean, quantiles

import numpy as np

from benchmarks.growth import resident_mb, steps
from benchmarks.near_duplicates_bulk import OtherIndexError, about, provide, record_of
from output.near_duplicates.index import DEFAULT_THRESHOLD
from output.near_duplicates.signature import Signature, band_keys
from output.near_duplicates.store import Store

_LOOKUPS = 500
_BATCH = 500
_SCHEME = "generated"
_COMMIT = 50  # articles of a crawl's commit
_RUN = 5_000  # articles of a large run: added, then looked up
_EVERY = 100  # of a large index, one in so many can be looked up


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Large:
    """An index that was made at once; times in milliseconds of the wall unless CPU is said."""

    articles: int  # in it before the run's are added: as many as it was made of, and earlier runs'
    build_s: float | None  # None: it was there
    cold_lookup_mean_ms: float  # nothing of the file is in the system's memory at first
    cold_lookup_p99_ms: float
    lookup_mean_ms: float  # after a run's articles were added
    lookup_cpu_ms: float
    lookup_p99_ms: float
    add_mean_ms: float  # place, look up, and a commit of 50
    add_cpu_ms: float
    file_bytes_per_article: float
    rss_bytes_per_article: float  # resident memory beyond that of the empty index


def signature(number: int) -> Signature:
    """Return a made-up signature; one number, one signature."""
    low = np.frombuffer(hashlib.shake_128(number.to_bytes(8, "big")).digest(256), dtype="<u2")
    return Signature(low=low, band_keys=band_keys(low))


def run(folder: Path, limit: int) -> Iterator[Checkpoint]:
    """Fill an index below ``folder``; raises OtherIndexError unless it is empty or missing."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise OtherIndexError(f"{folder} is not empty: choose another folder for a new index")
    path = folder / "near-duplicates.sqlite"
    store = Store(path, {"scheme": _SCHEME})
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
        lookups = [_lookup_ms(store, range(stored)) for _ in range(_LOOKUPS)]
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


def run_large(folder: Path, articles: int, run: int = _RUN, every: int = _EVERY) -> Large:
    """Make an index of so many articles below ``folder``, add a run's, and look up as many.

    One that is there from an earlier run is measured again; raises OtherIndexError unless it was
    made of ``articles`` articles.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "near-duplicates.sqlite"
    build_s = provide(path, articles, signature, _SCHEME, every)
    rss = _rss_of_an_empty_index(folder)
    _forget(path)
    store = Store(path, about(_SCHEME, articles, every))
    known = range(every, articles + 1, every)
    cold = [_lookup_ms(store, known) for _ in range(_LOOKUPS)]
    stored = store.count()
    began, cpu = time.monotonic(), time.process_time()
    for start in range(stored + 1, stored + run + 1, _COMMIT):
        with store.transaction():
            for number in range(start, start + _COMMIT):
                _add(store, number)
    add_ms = (time.monotonic() - began) * 1000 / run
    add_cpu_ms = (time.process_time() - cpu) * 1000 / run
    cpu = time.process_time()
    warm: list[float] = []
    for _ in range(0, run, _COMMIT):
        with store.transaction():  # as a crawl does: the file is locked once
            warm += [_lookup_ms(store, known) for _ in range(_COMMIT)]
    lookup_cpu_ms = (time.process_time() - cpu) * 1000 / run
    resident = resident_mb()
    store.close()
    return Large(
        articles=stored,
        build_s=build_s,
        cold_lookup_mean_ms=mean(cold),
        cold_lookup_p99_ms=quantiles(cold, n=100)[-1],
        lookup_mean_ms=mean(warm),
        lookup_cpu_ms=lookup_cpu_ms,
        lookup_p99_ms=quantiles(warm, n=100)[-1],
        add_mean_ms=add_ms,
        add_cpu_ms=add_cpu_ms,
        file_bytes_per_article=path.stat().st_size / (stored + run),
        rss_bytes_per_article=(resident - rss) * 1e6 / (stored + run),
    )


def _rss_of_an_empty_index(folder: Path) -> float:
    path = folder / "empty.sqlite"
    store = Store(path, {"scheme": _SCHEME})
    megabytes = resident_mb()
    store.close()
    path.unlink()
    return megabytes


def _forget(path: Path) -> None:
    """Have the system forget what it holds of a file; what is written there stays."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)


def _add(store: Store, number: int) -> None:
    signed = signature(number)
    placed, _ = store.place(record_of(number), signed, "site", None)
    if list(store.neighbours(placed, signed, DEFAULT_THRESHOLD)):
        raise RuntimeError("two random signatures are alike: the index is wrong")


def _lookup_ms(store: Store, known: range) -> float:
    signed = signature(random.choice(known))
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
    parser.add_argument("--bulk", action="store_true", help="make the index at once")
    args = parser.parse_args()
    try:
        if args.bulk:
            print(json.dumps(asdict(run_large(args.folder, args.articles))))
            return
        for checkpoint in run(args.folder, args.articles):
            print(json.dumps(asdict(checkpoint)), flush=True)
    except OtherIndexError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
