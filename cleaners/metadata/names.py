"""Persons' names out of what pages write where an author belongs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cleaners.metadata.byline_words import UNSPACED, BylineWords, first_word, words_for
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
_BRACKETS: Final = re.compile(r"\s*[(\[（【〔<][^()\[\]（）【】〔〕<>]*[)\]）】〕>]?")
_HARD: Final = re.compile(r"\s*(?:[;|·•●‧∙&+、，，؛،‖｜]|\s[/–—-]\s|／|\s/|/\s)\s*")
_HOST: Final = re.compile(r"[\w-]{2,}(?:\.[\w-]{2,})*\.[a-z]{2,10}")
_DIGITS: Final = re.compile(r"\d")
_LABEL_END: Final = re.compile(r"\S+\s*[:：]\s*$")  # "Date:" before the digits of a date
_CAPITAL: Final = re.compile(r"[^\W\d_]")
_START: Final = " \t,;:.|/-–—·•*\"“”„»«‹›'’‘_#>：，、～~="
_END: Final = _START.replace(".", "")


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
        text = words.lone_particle.sub("", text)
    persons: dict[str, str] = {}
    agencies: dict[str, None] = {}
    for part in _parts(_ADDRESS.sub(" ", text), outlets, words):
        if part.casefold().strip(_START) in words.never:
            continue
        name = part
        if not _agency(part, words):
            name = _undoubled(_without_outlet(_trimmed(part, words), outlets))
        name, agency = _apart(name, words)
        if agency:
            agencies.setdefault(agency)
        if is_person(name, outlets=outlets, words=words):
            persons.setdefault(folded(name), name)
    return People(persons=tuple(persons.values())[:MAX_PEOPLE], agencies=tuple(agencies))


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
    match = words.opening.match(text.strip(_START))
    return match is not None and match.end() == len(text.strip(_START))


def is_person(name: str, *, outlets: frozenset[str], words: BylineWords) -> bool:
    """Tell whether a trimmed text may be a person's name or pen name."""
    parts = name.split()
    low = name.casefold()
    if not 1 < len(name) <= _MAX_NAME or not 0 < len(parts) <= _MAX_WORDS or ":" in name:
        return False
    if "_" in name:
        return False  # an account's name
    if not any(char.isalpha() for char in name) or (_DIGITS.search(name) and len(parts) > 1):
        return False
    if low.strip(".") in words.never or any(mark in low for mark in words.generic):
        return False
    return _is_cased_like_a_name(parts, words) and not _is_outlet(name, outlets, words)


def _is_cased_like_a_name(parts: Sequence[str], words: BylineWords) -> bool:
    """In a name of three words or more, only particles begin with a small letter."""
    if len(parts) > 1 and parts[-1].islower() and parts[-1] in words.particles:
        return False
    if len(parts) < _MANY_WORDS:
        last = parts[-1]
        is_long = len(last.strip(".")) > 1 or UNSPACED.search(last) is not None
        return is_long or len(parts) == 1 or last.endswith(".")
    return all(not part[0].islower() or part.casefold() in words.particles for part in parts)


def _is_outlet(name: str, outlets: frozenset[str], words: BylineWords) -> bool:
    low = name.casefold()
    key = folded(name)
    if key in outlets or key.removeprefix("the") in outlets:
        return True
    parts = low.split()
    if any(part.strip(".,:") in words.outlet_words for part in parts):
        return True
    if any(stem in low for stem in words.outlet_stems) or low.endswith(words.outlet_ends):
        return True
    return any(_HOST.fullmatch(part) for part in parts)


def _agency(part: str, words: BylineWords) -> str | None:
    low = part.strip(_START).casefold()
    return words.agencies.get(low) or words.agencies.get(low.partition("/")[0])


