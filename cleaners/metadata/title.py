"""The article's headline, without the site's name.

The reader's headline is the page's main `h1`; what the page states for sharing and for
search engines (Open Graph, JSON-LD, `title`) is often another, shorter one. Those statements
tell which `h1` is the headline, and stand in where there is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from cleaners.metadata import lexicon
from cleaners.metadata.collect import Signals
from cleaners.metadata.elements import lower_headings
from cleaners.metadata.headings import (
    ALIKE,
    MAX_LENGTH,
    Candidate,
    leads_home,
    lonely,
    one,
    pick,
    usable,
)
from cleaners.metadata.statement import Statement
from cleaners.metadata.suffix import beginnings, begins_joint, endings
from cleaners.metadata.topics import source_of
from cleaners.metadata.words import folded
from cleaners.types import Evidence

# Texts for the browser's tab and for search engines: many do not name the article.
_FOR_THE_TAB: Final = frozenset({"title", "meta:title"})
_FEW_LETTERS: Final = 10  # fewer letters are also a section's name in the menu
_LINES: Final = etree.XPath(
    f"//body//text()[string-length(.) <= {MAX_LENGTH}]", smart_strings=False
)


def choose(
    root: HtmlElement,
    signals: Signals,
    statement: Statement,
    *,
    evidence: Evidence | None,
    site_names: frozenset[str],
    url: str | None,
) -> tuple[str | None, str | None]:
    """Return the headline and its source; ``site_names`` are folded names of the outlet."""
    site_names |= _site_headings(signals, url)
    claims = list(usable(_claims(signals, statement, evidence), site_names))
    heading = pick(signals.headings, claims, site_names, url)
    if heading is None:
        heading = pick(lower_headings(root), claims, site_names, None, least=ALIKE)
    if heading is None and all(claim.source in _FOR_THE_TAB for claim in claims):
        heading = lonely(signals.headings, site_names, url)
    if heading is not None:
        return heading.text, heading.source
    if not claims:
        return None, None
    claims = [_shortened(claim, claims) for claim in claims]
    best = max(claims, key=lambda claim: (_votes(claim, claims), -claims.index(claim)))
    return _as_shown(root, best.text), best.source


def _as_shown(root: HtmlElement, text: str) -> str:
    """Cut what the page does not show of a text with separators, where it shows the rest.

    Such pages have their headline in an element that is no heading. The longest part that is
    shown is the headline: the outlet's name is shown, too.
    """
    either = sorted([*beginnings(text), *endings(text)], key=len, reverse=True)
    parts = [part for part in either if len(folded(part)) >= _FEW_LETTERS]
    if not parts:
        return text
    shown = {folded(line) for line in _LINES(root)}
    return next((part for part in [text, *parts] if folded(part) in shown), text)


def _site_headings(signals: Signals, url: str | None) -> frozenset[str]:
    """Return, folded, the `h1` elements that are links to the home page: the site's own name."""
    homely = (item for item in signals.headings if leads_home(item.element, url))
    return frozenset(key for item in homely if len(key := folded(item.text)) > 1)


def _claims(
    signals: Signals, statement: Statement, evidence: Evidence | None
) -> Iterator[Candidate]:
    for entry in lexicon.fields().title[:1]:
        yield from one(signals.meta(entry.name), f"meta:{entry.name}")
    yield from one(statement.headline, "json-ld")
    for item in signals.props.get("headline", ())[:1]:
        yield from one(item.text or item.value, "itemprop:headline")
    for entry in lexicon.fields().title[1:]:
        yield from one(signals.meta(entry.name), f"meta:{entry.name}")
    if evidence is not None:
        yield from one(evidence.title, source_of(evidence))
    yield from one(signals.title, "title")


def _votes(candidate: Candidate, claims: Sequence[Candidate]) -> int:
    """Count the sources that say the same."""
    key = folded(candidate.text)
    return len({claim.source for claim in claims if folded(claim.text) == key})


def _shortened(candidate: Candidate, claims: Sequence[Candidate]) -> Candidate:
    """Cut a suffix that another source shows to be none of the headline: it ends before it."""
    for other in claims:
        rest = candidate.text[len(other.text) :]
        if rest and candidate.text.startswith(other.text) and begins_joint(rest):
            return Candidate(text=other.text, source=candidate.source)
    return candidate
