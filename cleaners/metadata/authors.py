"""The article's authors: which source is asked first, and what of it are persons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lxml.html import HtmlElement

from cleaners.metadata import lexicon, names
from cleaners.metadata.collect import Item, Signals
from cleaners.metadata.elements import bylines
from cleaners.metadata.statement import Statement
from cleaners.metadata.topics import source_of
from cleaners.metadata.words import folded
from cleaners.types import Evidence

_VISIBLE: Final = ("rel=author", "class", "profile", "words", "byline")
_MAX_BYLINE: Final = 160  # characters; longer is prose


def choose(
    root: HtmlElement,
    signals: Signals,
    statement: Statement,
    *,
    evidence: Evidence | None,
    byline_lines: Sequence[str],
    outlets: frozenset[str],
) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    """Return persons, agencies and the source that named the persons (None: nobody did)."""
    agencies: dict[str, None] = {}
    first: tuple[names.People, str] | None = None
    language = signals.html_lang
    for source, raws in _statements(signals, statement, evidence):
        people = names.read_all(raws, outlets=outlets, language=language)
        if first is None:
            agencies.update(dict.fromkeys(people.agencies))
            first = (people, source) if people.persons else None
        elif source.startswith("meta:") and _adds_to(people, first[0]):
            first = people, source
    if first is not None:  # the walk through the page is spared
        return first[0].persons, tuple(agencies), first[1]
    for source, raws in _seen(root, signals, statement, byline_lines):
        visible = source in _VISIBLE
        people = names.read_all(raws, outlets=outlets, language=language, visible=visible)
        agencies.update(dict.fromkeys(people.agencies))
        if people.persons:
            return people.persons, tuple(agencies), source
    return (), tuple(agencies), None


def _adds_to(people: names.People, first: names.People) -> bool:
    """Tell a source that names all whom the first names, and others: some systems state one."""
    return {folded(name) for name in people.persons} > {folded(name) for name in first.persons}


def _statements(
    signals: Signals, statement: Statement, evidence: Evidence | None
) -> Iterator[tuple[str, Sequence[str]]]:
    yield "json-ld", statement.authors
    for entry in lexicon.fields().authors:
        if values := signals.metas.get(entry.name):
            yield f"meta:{entry.name}", values
    for prop in ("author", "creator"):
        if items := signals.props.get(prop):
            yield f"itemprop:{prop}", [_written(item) for item in items]
    if evidence is not None and evidence.authors:
        yield source_of(evidence), evidence.authors


def _seen(
    root: HtmlElement, signals: Signals, statement: Statement, byline_lines: Sequence[str]
) -> Iterator[tuple[str, Sequence[str]]]:
    yield from _elements(bylines(root, signals.html_lang))
    for line in byline_lines:
        if len(line) <= _MAX_BYLINE:
            yield "byline", [line]
    # Persons are sometimes typed as organisations; one word alone is an organisation.
    yield "json-ld:organisation", [name for name in statement.organisations if " " in name]


def _written(item: Item) -> str:
    """Return the visible name; a meta element has only its content."""
    return item.text or (item.value or "")


def _elements(items: Sequence[Item]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the byline elements, rel=author first, each with its likes beside it."""
    for name in _VISIBLE[:-1]:
        for item in items:
            if item.name == name and 0 < len(item.text) <= _MAX_BYLINE:
                yield name, [other.text for other in items if _beside(item, other)]


def _beside(item: Item, other: Item) -> bool:
    one, two = item.element, other.element
    if one is two:
        return True
    return (
        one.tag == two.tag
        and one.get("class") == two.get("class")
        and one.getparent() is not None
        and one.getparent() is two.getparent()
        and len(other.text) <= _MAX_BYLINE
    )
