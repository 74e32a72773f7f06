"""The plain fields: description, section and tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cleaners.metadata import lexicon
from cleaners.metadata.collect import Signals
from cleaners.metadata.statement import Statement
from cleaners.metadata.words import folded, plain
from cleaners.types import Evidence

MAX_TAGS: Final = 50
_MAX_TAG: Final = 100  # characters; longer is a sentence
_MAX_DESCRIPTION: Final = 2000  # characters

Found = tuple[str | None, str | None]  # a value and its source


def description(signals: Signals, said: Statement, evidence: Evidence | None) -> Found:
    """Return the standfirst as the page states it, and its source."""
    return next(_descriptions(signals, said, evidence), (None, None))


def _descriptions(
    signals: Signals, said: Statement, evidence: Evidence | None
) -> Iterator[tuple[str, str]]:
    for entry in lexicon.fields().description:
        yield from _one(signals.meta(entry.name), f"meta:{entry.name}", _MAX_DESCRIPTION)
    yield from _one(said.description, "json-ld", _MAX_DESCRIPTION)
    if evidence is not None:
        yield from _one(evidence.description, source_of(evidence), _MAX_DESCRIPTION)


def section(signals: Signals, said: Statement, evidence: Evidence | None) -> Found:
    """Return the part of the outlet in which the article stands, and its source."""
    return next(_sections(signals, said, evidence), (None, None))


def _sections(
    signals: Signals, said: Statement, evidence: Evidence | None
) -> Iterator[tuple[str, str]]:
    yield from _one(said.section, "json-ld", _MAX_TAG)
    for entry in lexicon.fields().section:
        yield from _one(signals.meta(entry.name), f"meta:{entry.name}", _MAX_TAG)
    for item in signals.props.get("articleSection", ()):
        yield from _one(item.value or item.text, "itemprop:articleSection", _MAX_TAG)
    if evidence is not None:
        yield from _one(evidence.section, source_of(evidence), _MAX_TAG)


def _one(text: str | None, source: str, limit: int) -> Iterator[tuple[str, str]]:
    """Yield the text in one line; an address is a reference, not a text."""
    if text and (line := plain(text, limit=limit)) and not line.startswith(("http:", "https:")):
        yield line, source


def tags(
    signals: Signals, said: Statement, evidence: Evidence | None
) -> tuple[tuple[str, ...], str | None]:
    """Return the first list of tags that holds any, without repetitions, and its source."""
    for source, values in _tag_lists(signals, said, evidence):
        found: dict[str, str] = {}
        for value in values:
            tag = plain(value)
            if folded(tag) and len(tag) <= _MAX_TAG:
                found.setdefault(folded(tag), tag)
        if found:
            return tuple(found.values())[:MAX_TAGS], source
    return (), None


def _tag_lists(
    signals: Signals, said: Statement, evidence: Evidence | None
) -> Iterator[tuple[str, Sequence[str]]]:
    yield "json-ld", said.tags
    for entry in lexicon.fields().tags:
        if values := signals.metas.get(entry.name):
            one_each = len(values) > 1 and entry.name.endswith(":tag")
            yield f"meta:{entry.name}", values if one_each else _listed(values)
    items = signals.props.get("keywords", ())
    yield "itemprop:keywords", _listed([item.text or item.value or "" for item in items])
    if evidence is not None:
        yield source_of(evidence), evidence.tags


def _listed(values: Sequence[str]) -> list[str]:
    return [tag for value in values for tag in value.replace(";", ",").split(",")]


def source_of(evidence: Evidence) -> str:
    """Name the source of what a feed, a sitemap or the caller told."""
    return f"evidence:{evidence.source or 'caller'}"
