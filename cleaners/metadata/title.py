"""The article's headline, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from cleaners.metadata import lexicon
from cleaners.metadata.collect import Signals
from cleaners.metadata.statement import Statement
from cleaners.metadata.words import folded, plain
from cleaners.types import Evidence

MAX_LENGTH: Final = 500  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One claim of what the headline is."""

    text: str
    source: str


def choose(
    signals: Signals, statement: Statement, evidence: Evidence | None, site_names: frozenset[str]
) -> tuple[str | None, str | None]:
    """Return the headline and its source; ``site_names`` are folded names of the outlet."""
    found = list(_candidates(signals, statement, evidence))
    cut = [Candidate(text=without_site(c.text, site_names), source=c.source) for c in found]
    cut = [c for c in cut if c.text and not _is_stub(c.text, site_names)]
    if not cut:
        return None, None
    cut = [_shortened(c, cut) for c in cut]
    best = max(cut, key=lambda c: (_votes(c, cut), -cut.index(c)))
    return best.text, best.source


def _candidates(
    signals: Signals, statement: Statement, evidence: Evidence | None
) -> Iterator[Candidate]:
    for entry in lexicon.fields().title[:1]:
        yield from _one(signals.meta(entry.name), f"meta:{entry.name}")
    yield from _one(statement.headline, "json-ld")
    for heading in signals.headings[:3]:
        yield from _one(heading, "h1")
    for item in signals.props.get("headline", ())[:1]:
        yield from _one(item.text or item.value, "itemprop:headline")
    for entry in lexicon.fields().title[1:]:
        yield from _one(signals.meta(entry.name), f"meta:{entry.name}")
    if evidence is not None:
        yield from _one(evidence.title, f"evidence:{evidence.source or 'caller'}")
    yield from _one(signals.title, "title")


def _one(text: str | None, source: str) -> Iterator[Candidate]:
    if text and (line := plain(text, limit=MAX_LENGTH)):
        yield Candidate(text=line, source=source)


def _is_stub(text: str, site_names: frozenset[str]) -> bool:
    return (
        text.casefold() in {phrase.text for phrase in lexicon.titles().stubs}
        or folded(text) in site_names
    )


def _votes(candidate: Candidate, all_: list[Candidate]) -> int:
    """Count the kinds of sources that say the same."""
    key = folded(candidate.text)
    return len({c.source for c in all_ if folded(c.text) == key})


def _shortened(candidate: Candidate, all_: list[Candidate]) -> Candidate:
    """Cut a suffix that another source shows to be none of the headline: it ends before it."""
    for other in all_:
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
        if _is_site(text[last.end() :], site_names):
            text = text[: last.start()].strip()
        elif _is_site(text[: first.start()], site_names):
            text = text[first.end() :].strip()
        else:
            break
    return text


def _is_site(piece: str, site_names: frozenset[str]) -> bool:
    name = folded(piece)
    return bool(name) and (name in site_names or name.removeprefix("the") in site_names)


@cache
def _joint() -> re.Pattern[str]:
    marks = [entry.text for entry in lexicon.titles().separators]
    spaced = "|".join(re.escape(mark) for mark in marks)
    tight = "|".join(re.escape(mark) for mark in marks if mark in "|｜_－：·»«::")
    return re.compile(rf"\s+(?:{spaced})\s+|\s*(?:{tight})\s*|(?<=\w):\s+")
