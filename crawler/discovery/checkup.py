"""Looks after known sites for `scrapy site check`: reachable, stale, empty or changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from crawler.discovery.feeds import read_feed
from crawler.discovery.listings import read_listing
from crawler.discovery.select import reject
from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.survey import newest
from crawler.discovery.types import Entry
from crawler.fetch.client import PoliteClient, Reply
from crawler.sites import Site

STALE = timedelta(days=7)  # a news source without news for so long
MIN_ACCEPTED = 0.3  # of a source's entries; fewer pass when the site's URLs have changed

Verdict = Literal["ok", "unreachable", "empty", "stale", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What became of one source."""

    site: str
    url: str
    kind: Literal["feed", "sitemap", "listing"]
    verdict: Verdict
    detail: str


async def check_site(site: Site, client: PoliteClient, now: datetime) -> list[Finding]:
    """Ask each source of the site once and judge its answer."""
    findings = []
    sources: list[tuple[str, Literal["feed", "sitemap", "listing"]]] = [
        *((url, "feed") for url in site.feeds),
        *((url, "sitemap") for url in site.sitemaps),
        *((url, "listing") for url in site.listings),
    ]
    for url, kind in sources or [(site.home, "listing")]:
        reply = await client.get(url)
        verdict, detail = judge(site, kind, reply, now)
        findings.append(Finding(site=site.name, url=url, kind=kind, verdict=verdict, detail=detail))
    return findings


def judge(
    site: Site, kind: Literal["feed", "sitemap", "listing"], reply: Reply, now: datetime
) -> tuple[Verdict, str]:
    """Return what the answer means, and the facts in one clause."""
    if not reply.ok:
        return "unreachable", reply.problem or f"HTTP status {reply.status}"
    entries, children, problems = _read(site, kind, reply)
    if "html-instead" in problems and kind != "listing":
        return "changed", "an HTML page stands where the feed or sitemap was"
    if children:
        return "ok", f"index of {children} sitemaps"
    if not entries:
        return "empty", ", ".join(problems) or "no entries"
    return _judge_entries(site, reply, entries, now)


def _judge_entries(
    site: Site, reply: Reply, entries: list[Entry], now: datetime
) -> tuple[Verdict, str]:
    accepted = [
        entry for entry in entries if reject(entry, site, now, sure=True) in {None, "too-old"}
    ]
    if len(accepted) < MIN_ACCEPTED * len(entries):
        return "changed", f"only {len(accepted)} of {len(entries)} entries fit domains and patterns"
    if reply.moved:
        return "changed", f"moved for good to {reply.url}"
    latest = newest(entries)
    if latest is not None and latest < now - STALE:
        return "stale", f"newest entry is of {latest:%Y-%m-%d}"
    when = f", newest {latest:%Y-%m-%d %H:%M}" if latest else ""
    return "ok", f"{len(entries)} entries{when}"


def _read(
    site: Site, kind: Literal["feed", "sitemap", "listing"], reply: Reply
) -> tuple[list[Entry], int, tuple[str, ...]]:
    """Return entries, number of child sitemaps, and problems."""
    if kind == "feed":
        feed = read_feed(reply.body, reply.url, reply.content_type)
        return list(feed.entries), 0, feed.problems
    if kind == "sitemap":
        sitemap = read_sitemap(reply.body, reply.url, reply.content_type)
        return list(sitemap.entries), len(sitemap.children), sitemap.problems
    listing = read_listing(reply.body, reply.url, reply.content_type, site=site)
    return list(listing.entries), 0, listing.problems
