"""What the metadata reader answers, and the small types that its parts share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cleaners.types import Access

# "stated": the page wrote an offset or a zone; "borrowed": another date of the same page
# names the same wall-clock time with its offset; "assumed": nothing is known, UTC was taken.
Zone = Literal["stated", "borrowed", "assumed"]
Precision = Literal["day", "minute"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point in time as a page writes it."""

    value: datetime  # aware; the page's own offset is kept
    zone: Zone
    precision: Precision  # "day": no time of day was stated, the value is midnight


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """One date with where it came from and how far to trust it."""

    moment: Moment
    source: str  # "json-ld", "meta:article:published_time", "url", ...
    confidence: float  # 0..1, rounded to 2 places


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says of its article; every field is empty when the page does not say."""

    title: str | None = None  # the headline, without the site's name
    authors: tuple[str, ...] = ()  # persons, in the page's order
    agencies: tuple[str, ...] = ()  # news agencies that stood among the authors
    published: datetime | None = None  # aware; the page's own offset is kept
    published_confidence: float | None = None  # 0..1
    modified: datetime | None = None  # aware; never before `published`
    modified_confidence: float | None = None  # 0..1
    dates: tuple[tuple[str, Dated], ...] = ()  # ("published" or "modified", how it was read)
    description: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None  # absolute http(s) URL
    canonical_url: str | None = None  # absolute; only where it can be trusted
    site_name: str | None = None
    access: Access = "unknown"
    access_reasons: tuple[str, ...] = ()
    article_body: str | None = None  # JSON-LD articleBody, as stated
    bodies: tuple[tuple[str, str], ...] = ()  # (source, text): that one, and a full-text feed's
    html_lang: str | None = None  # the three claims, as written
    og_locale: str | None = None
    content_language: str | None = None
    sources: tuple[tuple[str, str], ...] = ()  # (field, where its value came from)
