"""Persons' names out of what pages write where an author belongs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cleaners.metadata.byline_parts import (
    END_MARKS,
    agency_of,
    is_outlet,
    split,
    unprefixed,
    without_date,
)
from cleaners.metadata.byline_words import START_MARKS, UNSPACED, BylineWords, words_for
from cleaners.metadata.words import folded, plain

MAX_LENGTH: Final = 600  # characters of one byline that are read
MAX_PEOPLE: Final = 30
_MAX_NAME: Final = 60  # characters
_MAX_WORDS: Final = 6
_MANY_WORDS: Final = 3  # from here on, a name's words begin with capitals
_ABBREVIATION: Final = 4  # letters: "Jr.", "Esq." end in a full stop of their own
_PERSON: Final = 2  # words of a full name
_INITIAL: Final = 2  # letters and full stop of an initial
_MIN_OUTLET: Final = 5  # letters of an outlet's name that may begin a longer one

_ADDRESS: Final = re.compile(r"\S+@\S+\.\S+|https?://\S+|www\.\S+|(?<!\w)@\w+")
_COLON: Final = re.compile("[:：]")
_DIGITS: Final = re.compile(r"\d")
_LABEL_END: Final = re.compile(r"\S+\s*[:：]\s*$")  # "Date:" before the digits of a date


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The persons of one byline in order, and the agencies that stood beside them."""

    persons: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()


def read_all(
    raws: Iterable[str],
    *,
    outlets: frozenset[str] = frozenset(),
    language: str | None = None,
    visible: bool = False,
) -> People:
    """Return the names of several bylines as one list without repetitions; see `read`."""
    persons: dict[str, str] = {}
    agencies: dict[str, None] = {}
    for raw in raws:
        people = read(raw, outlets=outlets, language=language, visible=visible)
        for name in people.persons:
            persons.setdefault(folded(name), name)
        agencies.update(dict.fromkeys(people.agencies))
    return People(persons=tuple(persons.values())[:MAX_PEOPLE], agencies=tuple(agencies))


def read(
    raw: str,
    *,
    outlets: frozenset[str] = frozenset(),
    language: str | None = None,
    visible: bool = False,
) -> People:
    """Return the names in one byline; ``outlets`` are folded names that are no persons.

    Takes off words like "By", offices, places, addresses and dates; splits at commas and at
    conjunctions (`names.toml`). ``visible`` says that the text is a line for readers ("von
    Jana"), not a field for a name ("von Jana" would be a surname there). Never raises; reads at
    most ``MAX_LENGTH`` characters and returns at most ``MAX_PEOPLE`` persons.
    """
    words = words_for(language)
    text = plain(raw, limit=MAX_LENGTH)
    if folded(text) in outlets:
        return People()
    if visible:
        text = _without_particle(without_date(text, words), words)
    persons: dict[str, str] = {}
    agencies: dict[str, None] = {}
    for part in split(_ADDRESS.sub(" ", text), outlets, words):
        if part.casefold().strip(START_MARKS) in words.never:
            continue
        name = part
        if not agency_of(part, words):
            name = _undoubled(_without_outlet(_trimmed(part, words), outlets))
        name, agency = _apart(name, words)
        if agency:
            agencies.setdefault(agency)
        if is_person(name, outlets=outlets, words=words):
            persons.setdefault(folded(name), name)
    return People(persons=tuple(persons.values())[:MAX_PEOPLE], agencies=tuple(agencies))


def _without_particle(text: str, words: BylineWords) -> str:
    """Cut the particle off "Von Jana" and "Von dpa"; in "Von der Leyen" it is the name's."""
    bare = words.particle_start.sub("", text)
    return bare if agency_of(bare, words) else words.lone_particle.sub("", text)


def is_person(name: str, *, outlets: frozenset[str], words: BylineWords) -> bool:
    """Tell whether a trimmed text may be a person's name or pen name."""
    parts = name.split()
    low = name.casefold()
    if not 1 < len(name) <= _MAX_NAME or not 0 < len(parts) <= _MAX_WORDS or _COLON.search(name):
        return False
    if "_" in name:
        return False  # an account's name
    if not any(char.isalpha() for char in name) or (_DIGITS.search(name) and len(parts) > 1):
        return False
    if low.strip(".") in words.never or any(mark in low for mark in words.generic):
        return False
    return _is_cased_like_a_name(parts, words) and not is_outlet(name, outlets, words)


