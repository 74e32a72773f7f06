"""``scrapy clean --quarantine``: pages that could not be cleaned get another chance.

What can be cleaned now becomes a record of the corpus, as if the crawl had cleaned it; what can
still not be cleaned stays where it is.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler.exits import CleanwireError, Exit
from crawler.fetch.reasons import Failure
from crawler.frontier.committer import translated
from crawler.frontier.types import Found
from crawler.quarantine import Quarantine, Quarantined
from crawler.run.articles import Part, clean_article, part_not_fetched
from crawler.run.assignment import Assignment
from crawler.run.context import Ended, Run
from crawler.run.opening import open_assigned
from crawler.sites import Site, load_sites
from crawler.workers import PoolError

_OFFLINE = Failure(reason="offline", retry="never")


def replay(settings: BaseSettings) -> Exit:
    """Clean the quarantine's pages, commit what came of it, tell it on standard error.

    Takes the run's lock. Raises ``CleanwireError``.
    """
    run = open_assigned(settings, Assignment(sites=_sites(settings)))
    try:
        counts = asyncio.run(_replay_all(run))
        run.finish()
        if run.fatal is not None:
            raise run.fatal
    except PoolError as error:
        raise CleanwireError(f"cleaning stopped: {error}") from error
    finally:
        run.close()
    sys.stderr.write(_sentence(counts) + "\n")
    return Exit.FINE


def _sites(settings: BaseSettings) -> tuple[Site, ...]:
    """The site files, for their own removals; a crawl with seeds has none."""
    folder = Path(str(settings["SITES_DIR"]))
    return tuple(load_sites(folder, None)) if folder.is_dir() else ()


async def _replay_all(run: Run) -> Counter[str]:
    quarantine = Quarantine(run.state_dir)
    counts: Counter[str] = Counter()
    entries = quarantine.entries()
    while batch := list(islice(entries, run.commit_records)):
        counts.update(await _replay_batch(run, quarantine, batch))
        if run.fatal is not None:
            raise run.fatal
    return counts


async def _replay_batch(
    run: Run, quarantine: Quarantine, batch: Sequence[Quarantined]
) -> list[str]:
    """Clean and commit a batch; a page leaves the quarantine when its ending is durable."""
    endings = await asyncio.gather(*(_clean(run, entry) for entry in batch))
    for ended in endings:
        if ended is not None:
            run.settle(replace(ended, fetched=()))  # the archive has its pages already
    run.commit()
    states: list[str] = []
    for entry, ended in zip(batch, endings, strict=True):
        state = "settled" if ended is None else str(ended.outcome.state)
        states.append(state)
        if state != "quarantined" and run.fatal is None:
            with translated():
                quarantine.remove(entry.name)
    return states


async def _clean(run: Run, entry: Quarantined) -> Ended | None:
    """Clean one page; None when its URL has ended otherwise in the meantime."""
    frontier = run.frontier
    # A state that was made anew from the corpus does not know the URL: it comes in again.
    frontier.add(
        [Found(url=entry.url, site=entry.site, source="quarantine", evidence=entry.evidence)]
    )
    frontier.reopen([entry.url])
    leases = run.hold(frontier.lease_exactly([entry.url]))
    if not leases:
        return None
    ended = await clean_article(run, leases[0], entry.page, entry.rights)
    if isinstance(ended, Part):  # its further pages were never fetched, and are not now
        return part_not_fetched(run, ended, _OFFLINE)
    return ended


def _sentence(counts: Counter[str]) -> str:
    if not counts:
        return "The quarantine is empty."
    kept = counts["quarantined"]
    told = ", ".join(f"{number} {state}" for state, number in sorted(counts.items()))
    rest = f"; {kept} stay in quarantine" if kept else "; the quarantine is empty"
    return f"{counts.total()} pages of the quarantine cleaned anew: {told}{rest}."
