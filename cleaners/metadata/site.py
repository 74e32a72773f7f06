"""The outlet's name, and all names by which it appears in titles and bylines."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.metadata import lexicon
from cleaners.metadata.collect import Signals
from cleaners.metadata.links import domain_label, registered_domain
from cleaners.metadata.statement import Statement
from cleaners.metadata.words import folded, plain


def name(signals: Signals, statement: Statement) -> tuple[str | None, str | None]:
    """Return the outlet's name as it writes it, and the source."""
    return next(_claims(signals, statement), (None, None))


def _claims(signals: Signals, statement: Statement) -> Iterator[tuple[str, str]]:
    for entry in lexicon.fields().site_name:
        text = plain(signals.meta(entry.name) or "", limit=120)
        if text and not text.startswith("http"):
            yield text, f"meta:{entry.name}"
        if entry.name == "og:site_name" and statement.publisher:
            yield statement.publisher, "json-ld"


def aliases(signals: Signals, statement: Statement, url: str | None) -> frozenset[str]:
    """Return the outlet's names in folded form: as stated, and from its domain."""
    names = [text for text, _ in _claims(signals, statement)]
    names += [part for part in (domain_label(url), registered_domain(url)) if part]
    return frozenset(key for text in names if len(key := folded(text)) > 1)


def handle(signals: Signals) -> frozenset[str]:
    """Return the account that cards name for the site; on some pages it is the writer's."""
    key = folded(signals.meta("twitter:site") or "")
    return frozenset({key} if len(key) > 1 else ())
