"""Which sitemaps of an index, and which sources of earlier runs, are worth a request; in order.

A run has a budget of sources. Both orders make that runs which cannot ask everything get on:
what was never asked goes before what is known, and what was not asked for longest goes first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from crawler.discovery.types import Child
from crawler.discovery.urls import registered_domain
from crawler.frontier.polite import is_due
from crawler.frontier.types import Source
from crawler.sites import Site

# Sitemaps that by their own name hold no articles.
_OTHER_SITEMAPS = re.compile(
    r"(image|video|categor|taxonom|author|autor|tag|page|static|product|user|profile)s?"
    r"[^/]*sitemap|sitemap[^/]*(image|video|categor|taxonom|author|autor|tag|user|static)",
    re.IGNORECASE,
)
# Failures in a row after which only what names a source lets it be asked: about a week of tries,
# each wait twice the one before (see ``crawler.frontier.polling``).
GIVEN_UP = 14
_NEVER = datetime.min.replace(tzinfo=UTC)


def worthwhile(
    children: Iterable[Child], site: Site, now: datetime, known: Collection[str]
) -> Iterator[Child]:
    """Yield an index's children worth fetching: those not ``known`` first, then the newest.

    Undated ones stand before dated ones, in the index's own order.
    """
    oldest = now - timedelta(days=site.max_age_days) if site.max_age_days else _NEVER
    own = registered_domain(site.home)
    newest_first = sorted(children, key=lambda child: child.modified or now, reverse=True)
    for child in sorted(newest_first, key=lambda child: child.url in known):
        if child.modified is not None and child.modified < oldest:
            continue
        if _OTHER_SITEMAPS.search(urlsplit(child.url).path):
            continue
        if site.owns(child.url) or registered_domain(child.url) == own:
            yield child


def due_again(known: Iterable[Source], now: datetime, most: int) -> list[Source]:
    """Return up to ``most`` sources of earlier runs to ask though nothing may name them any more.

    A list's further pages are named by its first one whenever that changes: they are asked only
    where their last try failed, for an unchanged first page would never name them again.
    """
    due = [
        source
        for source in known
        if is_due(source, now)
        and source.failures < GIVEN_UP
        and (source.kind != "listing" or source.failures)
    ]
    return sorted(due, key=lambda source: source.checked_at or _NEVER)[:most]