def _is_cased_like_a_name(parts: Sequence[str], words: BylineWords) -> bool:
    """In a name of three words or more, only particles begin with a small letter."""
    if len(parts) > 1 and parts[-1].islower() and parts[-1] in words.particles:
        return False
    if len(parts) < _MANY_WORDS:
        last = parts[-1]
        is_long = len(last.strip(".")) > 1 or UNSPACED.search(last) is not None
        return is_long or len(parts) == 1 or last.endswith(".")
    return all(not part[0].islower() or part.casefold() in words.particles for part in parts)


def _apart(name: str, words: BylineWords) -> tuple[str, str | None]:
    """Return the person and the agency of "Jane Doe The Associated Press"; either may be none."""
    if agency := agency_of(name, words):
        return "", agency
    parts = name.split()
    for start in range(_PERSON, len(parts)):
        rest = " ".join(parts[start:])
        if (" " in rest or rest.isupper()) and (agency := agency_of(rest, words)):
            return " ".join(parts[:start]), agency
    return name, None


def _trimmed(part: str, words: BylineWords) -> str:
    """Take words before and after a name off."""
    name = words.tail.sub("", unprefixed(part, words))
    if not UNSPACED.search(name) and len(name.split()) > 1 and (match := _DIGITS.search(name)):
        before = _LABEL_END.sub("", name[: match.start()])
        name = words.date_end.sub("", before.rstrip(START_MARKS))
        if name.casefold() in words.date_words:
            return ""
    if len(words.office.sub("", name).split()) >= _PERSON:
        name = words.office.sub("", name)
    name = _without_capitals(_without_weekday(name, words))
    for _ in range(2):
        match = words.role_end.search(name)
        if match is None or not name[: match.start()].strip(START_MARKS):
            break
        name = name[: match.start()]
    return _without_edges(_without_office(name, words))


def _without_weekday(name: str, words: BylineWords) -> str:
    parts = name.split()
    if len(parts) > _PERSON and parts[-1].casefold().strip(".,") in words.weekdays:
        return " ".join(parts[:-1])
    return name


def _without_capitals(name: str) -> str:
    """Cut a network's name in capitals off: "Ada Sample EXAMPLE NEWS NETWORK"."""
    parts = name.split()
    kept = len(parts)
    while kept and parts[kept - 1].isupper() and len(parts[kept - 1]) > _INITIAL:
        kept -= 1
    return " ".join(parts[:kept]) if 1 < kept < len(parts) - 1 else name


def _without_office(name: str, words: BylineWords) -> str:
    """Take an office before a name off; "editor of a paper" is no name at all."""
    parts = name.split()
    if len(parts) > 1 and parts[0].casefold() in words.roles:
        if parts[1][0].islower():
            return ""
        if len(parts) >= _MANY_WORDS:
            return " ".join(parts[1:])
    return name


def _without_edges(name: str) -> str:
    """Strip marks around a name, but not the full stop of an abbreviation at its end."""
    name = name.lstrip(START_MARKS).rstrip(END_MARKS)
    bare = name.rstrip(START_MARKS)
    last = bare.split()[-1] if bare else ""
    keeps = name.endswith(".") and (len(last) < _ABBREVIATION or "." in last)
    return f"{bare}." if keeps else bare


def _without_outlet(name: str, outlets: frozenset[str]) -> str:
    """Cut the outlet's name off the end: some systems write "Jane Doe Example Times"."""
    parts = name.split()
    for start in range(len(parts) - 1, 1, -1):
        end = folded(" ".join(parts[start:]))
        if any(end == one or (len(one) >= _MIN_OUTLET and end.startswith(one)) for one in outlets):
            return " ".join(parts[:start])
    return name


def _undoubled(name: str) -> str:
    """Return one of two equal halves: a name that a page writes twice, once for small screens."""
    parts = name.split()
    half = len(parts) // 2
    return " ".join(parts[:half]) if half and parts[:half] == parts[half:] else name
