"""How time, memory and files grow with the corpus: ``python -m benchmarks.growth FOLDER``.

Stores small generated articles through the real frontier, writer and commit, and notes at
1,000, 2,000, 5,000, 10,000 and so on what it cost. Prints one JSON line a checkpoint.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawler.canonical import canonical_key, record_id
from crawler.frontier import Frontier
from crawler.frontier.committer import Committer
from crawler.frontier.types import Found, Lease, Outcome
from output.record import Article, text_hash
from output.writer import CorpusWriter

_SITES = 200
_BATCH = 100
_WHEN = datetime(2026, 1, 1, tzinfo=UTC)
_WORDS = ("time", "year", "people", "way", "day", "man", "thing", "life", "child", "world")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What has been used when so many articles are stored."""

    articles: int
    cpu_ms: float  # per article, since the checkpoint before
    wall_ms: float
    rss_mb: float
    database_mb: float
    corpus_mb: float


def steps(limit: int) -> Iterator[int]:
    """Yield 1,000, 2,000, 5,000, 10,000 ... up to ``limit``."""
    scale = 1000
    while True:
        for factor in (1, 2, 5):
            if scale * factor > limit:
                return
            yield scale * factor
        scale *= 10


def run(folder: Path, limit: int) -> Iterator[Checkpoint]:
    """Store up to ``limit`` articles below ``folder``, which must be empty or missing."""
    folder.mkdir(parents=True, exist_ok=True)
    frontier = Frontier(folder / "frontier.sqlite")
    committer = Committer(frontier, CorpusWriter(folder / "corpus", "growth"))
    committer.recover()
    stored, before = 0, (time.process_time(), time.monotonic())
    for target in steps(limit):
        count = target - stored
        while stored < target:
            stored += _store(committer, stored, min(_BATCH, target - stored))
        now = (time.process_time(), time.monotonic())
        yield Checkpoint(
            articles=stored,
            cpu_ms=(now[0] - before[0]) * 1000 / count,
            wall_ms=(now[1] - before[1]) * 1000 / count,
            rss_mb=resident_mb(),
            database_mb=sum(p.stat().st_size for p in folder.glob("frontier.sqlite*")) / 1e6,
            corpus_mb=sum(p.stat().st_size for p in folder.rglob("*.jsonl*")) / 1e6,
        )
        before = (time.process_time(), time.monotonic())
    committer.close()
    frontier.close()


def _store(committer: Committer, first: int, count: int) -> int:
    found = [
        Found(
            url=f"https://paper{n % _SITES}.example/news/{n}-story",
            site=f"paper{n % _SITES}",
            source="urls",
        )
        for n in range(first, first + count)
    ]
    committer.frontier.add(found)
    leases = committer.frontier.lease(count)
    committer.commit([_ending(lease) for lease in leases])
    return len(leases)


def _ending(lease: Lease) -> tuple[Article, Outcome]:
    key = canonical_key(lease.url)
    text = " ".join(random.Random(lease.url).choices(_WORDS, k=60))
    article = Article(
        id=record_id(key),
        url=lease.url,
        site=lease.site,
        text=text,
        content_hash=text_hash(text),
        fetched_at=_WHEN,
        run="growth",
        cleaner="0",
    )
    outcome = Outcome(
        lease=lease,
        state="stored",
        record_id=article.id,
        content_hash=article.content_hash,
        canonical_key=key,
    )
    return article, outcome


def resident_mb() -> float:
    """Return this process's resident memory in MB; the peak where the system tells no more."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:  # no /proc: the peak is what can be had
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return pages * resource.getpagesize() / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=1_000_000)
    args = parser.parse_args()
    for checkpoint in run(args.folder, args.articles):
        print(json.dumps(asdict(checkpoint)), flush=True)


if __name__ == "__main__":
    main()
