"""Persons' names out of what pages write where an author belongs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from cleaners.metadata import lexicon
from cleaners.metadata.words import folded, plain

MAX_LENGTH: Final = 600  # characters of one byline that are read
MAX_PEOPLE: Final = 30
_MAX_WORDS: Final = 6
_MAX_NAME: Final = 60

_ADDRESS: Final = re.compile(r"\S+@\S+\.\S+|https?://\S+|www\.\S+|(?<!\w)@\w+")
_BRACKETS: Final = re.compile(r"\s*[(\[（【〔<][^()\[\]（）【】〔〕<>]*[)\]）】〕>]?")
_HARD: Final = re.compile(r"\s*(?:[;|·•●‧∙&+、，，؛،‖｜]|\s[/–—-]\s|／|\s/|/\s)\s*")
_DIGITS: Final = re.compile(r"\d")
_EDGE: Final = " \t,;:.|/-–—·•*\"“”„»«‹›'’‘_#>：，、～~="
_KANA_HAN: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The persons of one byline in order, and the agencies that stood beside them."""

    persons: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lexicon:
    prefix: re.Pattern[str]
    particle: re.Pattern[str]
    conjunction: re.Pattern[str]
    weak: re.Pattern[str]
    tail: re.Pattern[str]
    role_end: re.Pattern[str]
    roles: frozenset[str]
    desks: frozenset[str]
    agencies: dict[str, str]
    outlet_words: frozenset[str]
    outlet_ends: tuple[str, ...]
    suffixes: frozenset[str]
    generic: tuple[str, ...]


def read(raw: str, *, outlets: frozenset[str] = frozenset()) -> People:
    """Return the names in one byline; ``outlets`` are folded names that are no persons.

    Takes off words like "By", offices, places, addresses and dates; splits at commas and at
    the conjunctions of all languages of `names.toml`. Never raises; reads at most
    ``MAX_LENGTH`` characters and returns at most ``MAX_PEOPLE`` persons.
    """
    text = plain(raw, limit=MAX_LENGTH)
    persons: dict[str, str] = {}
    agencies: dict[str, str] = {}
    for part in _parts(_ADDRESS.sub(" ", text)):
        if agency := _agency(part):
            agencies.setdefault(agency, agency)
            continue
        name = _trimmed(part)
        if agency := _agency(name):
            agencies.setdefault(agency, agency)
        elif is_person(name, outlets=outlets):
            persons.setdefault(folded(name), name)
    return People(persons=tuple(persons.values())[:MAX_PEOPLE], agencies=tuple(agencies))


def read_all(raws: Iterable[str], *, outlets: frozenset[str] = frozenset()) -> People:
    """Return the names of several bylines as one list without repetitions."""
    persons: dict[str, str] = {}
    agencies: dict[str, None] = {}
    for raw in raws:
        people = read(raw, outlets=outlets)
        for name in people.persons:
            persons.setdefault(folded(name), name)
        agencies.update(dict.fromkeys(people.agencies))
    return People(persons=tuple(persons.values())[:MAX_PEOPLE], agencies=tuple(agencies))


def is_person(name: str, *, outlets: frozenset[str] = frozenset()) -> bool:
    """Tell whether a trimmed text may be a person's name or pen name."""
    words = name.split()
    low = name.casefold()
    data = _lexicon()
    if not 1 < len(name) <= _MAX_NAME or not 0 < len(words) <= _MAX_WORDS:
        return False
    if not any(char.isalpha() for char in name) or (_DIGITS.search(name) and len(words) > 1):
        return False
    if low in data.roles or low in data.desks or any(word in low for word in data.generic):
        return False
    return not _is_outlet(name, low, outlets)


def _is_outlet(name: str, low: str, outlets: frozenset[str]) -> bool:
    data = _lexicon()
    if folded(name) in outlets or folded(name).removeprefix("the") in outlets:
        return True
    words = low.split()
    if any(word.strip(".,:") in data.outlet_words for word in words):
        return True
    return low.endswith(data.outlet_ends) or "." in low.strip(".") and _looks_like_host(words)


def _looks_like_host(words: Sequence[str]) -> bool:
    return any(re.fullmatch(r"[\w-]{2,}(?:\.[\w-]{2,})*\.[a-z]{2,10}", word) for word in words)


def _agency(part: str) -> str | None:
    return _lexicon().agencies.get(part.strip(_EDGE).casefold())


def _parts(text: str) -> list[str]:
    """Split a byline into what may each be one name, one agency or one office."""
    inner = " ; ".join(
        match.group().strip(" ()[]（）【】〔〕<>") for match in _BRACKETS.finditer(text)
    )
    outer = _unprefixed(_BRACKETS.sub(" ", text))
    found: list[str] = []
    for chunk in _HARD.split(outer):
        found.extend(_by_comma(chunk))
    found.extend(part for part in inner.split(" ; ") if _agency(part))
    return found


