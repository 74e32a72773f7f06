"""The article's headline, without the site's name.

The reader's headline is the page's main `h1`; what the page states for sharing and for
search engines (Open Graph, JSON-LD, `title`) is often another, shorter one. Those statements
tell which `h1` is the headline, and stand in where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from cleaners.metadata import lexicon
from cleaners.metadata.collect import Item, Signals
from cleaners.metadata.elements import lower_headings
from cleaners.metadata.marks import is_foreign
from cleaners.metadata.statement import Statement
from cleaners.metadata.topics import source_of
from cleaners.metadata.words import element_text, folded, plain
from cleaners.types import Evidence

MAX_LENGTH: Final = 500  # characters
_RELATED: Final = 0.25  # share of a heading's words that another claim must hold
_ALIKE: Final = 0.5  # the same for an `h2`, of which there are many
_PART: Final = 0.25  # the same for an inner element of a heading
_KEPT: Final = 0.4  # a claim inside a heading replaces it only when it is at least this much of it
_FEW_WORDS: Final = 3  # fewer words stand in an address by chance
_TIGHT: Final = frozenset("|｜_－·»«")  # separators that need no white space around them
_TOKEN: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff]|\\w+")
_HOST: Final = re.compile(r"(?:www\.)?[\w-]{2,}(?:\.[\w-]{2,})*\.[A-Za-z]{2,10}")
_MIN_ALIAS: Final = 5  # letters of an outlet's name that may stand inside a longer suffix
_MAX_SUFFIX_WORDS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One claim of what the headline is, without the site's name."""

    text: str
    source: str


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
    claims = list(_usable(_claims(signals, statement, evidence), site_names))
    heading = _heading(signals.headings, claims, site_names, url)
    if heading is None:
        heading = _heading(lower_headings(root), claims, site_names, None, least=_ALIKE)
    if heading is not None:
        return heading.text, heading.source
    if not claims:
        return None, None
    claims = [_shortened(claim, claims) for claim in claims]
    best = max(claims, key=lambda claim: (_votes(claim, claims), -claims.index(claim)))
    return best.text, best.source


def _claims(
    signals: Signals, statement: Statement, evidence: Evidence | None
) -> Iterator[Candidate]:
    for entry in lexicon.fields().title[:1]:
        yield from _one(signals.meta(entry.name), f"meta:{entry.name}")
    yield from _one(statement.headline, "json-ld")
    for item in signals.props.get("headline", ())[:1]:
        yield from _one(item.text or item.value, "itemprop:headline")
    for entry in lexicon.fields().title[1:]:
        yield from _one(signals.meta(entry.name), f"meta:{entry.name}")
    if evidence is not None:
        yield from _one(evidence.title, source_of(evidence))
    yield from _one(signals.title, "title")


def _one(text: str | None, source: str) -> Iterator[Candidate]:
    if text and (line := plain(text, limit=MAX_LENGTH)):
        yield Candidate(text=line, source=source)


def _usable(found: Iterator[Candidate], site_names: frozenset[str]) -> Iterator[Candidate]:
    """Cut the outlet's name off; leave out what is nothing but a name or a template's word."""
    for candidate in found:
        text = without_site(candidate.text, site_names)
        if folded(text) and not _is_stub(text, site_names):
            yield Candidate(text=text, source=candidate.source)


def _is_stub(text: str, site_names: frozenset[str]) -> bool:
    return text.casefold() in _stubs() or folded(text) in site_names


@cache
def _stubs() -> frozenset[str]:
    return frozenset(phrase.text for phrase in lexicon.titles().stubs)


def _heading(
    items: Sequence[Item],
    claims: Sequence[Candidate],
    site_names: frozenset[str],
    url: str | None,
    *,
    least: float = _RELATED,
) -> Candidate | None:
    """Return the heading that is the headline: the one most like what the page states elsewhere."""
    items = [item for item in items if not _leads_home(item.element, url)]
    if len(items) > 1:
        items = [item for item in items if not is_foreign(item.element)] or items
    likeness = [_likeness(item.text, claims, url) for item in items]
    for index in sorted(range(len(items)), key=lambda index: (-likeness[index], index)):
        if likeness[index] < least:
            break
        source = items[index].name
        for heading in _usable(_one(_headline_part(items[index], claims), source), site_names):
            return _respaced(_without_kicker(heading, claims), claims)
    return None


