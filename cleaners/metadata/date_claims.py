"""All dates that a page, its address and its feed state: candidates with their trust."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from cleaners.metadata import lexicon, moments
from cleaners.metadata.collect import Item, Signals
from cleaners.metadata.marks import words_of
from cleaners.metadata.statement import Statement
from cleaners.metadata.topics import source_of
from cleaners.metadata.types import Dated, Moment
from cleaners.types import Evidence

_URL_MONTH: Final = re.compile(
    r"/((?:19|20)\d{2})/([a-z]{3,9})/(0?[1-9]|[12]\d|3[01])(?=/)", re.IGNORECASE
)
_URL_DATE: Final = re.compile(
    r"(?<!\d)((?:19|20)\d{2})[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?!\d)"
)
_MAX_TIMES: Final = 4  # time elements that are weighed: later ones belong to other articles


def published(
    signals: Signals,
    statement: Statement,
    *,
    url: str | None,
    evidence: Evidence | None,
    byline_lines: Sequence[str],
    language: str | None,
) -> Iterator[Dated]:
    """Yield the dates of publication that are stated, each source once."""
    yield from read("json-ld", statement.published, 0.97, language)
    for entry in lexicon.fields().published:
        yield from read(f"meta:{entry.name}", signals.meta(entry.name), entry.confidence, language)
    if evidence is not None and evidence.published is not None:
        yield _given(evidence.published, source_of(evidence), 0.88)
    for prop in ("datePublished", "dateCreated"):
        for item in signals.props.get(prop, ())[:1]:
            yield from read(f"itemprop:{prop}", item.value or item.text, 0.88, language)
    yield from _times(signals.times, language)
    yield from _from_url(url)
    for line in byline_lines:
        yield from read("byline", line, 0.45 if is_update(line) else 0.7, language)


def modified(
    signals: Signals, statement: Statement, evidence: Evidence | None, language: str | None
) -> Iterator[Dated]:
    """Yield the dates of change that are stated."""
    yield from read("json-ld", statement.modified, 0.97, language)
    for entry in lexicon.fields().modified:
        yield from read(f"meta:{entry.name}", signals.meta(entry.name), entry.confidence, language)
    if evidence is not None and evidence.modified is not None:
        yield _given(evidence.modified, source_of(evidence), 0.85)
    for item in signals.props.get("dateModified", ())[:1]:
        yield from read("itemprop:dateModified", item.value or item.text, 0.92, language)


def read(source: str, text: str | None, confidence: float, language: str | None) -> Iterator[Dated]:
    """Yield the first date that the text holds, if it holds one."""
    if text and (moment := moments.parse(text, language=language)):
        yield Dated(moment=moment, source=source, confidence=confidence)


def _given(value: datetime, source: str, confidence: float) -> Dated:
    aware = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    moment = Moment(value=aware, zone="stated" if value.tzinfo else "assumed", precision="minute")
    return Dated(moment=moment, source=source, confidence=confidence)


def _times(times: Sequence[Item], language: str | None) -> Iterator[Dated]:
    """Read the page's first time elements; those that announce an update count less."""
    for order, item in enumerate(times[:_MAX_TIMES]):
        words = {*words_of(item.element), *item.name.lower().split()}
        updated = bool(words & {"updated", "modified", "datemodified"}) or is_update(item.text)
        confidence = 0.5 if updated else 0.84 - 0.04 * order
        yield from read("time", item.value or item.text, confidence, language)


def is_update(text: str) -> bool:
    """Tell whether a line begins by announcing an update's date."""
    low = text.casefold().lstrip(" ([•·-")
    return low.startswith(tuple(phrase.text for phrase in lexicon.dates().modified_words))


def _from_url(url: str | None) -> Iterator[Dated]:
    try:
        path = urlsplit(url or "").path
    except ValueError:
        return
    if match := _URL_DATE.search(path):
        yield from read("url", "-".join(match.groups()), 0.78, None)
    elif match := _URL_MONTH.search(path):
        year, month, day = match.groups()
        yield from read("url", f"{day} {month} {year}", 0.78, "en")
