"""The types that travel through cleaning; all frozen, all picklable.

A ``Page`` comes in, a ``Cleaned`` goes out. Between them stand ``Block`` (one
block-level piece of text) and ``Opinion`` (what one judge says of one block).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from cleaners.quality.types import Quality

Category = Literal[
    "social",
    "comments",
    "contact",
    "newsletter",
    "subscription",
    "promo",
    "related",
    "advert",
    "byline",
    "credit",
    "bio",
    "copyright",
    "caption",
    "media",
    "navigation",
    "consent",
    "title",
    "template",
    "other",
]
CATEGORIES: tuple[Category, ...] = get_args(Category)

Kind = Literal["paragraph", "heading", "list-item", "quote", "table-row", "code", "caption"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# Who removed a block: what contains it, what the page says of itself, a rule,
# the learned block judge, the site's memory, or the site file's own `drop`.
JudgeName = Literal["container", "statement", "rules", "model", "extractor", "memory", "site"]

# Whether a reader without an account gets the whole article.
Access = Literal["free", "metered", "paywalled", "truncated", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a fetch or an archive hands to cleaning."""

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]  # lower-case names, in the server's order
    body: bytes  # after content decoding (gzip and the like), before charset decoding
    fetched_at: datetime  # aware UTC

    def header(self, name: str) -> str | None:
        """Return the first value of the header ``name`` (any case), or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a feed, a sitemap or a caller already knows about a page; all optional."""

    source: str | None = None  # "feed", "sitemap", "listing", "caller"
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None  # aware; its own zone is kept
    modified: datetime | None = None
    language: str | None = None  # BCP 47, as claimed
    section: str | None = None
    tags: tuple[str, ...] = ()
    description: str | None = None
    body_html: str | None = None  # content:encoded of a full-text feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """One block or sentence that was taken out, and on whose word."""

    text: str
    category: Category
    judge: JudgeName
    rule: str  # a rule's id, or "model", "template", "duplicate", ...
    index: int  # the block's place in reading order, from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What the page or its feed claims of itself, kept as evidence, never as the answer."""

    html_lang: str | None = None
    og_locale: str | None = None
    content_language: str | None = None
    feed_language: str | None = None
    charset: str | None = None  # the charset that was used to decode
    charset_conflict: bool = False  # BOM, header, meta and bytes disagreed


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """One article: its text, what was removed from the page, and its metadata."""

    text: str  # text normal form; paragraphs separated by one blank line
    blocks: tuple[Block, ...]  # those kept, in reading order
    removed: tuple[Removed, ...]  # in reading order
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None  # aware
    modified: datetime | None = None  # aware
    description: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None  # absolute URL
    canonical_url: str | None = None  # absolute URL, as the page states it and we trust it
    site_name: str | None = None
    language: str | None = None  # ISO 639-1 (zh-cn, zh-tw for Chinese); None below confidence
    language_confidence: float | None = None  # 0..1, rounded to 4 places
    access: Access = "unknown"
    access_reasons: tuple[str, ...] = ()
    claims: Claims = field(default_factory=Claims)
    sources: tuple[tuple[str, str], ...] = ()  # (field, where its value came from)
    quality: Quality | None = None  # signals of the text, None before they are measured
    masked_emails: int = 0  # by marks in text, removed lines and metadata
    masked_phones: int = 0
    flags: tuple[str, ...] = ()  # warnings of a closed list, e.g. "much-removed", "second-parser"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block-level piece of text in reading order."""

    index: int  # place in reading order, from 0
    text: str  # one paragraph: inner white space folded; code keeps its lines
    kind: Kind
    source: str  # a DOM path ("/html/body/main/p[3]") or "line 12"
    level: int = 0  # heading level 1..6, list depth from 1; else 0
    links: tuple[tuple[str, str], ...] = ()  # (text, absolute URL) of the links inside
