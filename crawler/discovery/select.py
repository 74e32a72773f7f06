"""Which entries of a source become work, and for what reason the others do not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, get_args

from crawler.discovery.types import Entry
from crawler.discovery.urls import page_kind, registered_domain
from crawler.sites import Site

Rejection = Literal[
    "offsite",  # another outlet's page
    "skip-pattern",  # the site file says to leave it
    "no-article-pattern",  # the site file's article patterns do not match
    "not-an-article",  # the URL names a home, list, account or media page
    "too-old",  # by its feed's or sitemap's date
    "trap",
    "over-budget",
]
REJECTIONS: tuple[Rejection, ...] = get_args(Rejection)


def reject(entry: Entry, site: Site, now: datetime, *, sure: bool) -> Rejection | None:
    """Return why the entry is not worth a request, None when it is.

    `sure` tells that the source names articles only (a feed, a news sitemap, a
    listing's choice): then the URL's form is no argument, but a home page is none.
    """
    url = entry.url
    if not site.owns(url) and registered_domain(url) != registered_domain(site.home):
        return "offsite"
    if site.skips(url):
        return "skip-pattern"
    said = site.is_article(url)
    if said is False:
        return "no-article-pattern"
    kind = page_kind(url) if said is None else None
    if kind == "home" or (kind is not None and not sure):
        return "not-an-article"
    return "too-old" if _too_old(entry, site, now) else None


def _too_old(entry: Entry, site: Site, now: datetime) -> bool:
    if not site.max_age_days or entry.evidence is None:
        return False
    dated = entry.evidence.published or entry.evidence.modified
    return dated is not None and dated < now - timedelta(days=site.max_age_days)
