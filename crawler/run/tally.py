"""What happened in a run, counted per site while it happens."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from heapq import nlargest
from statistics import quantiles
from typing import Any

from cleaners.types import Cleaned
from crawler.frontier.types import Outcome

# Latencies kept for the percentiles of one site and run; later ones are counted, not kept.
_MOST_LATENCIES = 10_000
# The slowest and the largest pages of one site and run that are named.
_MOST_EXTREMES = 3
# The fields whose absence is counted: a site that stops giving one has changed.
_WATCHED_FIELDS = ("title", "authors", "published", "language", "description", "image")


@dataclass(slots=True)
class Moments:
    """What tells mean and spread of a value that each article has one of."""

    total: float = 0.0
    squares: float = 0.0

    def add(self, value: float) -> None:
        """Take in one article's value."""
        self.total += value
        self.squares += value * value

    def as_dict(self) -> dict[str, float]:
        """Return both as plain JSON values."""
        return {"total": round(self.total, 6), "squares": round(self.squares, 6)}


@dataclass(slots=True, kw_only=True)
class SiteTally:
    """The counts of one site in one run."""

    found: int = 0  # article URLs that its sources named
    new: int = 0  # of these, not known before
    fetched: int = 0  # article pages with an answer of 2xx
    stored: int = 0
    revised: int = 0  # of the stored, new revisions of known articles
    duplicate: int = 0
    filtered: Counter[str] = field(default_factory=Counter)  # by reason
    failed: Counter[str] = field(default_factory=Counter)  # by cause
    quarantined: Counter[str] = field(default_factory=Counter)  # by cause
    deferred: Counter[str] = field(default_factory=Counter)  # to be tried again, by cause
    sources_read: int = 0  # feeds, sitemaps, listings that gave an answer
    sources_unchanged: int = 0  # of these, 304 or the same bytes
    sources_failed: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)  # entries of sources, by reason
    traps: Counter[str] = field(default_factory=Counter)  # crawler traps that were met, by name
    bytes: int = 0  # of article pages, decoded
    text_chars: int = 0
    text_logs: Moments = field(default_factory=Moments)  # of the texts' lengths, the logarithms
    removed_shares: Moments = field(default_factory=Moments)  # of each page's text, 0..1
    removed_chars: Counter[str] = field(default_factory=Counter)  # by category
    missing: Counter[str] = field(default_factory=Counter)  # records without the field
    latencies_ms: list[float] = field(default_factory=list)
    slowest: list[tuple[float, str]] = field(default_factory=list)  # (ms, URL), the worst first
    largest: list[tuple[float, str]] = field(default_factory=list)  # (decoded bytes, URL)

    def page(self, size_bytes: int, latency_s: float | None, url: str) -> None:
        """Count one article page that was fetched."""
        self.fetched += 1
        self.bytes += size_bytes
        self.largest = nlargest(_MOST_EXTREMES, [*self.largest, (float(size_bytes), url)])
        if latency_s is not None:
            slow = (round(latency_s * 1000, 1), url)
            self.slowest = nlargest(_MOST_EXTREMES, [*self.slowest, slow])
        if latency_s is not None and len(self.latencies_ms) < _MOST_LATENCIES:
            self.latencies_ms.append(latency_s * 1000)

    def article(self, cleaned: Cleaned) -> None:
        """Count what one stored article holds, lacks and lost."""
        kept, gone = len(cleaned.text), sum(len(removed.text) for removed in cleaned.removed)
        self.text_chars += kept
        self.text_logs.add(math.log(max(1, kept)))
        self.removed_shares.add(gone / max(1, kept + gone))
        for removed in cleaned.removed:
            self.removed_chars[removed.category] += len(removed.text)
        for name in _WATCHED_FIELDS:
            if not getattr(cleaned, name):
                self.missing[name] += 1

    def outcome(self, outcome: Outcome) -> None:
        """Count how one URL ended."""
        reason = outcome.reason or "unknown"
        match outcome.state:
            case "stored":
                self.stored += 1
                self.revised += outcome.revision > 1
            case "duplicate":
                self.duplicate += 1
            case "filtered":
                self.filtered[reason] += 1
            case "failed":
                self.failed[reason] += 1
            case "quarantined":
                self.quarantined[reason] += 1
            case "pending":
                self.deferred[reason] += 1
            case "leased":
                raise ValueError("an outcome cannot be leased")

    def as_dict(self) -> dict[str, Any]:
        """Return the counts as plain JSON values, latencies as their percentiles."""
        half, most = _percentiles(self.latencies_ms)
        return {
            "found": self.found,
            "new": self.new,
            "fetched": self.fetched,
            "stored": self.stored,
            "revised": self.revised,
            "duplicate": self.duplicate,
            "filtered": dict(sorted(self.filtered.items())),
            "failed": dict(sorted(self.failed.items())),
            "quarantined": dict(sorted(self.quarantined.items())),
            "deferred": dict(sorted((+self.deferred).items())),  # + leaves out what is 0
            "sources_read": self.sources_read,
            "sources_unchanged": self.sources_unchanged,
            "sources_failed": dict(sorted(self.sources_failed.items())),
            "left_out": dict(sorted(self.left_out.items())),
            "traps": dict(sorted(self.traps.items())),
            "bytes": self.bytes,
            "text_chars_total": self.text_chars,
            "text_logs": self.text_logs.as_dict(),
            "removed_shares": self.removed_shares.as_dict(),
            "removed_chars": dict(sorted(self.removed_chars.items())),
            "missing": dict(sorted(self.missing.items())),
            "latency_ms_p50": half,
            "latency_ms_p95": most,
            "slowest": [{"url": url, "ms": ms} for ms, url in self.slowest],
            "largest": [{"url": url, "bytes": int(size)} for size, url in self.largest],
        }