def _headline_part(item: Item, claims: Sequence[Candidate]) -> str:
    """Return the inner element of a heading that a statement names as the headline, else all."""
    keys = {folded(claim.text) for claim in claims}
    if len(item.element) and folded(item.text) not in keys:
        for inner in item.element.iterdescendants("span", "div", "b", "strong", "a", "p"):
            text = element_text(inner)
            if folded(text) in keys and len(text) >= _PART * len(item.text):
                return text
    return item.text


def _leads_home(heading: HtmlElement, url: str | None) -> bool:
    """Tell a heading that holds the site's name: it is a link to the home page."""
    for link in heading.iter("a"):
        try:
            target = urlsplit(urljoin(url or "", link.get("href") or "x"))
        except ValueError:
            continue
        if target.path in {"", "/"} and not target.query and not target.fragment:
            return True
    return False


def _tokens(text: str) -> frozenset[str]:
    return frozenset(_TOKEN.findall(text.casefold()))


def _likeness(heading: str, claims: Sequence[Candidate], url: str | None) -> float:
    """Return 0..1: how like the heading is to the most similar statement or to the address."""
    words = _tokens(heading)
    if not words:
        return 0.0
    others = [_tokens(claim.text) for claim in claims]
    shares = [2 * len(words & other) / (len(words) + len(other)) for other in others if other]
    if url and len(words) >= _FEW_WORDS:
        shares.append(len(words & _tokens(url)) / len(words))
    if not shares:
        return 1.0  # nothing speaks against it
    return max(shares)


def _without_kicker(heading: Candidate, claims: Sequence[Candidate]) -> Candidate:
    """Cut a kicker before the headline inside the `h1`, where a statement shows it is none."""
    for claim in claims:
        size = len(claim.text)
        if claim.source == "title" or not _KEPT * len(heading.text) <= size < len(heading.text):
            continue
        if heading.text[-size - 1] == " " and folded(heading.text[-size:]) == folded(claim.text):
            return Candidate(text=heading.text[-size:].strip(), source=heading.source)
    return heading


def _respaced(heading: Candidate, claims: Sequence[Candidate]) -> Candidate:
    """Take the white space of a statement with the same letters: markup is looser with it."""
    bare = "".join(heading.text.split())
    for claim in claims:
        if claim.text != heading.text and "".join(claim.text.split()) == bare:
            return Candidate(text=claim.text, source=heading.source)
    return heading


def _votes(candidate: Candidate, claims: Sequence[Candidate]) -> int:
    """Count the sources that say the same."""
    key = folded(candidate.text)
    return len({claim.source for claim in claims if folded(claim.text) == key})


def _shortened(candidate: Candidate, claims: Sequence[Candidate]) -> Candidate:
    """Cut a suffix that another source shows to be none of the headline: it ends before it."""
    for other in claims:
        rest = candidate.text[len(other.text) :]
        if rest and candidate.text.startswith(other.text) and _joint().match(rest):
            return Candidate(text=other.text, source=candidate.source)
    return candidate


def without_site(text: str, site_names: frozenset[str]) -> str:
    """Cut the outlet's name off either end, as often as it stands there."""
    for _ in range(3):
        pieces = list(_joint().finditer(text))
        if not pieces:
            break
        first, last = pieces[0], pieces[-1]
        if _is_site(text[last.end() :], site_names, loose=True):
            text = text[: last.start()].strip()
        elif _is_site(text[: first.start()], site_names, loose=False):
            text = text[first.end() :].strip()
        else:
            break
    return text


def _is_site(piece: str, site_names: frozenset[str], *, loose: bool) -> bool:
    """Tell the outlet's name; a loose suffix may hold more words ("Example Times Online")."""
    name = folded(piece)
    if not name:
        return False
    if (
        (loose and _HOST.fullmatch(piece))
        or name in site_names
        or name.removeprefix("the") in site_names
    ):
        return True
    if not loose or len(piece.split()) > _MAX_SUFFIX_WORDS:
        return False
    return any(
        len(site) >= _MIN_ALIAS and (site in name or name in site[:-2])
        for site in site_names
        if len(name) >= _MIN_ALIAS
    )


@cache
def _joint() -> re.Pattern[str]:
    """Match a separator; most need white space around, or they are hyphens and slashes."""
    marks = [entry.text for entry in lexicon.titles().separators]
    spaced = "|".join(re.escape(mark) for mark in marks)
    tight = "".join(re.escape(mark) for mark in marks if mark in _TIGHT)
    return re.compile(
        rf"\s+(?:{spaced})\s+|\s*[{tight}]\s*|(?<=\w):\s+|(?<=[\u3000-\u9fff\uac00-\ud7af\uff01-\uff60])-"
    )