def _apart(name: str, words: BylineWords) -> tuple[str, str | None]:
    """Return the person and the agency of "Jane Doe The Associated Press"; either may be none."""
    if agency := _agency(name, words):
        return "", agency
    parts = name.split()
    for start in range(_PERSON, len(parts)):
        rest = " ".join(parts[start:])
        if (" " in rest or rest.isupper()) and (agency := _agency(rest, words)):
            return " ".join(parts[:start]), agency
    return name, None


def _parts(text: str, outlets: frozenset[str], words: BylineWords) -> list[str]:
    """Split a byline into what may each be one name, one agency or one office."""
    inner = [match.group().strip(" ()[]（）【】〔〕<>") for match in _BRACKETS.finditer(text)]
    outer = _unprefixed(_BRACKETS.sub(" ", text), words)
    found: list[str] = []
    for chunk in _HARD.split(outer):
        if folded(chunk) not in outlets:
            found.extend(_by_comma(chunk, outlets, words))
    found.extend(part for part in inner if _agency(part, words))
    return found


def _by_comma(chunk: str, outlets: frozenset[str], words: BylineWords) -> list[str]:
    pieces = [piece for piece in (part.strip() for part in chunk.split(",")) if piece]
    if len(pieces) >= _MANY_WORDS and _is_outlet(pieces[-2], outlets, words):
        del pieces[-1]  # "Jane Doe, Example News, New York": where she was
    if _is_inverted(pieces, words):
        return [f"{pieces[1]} {pieces[0]}"]
    found: list[str] = []
    for piece in pieces:
        if found and piece.casefold() in words.suffixes:
            found[-1] = f"{found[-1]}, {piece}"
        elif not found or _goes_on(found[0], piece, words):
            found.extend(_by_conjunction(piece, words))
    return found


def _goes_on(first: str, piece: str, words: BylineWords) -> bool:
    """Tell another name after a comma from an office ("Metro Reporter") or a place ("Lille")."""
    if _agency(piece, words):
        return True
    if piece[0].islower() or words.role_end.search(piece):
        return False
    return len(piece.split()) > 1 or len(first.split()) == 1 or bool(UNSPACED.search(piece))


def _is_inverted(pieces: Sequence[str], words: BylineWords) -> bool:
    """Tell "Doe, Jane" from "Jane, Reuters" and "Jane, Redakteurin"."""
    both = len(pieces) == 2 and all(len(piece.split()) == 1 for piece in pieces)  # noqa: PLR2004
    return both and not any(
        low in words.never or low in words.agencies or low in words.suffixes
        for low in (piece.casefold().strip(_START) for piece in pieces)
    )


def _by_conjunction(piece: str, words: BylineWords) -> list[str]:
    found: list[str] = []
    for part in words.conjunction.split(piece):
        halves = words.weak_conjunction.split(part)
        if len(halves) > 1 and all(len(half.split()) > 1 for half in halves):
            found.extend(halves)
        else:
            found.append(part)
    return [part for part in found if part.strip()]


def _trimmed(part: str, words: BylineWords) -> str:
    """Take words before and after a name off."""
    name = words.tail.sub("", _unprefixed(part, words))
    if not UNSPACED.search(name) and len(name.split()) > 1 and (match := _DIGITS.search(name)):
        before = _LABEL_END.sub("", name[: match.start()])
        name = words.date_end.sub("", before.rstrip(_START))
        if name.casefold() in words.date_words:
            return ""
    if len(words.office.sub("", name).split()) >= _PERSON:
        name = words.office.sub("", name)
    name = _without_capitals(_without_weekday(name, words))
    for _ in range(2):
        match = words.role_end.search(name)
        if match is None or not name[: match.start()].strip(_START):
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
    name = name.lstrip(_START).rstrip(_END)
    bare = name.rstrip(_START)
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


def _unprefixed(text: str, words: BylineWords) -> str:
    for _ in range(3):
        text = text.lstrip(_START).rstrip(_END)
        shorter = words.particle_prefix.sub("", words.prefix.sub("", text))
        if shorter == text or not shorter.strip(_START):
            break
        text = shorter
    return text