def _by_comma(chunk: str) -> list[str]:
    found: list[str] = []
    pieces = [piece.strip() for piece in chunk.split(",")]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) == 2 and all(len(piece.split()) == 1 for piece in pieces) and not _known(pieces):
        return [f"{pieces[1]} {pieces[0]}"]
    for piece in pieces:
        if found and piece.casefold() in _lexicon().suffixes:
            found[-1] = f"{found[-1]}, {piece}"
        else:
            found.extend(_by_conjunction(piece))
    return found


def _known(pieces: Sequence[str]) -> bool:
    """Tell "Doe, Jane" from "Jane, Reuters" and "Jane, Redakteurin"."""
    data = _lexicon()
    lows = [piece.casefold().strip(_EDGE) for piece in pieces]
    return any(
        low in data.roles or low in data.desks or low in data.agencies or low in data.suffixes
        for low in lows
    )


def _by_conjunction(piece: str) -> list[str]:
    found: list[str] = []
    for part in _lexicon().conjunction.split(piece):
        halves = _lexicon().weak.split(part)
        if len(halves) > 1 and all(len(half.split()) > 1 for half in halves):
            found.extend(halves)
        else:
            found.append(part)
    return [part for part in found if part.strip()]


def _trimmed(part: str) -> str:
    """Take words before and after a name off."""
    data = _lexicon()
    name = _unprefixed(part.strip(_EDGE))
    name = data.tail.sub("", name)
    if not _KANA_HAN.search(name) and len(name.split()) > 1 and (match := _DIGITS.search(name)):
        name = name[: match.start()]
    for _ in range(2):
        match = data.role_end.search(name)
        if match is None or not name[: match.start()].strip(_EDGE):
            break
        name = name[: match.start()]
    ends_in_abbreviation = (
        name.rstrip().casefold().endswith(tuple(s for s in data.suffixes if s.endswith(".")))
    )
    return name.strip(_EDGE.replace(".", "") if ends_in_abbreviation else _EDGE)


def _unprefixed(text: str) -> str:
    data = _lexicon()
    for _ in range(3):
        text = text.strip(_EDGE)
        shorter = data.particle.sub("", data.prefix.sub("", text))
        if shorter == text or not shorter.strip(_EDGE):
            break
        text = shorter
    return text


def _alternation(words: Iterable[str]) -> str:
    return "|".join(
        re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word))
    )


@cache
def _lexicon() -> _Lexicon:
    """Compile `names.toml`."""
    data = lexicon.names()
    each = data.languages
    prefixes = [word for language in each for word in language.prefixes]
    glued = [word for word in prefixes if _KANA_HAN.search(word)]
    spaced = [word for word in prefixes if not _KANA_HAN.search(word)]
    conjunctions = {w for language in each for w in language.conjunctions}
    weak = {word for language in each for word in language.weak_conjunctions}
    strong = [word for word in conjunctions - weak if not _KANA_HAN.search(word)]
    cjk = [word for word in conjunctions if _KANA_HAN.search(word)]
    roles = [word for language in each for word in language.roles]
    tails = [word for language in each for word in language.tails]
    cjk_roles = [word for word in roles if _KANA_HAN.search(word)]
    flags = re.IGNORECASE
    return _Lexicon(
        prefix=re.compile(
            rf"^(?:(?:{_alternation(spaced)})(?:\s*[:：/]\s*|\s+)|(?:{_alternation(glued)})[\s:：/／・]+)",
            flags,
        ),
        particle=re.compile(
            rf"^(?:{_alternation(w for language in each for w in language.particle_prefixes)})\s+(?=\S+\s+\S)",
            flags,
        ),
        conjunction=re.compile(
            rf"\s+(?:{_alternation(strong)})\s+|\s+(?:{_alternation(cjk)})\s+", flags
        ),
        weak=re.compile(rf"\s+(?:{_alternation(weak)})\s+", flags),
        tail=re.compile(rf"\s+(?:{_alternation(tails)})(?:\s.*|:.*)?$"),
        role_end=re.compile(
            rf"(?:\s+(?:{_alternation(roles)})|\s*(?:{_alternation(cjk_roles)}))$", flags
        ),
        roles=frozenset(word.casefold() for word in roles),
        desks=frozenset(word.casefold() for language in each for word in language.desks),
        agencies={
            alias.casefold(): agency.name
            for agency in data.agencies
            for alias in (agency.name, *agency.aliases)
        },
        outlet_words=frozenset(phrase.text for phrase in data.outlet_words),
        outlet_ends=tuple(
            phrase.text
            for phrase in data.outlet_words
            if _KANA_HAN.search(phrase.text) or len(phrase.text) > 7
        ),
        suffixes=frozenset(phrase.text for phrase in data.suffixes),
        generic=tuple(phrase.text for phrase in data.generic),
    )