@dataclass(slots=True, kw_only=True)
class ArchiveTally:
    """What a run found in archives."""

    files_read: int = 0  # to their end
    files_known: int = 0  # read to their end by an earlier run, and not longer since
    files_failed: Counter[str] = field(default_factory=Counter)  # by reason
    responses: int = 0
    left_out: Counter[str] = field(default_factory=Counter)  # responses, by reason
    complete: bool = False  # whether nothing is left to read

    @property
    def lost(self) -> int:
        """Responses and stretches that damage has cost."""
        return sum(self.left_out[reason] for reason in ("damaged", "digest", "truncated"))

    def as_dict(self) -> dict[str, Any]:
        """Return the counts as plain JSON values."""
        return {
            "files_read": self.files_read,
            "files_known": self.files_known,
            "files_failed": dict(sorted(self.files_failed.items())),
            "responses": self.responses,
            "left_out": dict(sorted((+self.left_out).items())),
        }


class Tally:
    """The counts of all sites of one run."""

    def __init__(self) -> None:
        self.sites: dict[str, SiteTally] = {}
        self.archive: ArchiveTally | None = None  # of a run that reads archives

    def site(self, name: str) -> SiteTally:
        """Return the site's counts, made when first asked for."""
        return self.sites.setdefault(name, SiteTally())

    def total(self, name: str) -> int:
        """Return the sum over all sites of one count, or of one counter's values."""
        values = (getattr(site, name) for site in self.sites.values())
        return sum(sum(v.values()) if isinstance(v, Counter) else v for v in values)

    def as_dict(self) -> dict[str, Any]:
        """Return every site's counts as plain JSON values, sorted by name."""
        return {name: site.as_dict() for name, site in sorted(self.sites.items())}


def _percentiles(values: list[float]) -> tuple[float | None, float | None]:
    if not values:
        return None, None
    if len(values) == 1:
        return round(values[0], 1), round(values[0], 1)
    cuts = quantiles(values, n=20, method="inclusive")
    return round(cuts[9], 1), round(cuts[18], 1)
