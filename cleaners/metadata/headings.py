"""Which heading of the page is its headline, and which part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from cleaners.metadata.collect import Item
from cleaners.metadata.marks import is_foreign
from cleaners.metadata.suffix import is_stub, without_site
from cleaners.metadata.words import element_text, folded, plain

MAX_LENGTH: Final = 500  # characters
ALIKE: Final = 0.5  # share of an `h2`'s words that another claim must hold: there are many
_RELATED: Final = 0.25  # the same for an `h1`
_PART: Final = 0.25  # the same for an inner element of a heading
_KEPT: Final = 0.4  # a claim inside a heading replaces it only when it is at least this much of it
_FEW_WORDS: Final = 3  # fewer words stand in an address by chance
_FEW_LETTERS: Final = 10  # fewer letters in a row stand in an address or a title by chance
_KICKER_MARKS: Final = re.compile(r"[:|·•–—-]")  # between a kicker and its headline
_TOKEN: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff]|\\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One claim of what the headline is, without the site's name."""

    text: str
    source: str


def one(text: str | None, source: str) -> Iterator[Candidate]:
    """Yield the text in one line, if it holds any."""
    if text and (line := plain(text, limit=MAX_LENGTH)):
        yield Candidate(text=line, source=source)


def usable(found: Iterator[Candidate], site_names: frozenset[str]) -> Iterator[Candidate]:
    """Cut the outlet's name off; leave out what is nothing but a name or a template's word."""
    for candidate in found:
        text = without_site(candidate.text, site_names)
        if folded(text) and not is_stub(text, site_names):
            yield Candidate(text=text, source=candidate.source)


def pick(
    items: Sequence[Item],
    claims: Sequence[Candidate],
    site_names: frozenset[str],
    url: str | None,
    *,
    least: float = _RELATED,
) -> Candidate | None:
    """Return the heading that is the headline: the one most like what the page states elsewhere."""
    items = [item for item in items if not leads_home(item.element, url)]
    if len(items) > 1:
        items = [item for item in items if not is_foreign(item.element)] or items
    likeness = [_likeness(item.text, claims, url) for item in items]
    for index in sorted(range(len(items)), key=lambda index: (-likeness[index], index)):
        if likeness[index] < least:
            break
        source = items[index].name
        for heading in usable(one(_headline_part(items[index], claims), source), site_names):
            return _respaced(_without_kicker(heading, claims), claims)
    return None


def lonely(items: Sequence[Item], site_names: frozenset[str], url: str | None) -> Candidate | None:
    """Return the page's only `h1` of its own, for pages that state no headline elsewhere."""
    own = [item for item in items if not leads_home(item.element, url)]
    own = [item for item in own if not is_foreign(item.element) and folded(item.text)]
    if len(own) != 1:
        return None
    return next(usable(one(own[0].text, own[0].name), site_names), None)


def _headline_part(item: Item, claims: Sequence[Candidate]) -> str:
    """Return the inner element of a heading that a statement names as the headline, else all."""
    keys = {folded(claim.text) for claim in claims}
    if len(item.element) and folded(item.text) not in keys:
        for inner in item.element.iterdescendants("span", "div", "b", "strong", "a", "p"):
            text = element_text(inner)
            if folded(text) in keys and len(text) >= _PART * len(item.text):
                return text
    return item.text


def leads_home(heading: HtmlElement, url: str | None) -> bool:
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
    return max(*shares, _written_together(heading, claims, url))


def _written_together(heading: str, claims: Sequence[Candidate], url: str | None) -> float:
    """Return how like a heading is to texts that hold it letter by letter, words glued.

    An address may write "newbridge" for "New bridge", a template may put nothing between the
    headline and the site's name.
    """
    letters = folded(heading)
    if len(letters) < _FEW_LETTERS:
        return 0.0
    if letters in folded(urlsplit(url or "").path):
        return ALIKE
    shared = (claim for claim in claims if claim.source.startswith("meta:"))
    return ALIKE if any(folded(claim.text).startswith(letters) for claim in shared) else 0.0


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
    """Take the white space of a statement with the same letters: markup is looser with it.

    The same where the statement has a colon or a dash more: between a kicker and its headline
    markup often has nothing but a change of type.
    """
    spaced, marked = _without_space(heading.text), _without_marks(heading.text)
    for claim in claims:
        if claim.text != heading.text and _without_space(claim.text) == spaced:
            return Candidate(text=claim.text, source=heading.source)
    for claim in claims:
        if len(claim.text) > len(heading.text) and _without_marks(claim.text) == marked:
            return Candidate(text=claim.text, source=heading.source)
    return heading


def _without_space(text: str) -> str:
    return "".join(text.split())


def _without_marks(text: str) -> str:
    return "".join(_KICKER_MARKS.sub("", text).split())
