"""The run's summary as the history reads it: one ``SiteCounts`` a site.

The summary is the JSON object that a run writes as its last log line and to
``STATE_DIR/runs/<run>.json``; keys that the history does not need are left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from cleaners.errors import CAUSES

Causes = dict[str, int]
# Why a page is filtered that should have been an article; others ("too-old") are as meant.
_NOT_ARTICLES = frozenset((*CAUSES, "robots"))
# Why a page waits for another try through no fault of its site.
_OUR_OWN = frozenset(("host-budget", "stopped"))


class SlowPage(msgspec.Struct, frozen=True, kw_only=True):
    """One of a site's slowest pages."""

    url: str
    ms: float


class LargePage(msgspec.Struct, frozen=True, kw_only=True):
    """One of a site's largest pages."""

    url: str
    bytes: int  # decoded


class Moments(msgspec.Struct, frozen=True, kw_only=True):
    """What tells mean and spread of a value that each stored article has one of."""

    total: float  # the sum of the values
    squares: float  # the sum of their squares


class SiteCounts(msgspec.Struct, frozen=True, kw_only=True):
    """The counts of one site in one run."""

    found: int = 0  # article URLs that its sources named
    new: int = 0  # of these, not known before
    fetched: int = 0
    stored: int = 0
    revised: int = 0
    duplicate: int = 0
    filtered: Causes = {}
    failed: Causes = {}
    quarantined: Causes = {}
    deferred: Causes = {}
    sources_read: int = 0
    sources_unchanged: int = 0
    sources_failed: Causes = {}
    bytes: int = 0
    text_chars_total: int = 0  # of the stored articles
    text_logs: Moments | None = None  # natural logarithms of their lengths; None: not counted
    removed_shares: Moments | None = None  # removed characters of all that each page showed
    removed_chars: Causes = {}  # by category
    missing: Causes = {}  # stored articles without the field
    latency_ms_p50: float | None = None
    latency_ms_p95: float | None = None
    slowest: tuple[SlowPage, ...] = ()
    largest: tuple[LargePage, ...] = ()

    @property
    def bad(self) -> Counter[str]:
        """Pages that should have been articles and were not (or not yet), by cause."""
        causes = Counter(self.failed)
        causes.update(self.quarantined)
        causes.update({r: n for r, n in self.deferred.items() if r not in _OUR_OWN})
        causes.update({r: number for r, number in self.filtered.items() if r in _NOT_ARTICLES})
        return causes

    @property
    def tried(self) -> int:
        """Pages that ended, well or badly."""
        return self.stored + self.duplicate + sum(self.bad.values())

    @property
    def removed_share(self) -> float | None:
        """Removed characters of all that the pages showed, 0..1; None without an article."""
        removed = sum(self.removed_chars.values())
        shown = removed + self.text_chars_total
        return removed / shown if shown else None


class RunSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One run."""

    run: str
    started_at: datetime  # aware
    ended_at: datetime | None = None  # aware; None while the run is being judged
    exit_code: int = 0
    sentence: str = ""  # the verdict in words
    sites: dict[str, SiteCounts] = {}


def read_summary(summary: Mapping[str, Any]) -> RunSummary:
    """Read a run's summary; raises ValueError naming the key that is wrong or missing."""
    return msgspec.convert(summary, RunSummary)
