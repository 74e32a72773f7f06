"""What a plan asks for and what it is answered: the types between discovery and the spider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crawler.discovery import body, feeds, listings
from crawler.discovery.feeds import read_feed
from crawler.discovery.listings import read_listing
from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.types import FeedPage, ListingPage, SitemapPage
from crawler.frontier.types import Found
from crawler.sites import Site

Role = Literal["home", "feed", "sitemap", "listing", "probe-feed", "probe-sitemap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLimits:
    """Budgets of one site in one run."""

    max_sources: int = 200  # requests for feeds, sitemaps and listings
    max_sitemap_depth: int = 4
    max_feed_pages: int = 5
    max_list_pages: int = 5
    max_found: int = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRequest:
    """One source to fetch."""

    url: str
    role: Role
    site: str
    why: str  # "site file", "robots.txt", "link tag", "well-known", "index", "next page", ...
    depth: int = 0  # below the first index, or after the first page
    large: bool = False  # over the limit of pages: asked for alone, up to its reader's limit

    @property
    def kind(self) -> Literal["feed", "sitemap", "listing"]:
        """Return what the source is remembered as."""
        if self.role in {"home", "listing"}:
            return "listing"
        return "feed" if self.role in {"feed", "probe-feed"} else "sitemap"

    @property
    def most_bytes(self) -> int:
        """Return how much of a document its reader reads, in bytes."""
        limits: dict[str, int] = {
            "feed": feeds.MAX_BYTES,
            "sitemap": body.MAX_BYTES,
            "listing": listings.MAX_BYTES,
        }
        return limits[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a source answered with success, or 304."""

    url: str  # after redirects
    status: int
    body: bytes = b""
    content_type: str | None = None
    robots_sitemaps: tuple[str, ...] = ()  # what the host's robots.txt names
    unchanged: bool = False  # 304, or a body with the same hash as the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something for the log and the run's counts, not an article."""

    kind: Literal["trap", "problem", "source"]
    name: str  # a Trap, a Problem, or "gave N"
    url: str


Step = SourceRequest | Found | Note


SourcePage = FeedPage | SitemapPage | ListingPage


def read_source(site: Site, request: SourceRequest, answer: Answer) -> SourcePage:
    """Read a source's answer; pure, so that a thread may do it. Never raises for its content."""
    if request.kind == "feed":
        return read_feed(answer.body, answer.url, answer.content_type)
    if request.kind == "sitemap":
        return read_sitemap(answer.body, answer.url, answer.content_type)
    return read_listing(answer.body, answer.url, answer.content_type, site=site)
