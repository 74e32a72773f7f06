"""``scrapy corpus stats``: what a corpus holds, counted in one pass."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from output.reader import read_corpus
from output.record import Article

_UNKNOWN = "unknown"


@dataclass(slots=True, kw_only=True)
class Statistics:
    """Counts over all records (revisions too)."""

    records: int = 0
    revisions: int = 0  # of these, not the first of their id
    text_chars: int = 0
    by_site: Counter[str] = field(default_factory=Counter)
    by_day: Counter[str] = field(default_factory=Counter)  # of fetching, UTC
    by_language: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)  # pieces of text, by category
    removed_chars: Counter[str] = field(default_factory=Counter)

    def add(self, article: Article) -> None:
        """Count one record."""
        self.records += 1
        self.revisions += article.revision > 1
        self.text_chars += len(article.text)
        self.by_site[article.site] += 1
        self.by_day[article.fetched_at.strftime("%Y-%m-%d")] += 1
        self.by_language[article.language or _UNKNOWN] += 1
        for removed in article.removed:
            self.removed[removed.category] += 1
            self.removed_chars[removed.category] += len(removed.text)


def statistics(corpus: Path) -> Statistics:
    """Count a corpus, open segments too; raises ``CorpusDamage`` where it is not whole."""
    found = Statistics()
    if corpus.exists():
        for article in read_corpus(corpus, include_open=True):
            found.add(article)
    return found
