"""The byline lexicon of one language, compiled from `names.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from cleaners.metadata import lexicon

# Scripts without spaces between words: their byline words stand right beside the name.
UNSPACED: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FIRST: Final = re.compile("\\s*([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\\s:：/]+)")
_SAME: Final = {"nb": "no", "nn": "no", "ms": "id"}  # written alike as far as bylines go
_ANY: Final = ""  # the code of a page that may be in any language
START_MARKS: Final = " \t,;:.|/-–—·•*\"“”„»«‹›'’‘_#>：，、～~="
_CAPITAL: Final = re.compile(r"[^\W\d_]")
_LONG_TAIL: Final = 6  # letters; shorter words also stand in names, with a capital
_LONG_WORD: Final = 7  # letters from which an outlet's word is known inside a compound


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineWords:
    """Patterns and word sets for the bylines of one page; all sets are case-folded."""

    prefix: re.Pattern[str]
    particle_prefix: re.Pattern[str]
    lone_particle: re.Pattern[str]
    particle_start: re.Pattern[str]
    opening: re.Pattern[str]
    first_words: frozenset[str]  # what a text must begin with for `opening` to match
    first_letters: frozenset[str]  # of those words, in either case
    conjunction: re.Pattern[str]
    weak_conjunction: re.Pattern[str]
    tail: re.Pattern[str]
    role_end: re.Pattern[str]
    office: re.Pattern[str]  # a role of several words inside a text, and what follows
    date_end: re.Pattern[str]
    date_words: frozenset[str]
    weekdays: frozenset[str]
    roles: frozenset[str]
    never: frozenset[str]  # offices, desks and byline words: no names by themselves
    particles: frozenset[str]
    agencies: Mapping[str, str]
    outlet_words: frozenset[str]
    outlet_ends: tuple[str, ...]
    outlet_stems: tuple[str, ...]
    suffixes: frozenset[str]
    generic: tuple[str, ...]


def words_for(language: str | None) -> BylineWords:
    """Return the words for a page that says to be in ``language`` (a BCP 47 tag, or None).

    Two languages are asked, the page's own and English, which stands in templates everywhere.
    A page that says English or nothing may be in any language, since English is what templates
    say by default: there all languages are asked, without the words that are names elsewhere.
    """
    code = re.split("[-_]", (language or "").strip().lower())[0]
    code = _SAME.get(code, code)
    return _compiled(code if code in _known() and code != "en" else _ANY)


@cache
def _known() -> Mapping[str, lexicon.Language]:
    return {language.code: language for language in lexicon.names().languages}


@cache
def _languages(code: str) -> tuple[tuple[lexicon.Language, frozenset[str]], ...]:
    """Return the languages to ask, each with the words of it that are left out."""
    known = _known()
    if code != _ANY:
        return (known["en"], frozenset()), (known[code], frozenset())
    return tuple((language, frozenset(language.local)) for language in known.values())


def _gather(code: str, field: str) -> list[str]:
    found: dict[str, None] = {}
    for language, left_out in _languages(code):
        words: tuple[str, ...] = getattr(language, field)
        found.update(dict.fromkeys(word for word in words if word not in left_out))
    return list(found)


def _alternation(words: Iterable[str]) -> str:
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) for word in longest_first) or r"(?!)"


def _split(words: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return words that stand between spaces, and those that do not."""
    listed = list(words)
    unspaced = [word for word in listed if UNSPACED.search(word)]
    return [word for word in listed if word not in unspaced], unspaced


def _date_words() -> list[str]:
    languages = lexicon.dates().months
    months = [spelling for language in languages for name in language.names for spelling in name]
    return [*months, *(phrase.text for phrase in lexicon.dates().weekdays)]


