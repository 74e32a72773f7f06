"""What the parsers of feeds, sitemaps and listings hand on; all frozen, no Scrapy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cleaners.types import Evidence

SourceKind = Literal["feed", "sitemap", "listing"]
SitemapKind = Literal["index", "urlset", "text", "feed", "none"]

# Why a source gave less than it promised; a closed list, counted in the run's report.
Problem = Literal[
    "html-instead",  # HTML where a feed or sitemap was promised
    "unknown-format",
    "broken-xml",  # recovered as far as it went
    "too-large",  # read up to the limit
    "too-complex",  # a tag with an absurd number of attributes: not parsed
    "bomb",  # inflates far beyond what was sent: not read further
    "too-many-entries",
    "recoded",  # the declared character set was wrong
    "empty",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article that a source names."""

    url: str  # absolute http(s)
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """One feed document."""

    kind: Literal["rss", "rdf", "atom", "json", "none"]
    entries: tuple[Entry, ...]
    title: str | None = None
    language: str | None = None
    next_url: str | None = None  # RFC 5005 paging, JSON Feed next_url
    alternates: tuple[str, ...] = ()  # feeds that an HTML page in its place names
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """One sitemap that a sitemap index names."""

    url: str
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapPage:
    """One sitemap document: an index has children, the others have entries."""

    kind: SitemapKind
    entries: tuple[Entry, ...]
    children: tuple[Child, ...] = ()
    news: bool = False  # it carries the news namespace
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingPage:
    """One section or home page."""

    entries: tuple[Entry, ...]  # articles, in page order
    next_url: str | None = None  # the next page of the same list
    feeds: tuple[str, ...] = ()  # link rel=alternate
    sections: tuple[str, ...] = ()  # navigation links of the same site: pages that list
    problems: tuple[Problem, ...] = ()
