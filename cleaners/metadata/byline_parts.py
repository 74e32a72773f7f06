"""A byline split into what may each be one name, one agency or one office."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from cleaners.metadata.byline_words import START_MARKS, UNSPACED, BylineWords, begins_byline
from cleaners.metadata.words import folded

END_MARKS: Final = START_MARKS.replace(".", "")
_MANY: Final = 3  # pieces between commas from which the last is where a person was
_PAIR: Final = 2
_INITIALS: Final = 4  # letters at most of an editor's sign: "jwi/dpa"

_BRACKETS: Final = re.compile(r"\s*[(\[（【〔<][^()\[\]（）【】〔〕<>]*[)\]）】〕>]?")
_HARD: Final = re.compile(r"\s*([;|·•●‧∙&+、，，؛،‖｜]|\s[/–—-]\s|／|\s/|/\s)\s*")
_DASHES: Final = frozenset("–—-")
_JOINS: Final = frozenset(";&+、，؛،")  # what stands between names only
_LABEL: Final = re.compile(
    r"(?:^|(?<=[\s|·•/／，]))(?:[^\s:：|·•/／，\d]{1,15} by|[^\s:：|·•/／，\d]{1,15})\s?[:：]"
)
_NUMBERS: Final = re.compile(r"\d[\d.:/~-]*(?:\s+\d[\d.:/~-]*)*")
_DIGIT: Final = re.compile(r"\d")
_WORD: Final = re.compile(r"(?<=\s)\S")
_HOST: Final = re.compile(r"[\w-]{2,}(?:\.[\w-]{2,})*\.[a-z]{2,10}")


def split(text: str, outlets: frozenset[str], words: BylineWords) -> list[str]:
    """Return the parts of a byline in order; ``outlets`` are folded names that are no persons."""
    text = _labelled(text, words)
    inner = [match.group().strip(" ()[]（）【】〔〕<>") for match in _BRACKETS.finditer(text)]
    outer = unprefixed(_BRACKETS.sub(" ", text), words)
    if not outer.strip(START_MARKS):
        outer = " | ".join(inner)  # 【山田太郎】
    if UNSPACED.search(outer):
        outer = _NUMBERS.sub(" | ", outer)
    found: list[str] = []
    for chunk in _chunks(outer, outlets, words):
        found.extend(_by_comma(chunk, outlets, words))
    found.extend(part for part in inner if part not in found and agency_of(part, words))
    return found


def without_date(text: str, words: BylineWords) -> str:
    """Cut "Published on 3 March by" off a line that says first when, then who."""
    digit = _DIGIT.search(text)
    if digit is None or _names_somebody(text[: digit.start()], words):
        return text
    for start in (match.start() for match in _WORD.finditer(text, digit.end())):
        rest = text[start:]
        if _DIGIT.search(rest) is None and begins_byline(rest, words):
            return rest
    return text


def _names_somebody(head: str, words: BylineWords) -> bool:
    """Tell "By Jane Doe, " before a date from "Published on "."""
    if begins_byline(head, words):
        return True
    if words.tail.match(f" {head}"):
        return False
    said = (word.strip(START_MARKS) for word in head.split())
    return sum(w[:1].isupper() and w.casefold() not in words.date_words for w in said) >= _PAIR


def unprefixed(text: str, words: BylineWords) -> str:
    """Take words like "By" and marks off a byline's beginning, and marks off its end."""
    for _ in range(3):
        text = text.lstrip(START_MARKS).rstrip(END_MARKS)
        shorter = words.particle_prefix.sub("", words.prefix.sub("", text))
        if shorter == text or not shorter.strip(START_MARKS):
            break
        text = shorter
    return text


def agency_of(part: str, words: BylineWords) -> str | None:
    """Return the agency that a part names, alone or beside an editor's sign ("jwi/dpa")."""
    bare = part.strip(START_MARKS)
    if bare.casefold() in words.agencies:
        return words.agencies[bare.casefold()]
    pieces = [piece.strip() for piece in bare.split("/")]
    names = [words.agencies.get(piece.casefold()) for piece in pieces]
    signs = map(_is_sign, pieces)
    if all(name or sign for name, sign in zip(names, signs, strict=True)):
        return next((name for name in names if name), None)
    return None


def _is_sign(piece: str) -> bool:
    """Tell an editor's sign ("jwi", "JW") from a short name."""
    cased = piece.islower() or piece.isupper()
    return cased and len(piece) <= _INITIALS and not UNSPACED.search(piece)


def is_outlet(name: str, outlets: frozenset[str], words: BylineWords) -> bool:
    """Tell a newspaper's, a broadcaster's or a site's name from a person's."""
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


def _labelled(text: str, words: BylineWords) -> str:
    """Return what stands before all labels and behind those of authors, if there are such."""
    labels = list(_LABEL.finditer(text))
    if len(labels) < _PAIR:
        return text
    ends = [*(label.start() for label in labels[1:]), len(text)]
    named = [
        text[label.start() : end].rstrip(START_MARKS)
        for label, end in zip(labels, ends, strict=True)
        if words.opening.match(label.group().strip())
    ]
    first = text[: labels[0].start()].strip(START_MARKS)
    return " | ".join([first, *named] if first else named) if named else text


def _chunks(text: str, outlets: frozenset[str], words: BylineWords) -> Iterator[str]:
    """Yield what stands between marks, without outlets and without the place behind a name."""
    pieces = _HARD.split(text)
    first = ""
    for mark, chunk in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        if folded(chunk) in outlets:
            continue
        for part in _by_slash(chunk, words):
            if not first or mark.strip() in _JOINS or _follows(first, part, mark.strip(), words):
                yield part
                head = part.partition(",")[0]
                is_name = head.casefold() not in words.never and not is_outlet(head, outlets, words)
                first = first or (head if is_name else "")


def _by_slash(chunk: str, words: BylineWords) -> list[str]:
    """Split "AFP/Jane Doe": a slash without spaces joins an agency and a person."""
    pieces = chunk.split("/")
    if agency_of(chunk, words) or not any(agency_of(piece, words) for piece in pieces):
        return [chunk]
    return pieces


def _follows(first: str, part: str, mark: str, words: BylineWords) -> bool:
    """Tell another name behind "|" or "/" from a place; behind a dash no name is expected."""
    if agency_of(part, words):
        return True
    if agency_of(first, words) or (len(first.split()) == 1 and not UNSPACED.search(first)):
        return True  # an agency, an outlet or a pen name stood first
    if mark in _DASHES:
        return False
    return len(part.split()) > 1 or UNSPACED.search(part) is not None


def _by_comma(chunk: str, outlets: frozenset[str], words: BylineWords) -> list[str]:
    pieces = [piece for piece in (part.strip() for part in chunk.split(",")) if piece]
    if len(pieces) >= _MANY and is_outlet(pieces[-2], outlets, words):
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
    if agency_of(piece, words):
        return True
    if piece[0].islower() or words.role_end.search(piece):
        return False
    return len(piece.split()) > 1 or len(first.split()) == 1 or bool(UNSPACED.search(piece))


def _is_inverted(pieces: Sequence[str], words: BylineWords) -> bool:
    """Tell "Doe, Jane" from "Jane, Reuters" and "Jane, Redakteurin"."""
    both = len(pieces) == _PAIR and all(len(piece.split()) == 1 for piece in pieces)
    return both and not any(
        low in words.never or low in words.agencies or low in words.suffixes
        for low in (piece.casefold().strip(START_MARKS) for piece in pieces)
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
