"""What a data card says of a corpus, counted in one pass and in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from output.card.signals import Signals, rounded
from output.days import utc_day
from output.record import Article
from output.stats import Statistics

Known = Literal["title", "authors", "published", "language", "section", "tags", "image"]
KNOWN: tuple[Known, ...] = get_args(Known)
_MONTH = len("2031-05")


@dataclass(slots=True, kw_only=True)
class Facts:
    """Counts over records; the number of sites, languages and months bounds its size."""

    counts: Statistics = field(default_factory=Statistics)
    known: Counter[str] = field(default_factory=Counter)  # records that know the field
    by_month: Counter[str] = field(default_factory=Counter)  # of publication, UTC; or ""
    first_fetched: datetime | None = None
    last_fetched: datetime | None = None
    duplicates: Counter[str] = field(default_factory=Counter)  # by kind
    origins: Counter[str] = field(default_factory=Counter)  # agencies and sites credited
    access: Counter[str] = field(default_factory=Counter)
    rights: Counter[tuple[str, str]] = field(default_factory=Counter)  # (signal, value)
    with_rights: int = 0  # records with any such signal
    removed_from: Counter[str] = field(default_factory=Counter)  # records, by category
    lengths: Counter[float] = field(default_factory=Counter)  # characters, two digits
    signals: Signals = field(default_factory=Signals)
    masked: Counter[str] = field(default_factory=Counter)  # addresses and numbers
    cleaners: Counter[str] = field(default_factory=Counter)  # versions

    def add(self, article: Article) -> None:
        """Count one record."""
        self.counts.add(article)
        self.known.update(name for name in KNOWN if getattr(article, name))
        published = article.published
        self.by_month[utc_day(published).isoformat()[:_MONTH] if published else ""] += 1
        self._see(article.fetched_at)
        if article.duplicate_kind:
            self.duplicates[article.duplicate_kind] += 1
        if article.syndicated_from:
            self.origins[article.syndicated_from] += 1
        self.access[article.access] += 1
        signals = {(right.signal, right.value) for right in article.rights}
        self.rights.update(signals)
        self.with_rights += bool(signals)
        self.removed_from.update({removed.category for removed in article.removed})
        self.lengths[rounded(len(article.text))] += 1
        self.signals.add(article.quality)
        self.masked.update(emails=article.masked_emails or 0, phones=article.masked_phones or 0)
        self.cleaners[article.cleaner] += 1

    def _see(self, moment: datetime) -> None:
        self.first_fetched = min(self.first_fetched or moment, moment)
        self.last_fetched = max(self.last_fetched or moment, moment)


def facts_of(articles: Iterable[Article]) -> Facts:
    """Count all of ``articles``."""
    facts = Facts()
    for article in articles:
        facts.add(article)
    return facts
