"""What goes into the frontier and comes out of it; all frozen, no Scrapy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from cleaners.types import Evidence

State = Literal["pending", "leased", "stored", "duplicate", "filtered", "failed", "quarantined"]
STATES: tuple[State, ...] = get_args(State)
FINAL_STATES: tuple[State, ...] = ("stored", "duplicate", "filtered", "failed", "quarantined")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One article URL that discovery found."""

    url: str  # absolute, as found
    site: str  # the site's name
    source: str  # the feed, sitemap or listing URL it was found in, or "urls"
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """One URL that is this run's to fetch, until it is settled or the lease expires."""

    id: int  # the frontier's row
    url: str
    key: str  # canonical URL key (crawler.canonical): its digest is the record's id
    site: str
    attempts: int  # earlier tries, over all runs
    evidence: Evidence | None = None
    revision: int = 0  # of the record stored before, 0 when there is none
    content_hash: str | None = None  # of the record stored before
    record_id: str | None = None  # of the record stored before: the article keeps it


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one leased URL ended; `reason` is required for all but stored and pending."""

    lease: Lease
    state: State  # pending = try again not before `retry_at`
    reason: str | None = None  # from a closed vocabulary: "http-404", "no-article", "robots", ...
    retry_at: datetime | None = None  # aware UTC
    record_id: str | None = None  # for stored and duplicate
    content_hash: str | None = None
    revision: int = 0
    final_url: str | None = None
    canonical_key: str | None = None  # when the page's canonical URL moved it to another key
    fetched_at: datetime | None = None  # aware UTC; of the page that a record was made of


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed, sitemap or listing that is polled: its validators and its next due time."""

    url: str
    site: str
    kind: Literal["feed", "sitemap", "listing"]
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    due_at: datetime | None = None  # aware UTC; None = at once
    interval_s: float | None = None
    failures: int = 0  # in a row
    checked_at: datetime | None = None  # aware UTC; the last answer, changed or not
    changed_at: datetime | None = None  # aware UTC; the last answer that was new
    unchanged: int = 0  # answers without change in a row
    gap_s: float | None = None  # learned time between changes
    selection: str | None = None  # what the site file said then (``Site.selection``)


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentMark:
    """How far the corpus is committed: stored in the same transaction as the outcomes."""

    path: str  # relative to the corpus folder, as the .part
    length_bytes: int
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveMark:
    """How far an archive's file is settled: stored in the same transaction as the outcomes.

    Of one that is read, its ``offset`` is that of the last settled response; of one that the
    crawl itself writes, the committed length.
    """

    path: str  # absolute; of one that is being written its name alone
    head: bytes  # digest of its first `head_bytes`
    head_bytes: int
    offset: int  # bytes, of the last settled response in the packed file
    number: int  # of that response, from 1; 0 = none yet
    record_id: str
    whole: int | None = None  # the file's length, once it was read to its end


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of a batch of found URLs."""

    new: int  # first seen now
    known: int  # already in the frontier, or twice in the batch
    stored: int = 0  # of the new: known as another URL of a stored article, so `duplicate`
    too_old: int = 0  # of the new: older than the site's max_age_days, so `filtered`
    invalid: int = 0  # no http(s) URL: never came in


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one archived page on its way in."""

    lease: Lease | None  # None: a newer page, or another address of it, is stored
    new: bool  # its URL was not known before


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The newest record of one article in the corpus."""

    record_id: str
    content_hash: str
    revision: int
    url_id: int  # the frontier's row of the URL that it was stored from


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsEntry:
    """One origin's robots.txt as it was last answered."""

    origin: str  # "https://example.com" or "https://example.com:8443"
    status: int  # HTTP status; 0 = unreachable
    body: bytes
    fetched_at: datetime  # aware UTC
    expires_at: datetime  # aware UTC
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """URLs that came in against the sum of the states, each counted on its own."""

    urls_in: int
    states: dict[State, int]
    reasons: dict[tuple[State, str], int]

    @property
    def closes(self) -> bool:
        """Whether every URL that came in is in exactly one state."""
        return self.urls_in == sum(self.states.values())