@cache
def _compiled(code: str) -> BylineWords:
    data = lexicon.names()
    prefixes, glued = _split(_gather(code, "prefixes"))
    particles = _gather(code, "particle_prefixes")
    weak = _gather(code, "weak_conjunctions")
    strong, glued_strong = _split(set(_gather(code, "conjunctions")) - set(weak))
    roles, glued_roles = _split(_gather(code, "roles"))
    desks = _gather(code, "desks")
    tails = _gather(code, "tails")
    any_case = re.IGNORECASE
    before_glued = rf"(?:{_alternation(glued)})[\s:：/／・]+"
    either = _alternation(particles)
    first_words = _folded(first_word(word) for word in [*prefixes, *particles, *glued])
    return BylineWords(
        prefix=re.compile(
            rf"^(?:(?:{_alternation(prefixes)})(?:\s*[:：/]\s*|\s+)|{before_glued})", any_case
        ),
        particle_prefix=re.compile(rf"^(?:{either})\s+(?=\S+\s+\S)", any_case),
        lone_particle=re.compile(rf"^\s*(?:{either})\s+(?=[^\W\d_a-z]\w*\s*$)"),
        particle_start=re.compile(rf"^\s*(?:{either})\s+", any_case),
        opening=re.compile(
            rf"^\s*(?:(?:{_alternation([*prefixes, *particles])})"
            rf"(?:\s*[:：]\s*|\s+|$)|{before_glued})",
            any_case,
        ),
        first_words=first_words,
        first_letters=frozenset(
            case for word in first_words for case in (word[0], word[0].upper())
        ),
        conjunction=re.compile(rf"\s+(?:{_alternation([*strong, *glued_strong])})\s+", any_case),
        weak_conjunction=re.compile(rf"\s+(?:{_alternation(weak)})\s+", any_case),
        tail=_tail(_gather(code, "tails")),
        role_end=re.compile(
            rf"(?:\s+(?:{_alternation(roles)})|\s*(?:{_alternation(glued_roles)}))$", any_case
        ),
        office=re.compile(
            rf"(?<=\w)\s+(?:{_alternation(role for role in roles if ' ' in role)})\b.*$", any_case
        ),
        date_end=re.compile(rf"(?:[\s,]+(?:{_alternation(_date_words())})\.?)+$", any_case),
        date_words=_folded(_date_words()),
        weekdays=_folded(phrase.text for phrase in lexicon.dates().weekdays),
        roles=_folded(roles),
        never=_folded([*roles, *desks, *prefixes, *particles, *tails]),
        particles=_folded(phrase.text for phrase in data.particles),
        agencies=_agencies(),
        outlet_words=_folded(phrase.text for phrase in data.outlet_words),
        outlet_ends=tuple(
            phrase.text
            for phrase in data.outlet_words
            if UNSPACED.search(phrase.text) or len(phrase.text) > _LONG_WORD
        ),
        outlet_stems=tuple(phrase.text for phrase in data.outlet_stems),
        suffixes=_folded(phrase.text for phrase in data.suffixes),
        generic=tuple(phrase.text for phrase in data.generic),
    )


def _tail(words: Iterable[str]) -> re.Pattern[str]:
    """Match a byline from a word like "for" or "Published" on; short words in lower case only."""
    listed = list(words)
    short = [word for word in listed if len(word) < _LONG_TAIL]
    either = rf"{_alternation(short)}|(?i:{_alternation(set(listed) - set(short))})"
    return re.compile(rf"\s+(?:{either})(?:[\s:].*)?$")


def begins_byline(text: str, words: BylineWords) -> bool:
    """Tell whether a text begins with a byline's word and, if it goes on, with a name.

    "By", "By Jane Doe" and "Von Jana Muster" do; "By the time it ended" does not.
    """
    if text[:1] not in words.first_letters or first_word(text) not in words.first_words:
        return False  # most texts of a page end here: it is fast
    match = words.opening.match(text)
    if match is None:
        return False
    rest = text[match.end() :].lstrip()
    return not rest or (_CAPITAL.match(rest) is not None and not rest[0].islower())


def is_label(text: str, words: BylineWords) -> bool:
    """Tell a text that is nothing but a byline's word: "By", "Author:"."""
    match = words.opening.match(text.strip(START_MARKS))
    return match is not None and match.end() == len(text.strip(START_MARKS))


def first_word(text: str) -> str:
    """Return the first word of a text, or its first character where words are not spaced."""
    match = _FIRST.match(text)
    return match.group(1).casefold() if match else ""


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)


@cache
def _agencies() -> Mapping[str, str]:
    return {
        alias.casefold(): agency.name
        for agency in lexicon.names().agencies
        for alias in (agency.name, *agency.aliases)
    }
