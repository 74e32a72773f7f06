"""One page of an archive: whose it is, whether it is wanted, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from cleaners.errors import CleaningError
from cleaners.types import Cleaned
from cleaners.warc import Archived, Reason, Unusable
from cleaners.warc.types import Found as FoundRecord
from crawler.canonical import canonical_key
from crawler.discovery.urls import page_kind
from crawler.fetch.rights import opted_out, rights_of
from crawler.frontier.types import Found, Lease, Outcome
from crawler.run.articles import stored, uncleaned
from crawler.run.context import Ended, Run
from crawler.run.pump import host_of
from crawler.sites import Site
from output.record import Right

_SOURCE = "archive"  # where the frontier says that it found such a URL
LeftOut = Reason | Literal["no-address", "skip-pattern", "no-article-pattern", "not-an-article"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPage:
    """A response that may be an article, with the site that it belongs to."""

    archived: Archived
    found: Found
    key: str  # the URL's canonical key
    run: str  # which run fetched it


def page_of(found: FoundRecord, sites: Iterable[Site], file_run: str) -> ArchivedPage | LeftOut:
    """Return what may be an article, or why it is left out.

    A page that one of our crawls archived was chosen by it. Of another's archive, what a site
    file leaves out is left out, and so are home pages. ``file_run`` names who fetched them.
    """
    if isinstance(found, Unusable):
        return found.reason
    note = found.note
    url = note.url if note else found.page.url
    try:
        key = canonical_key(url)
    except ValueError:
        return "no-address"
    if note is not None:
        wanted = Found(url=url, site=note.site, source=_SOURCE, evidence=note.evidence)
        return ArchivedPage(archived=found, found=wanted, key=key, run=note.run)
    site = next((site for site in sites if site.owns(url)), None)
    refused = _refused(url, site)
    if refused is not None:
        return refused
    wanted = Found(url=url, site=site.name if site else host_of(url), source=_SOURCE)
    return ArchivedPage(archived=found, found=wanted, key=key, run=file_run)


def _refused(url: str, site: Site | None) -> LeftOut | None:
    said = site.is_article(url) if site else None
    if site is not None and site.skips(url):
        return "skip-pattern"
    if said is False:
        return "no-article-pattern"
    return "not-an-article" if said is None and page_kind(url) == "home" else None


async def clean_archived(run: Run, lease: Lease, page: ArchivedPage, *, respect: bool) -> Ended:
    """Return how a page ends, as if it had just been fetched.

    With ``respect``, what its publisher reserves is filtered. Raises PoolError where no worker
    can be had.
    """
    archived, first = page.archived, page.archived.page
    # A stored URL's evidence is forgotten by the frontier: what the archive notes goes before.
    lease = replace(lease, site=page.found.site, evidence=page.found.evidence or lease.evidence)
    rights = rights_of_archived(archived)
    if respect and opted_out(rights) is not None:
        return Ended(outcome=Outcome(lease=lease, state="filtered", reason="opt-out"))
    lost = archived.note.lost if archived.note else None
    await run.prepare(lease.site)
    options = run.options_of(lease.site)
    try:
        cleaned: Cleaned = await asyncio.wrap_future(
            run.pool.submit(first, archived.parts, lost, lease.evidence, options)
        )
    except CleaningError as error:
        return uncleaned(lease, error, first, rights)
    return stored(run, lease=lease, page=first, cleaned=cleaned, rights=rights, fetched_by=page.run)


def rights_of_archived(archived: Archived) -> tuple[Right, ...]:
    """Return the signals that the crawl saw; of another's archive, those of the page itself."""
    if archived.note is not None:
        return tuple(
            Right(signal=one.signal, value=one.value, source=one.source)
            for one in archived.note.rights
        )
    page = archived.page
    return rights_of(url=page.final_url, headers=page.headers, body=page.body, robots=None)
