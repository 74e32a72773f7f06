"""What a block's text looks like, in whole numbers and without knowing a word of it.

The characters of all blocks are counted at once, by their sorts: a few numpy calls for a
page, where counting text by text took ten for each. Whole numbers only: the same on every
machine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaners.judges.base import BlockView
from cleaners.model.table import Ints
from cleaners.types import KINDS

TEXT_NAMES: Final = (
    "chars",
    "tokens",
    "bytes_per_char",  # of 100 characters: 100 Latin, 200 Cyrillic, 300 Chinese
    "chars_per_token",  # of 10 tokens
    "upper",  # per mille of bytes, as the next ones
    "digits",
    "commas",
    "stops",
    "punctuation",
    "stop_count",
    "comma_count",
    "colon_count",
    "quote_count",
    "bar_count",  # signs that part the items of a line: | / • » >
    "all_caps",
    "first_sort",  # see _sort
    "last_sort",
    "capitals",  # tokens with a capital, per mille
    "has_at",
    "has_address",
    "has_rights",
    "has_year",
    "has_clock",
    "first_colon",  # where the first colon stands, cut at 60; 60 when there is none
    "kind",
    "level",
)

# What each character may count as, by column; a character may count as several.
_COUNTED: Final = {
    "upper": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "digits": "0123456789",
    "spaces": " ",
    "punctuation": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "stops": ".!?…。！？؟।",
    "commas": ",，、،;；",
    "colons": ":",
    "quotes": '"“”„«»「」‘’‹›',
    "bars": "|•·»›>/→",
}
_SIZES: Final = (0x80, 0x800, 0x10000)  # code points from which UTF-8 takes one byte more
_LAST: Final = 0x10000  # stands for all code points from there on: none of them counts
_CAPITALS: Final = re.compile("[A-ZÀ-ÞА-ЯΑ-Ω]")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_CLOCK: Final = re.compile(r"\b\d{1,2}[:.h]\d\d\b")
_LAST_QUOTE: Final = frozenset("\"'”»“」’")
_SIGNS: Final = {
    "has_at": ("@",),
    "has_address": ("http", "www."),
    "has_rights": ("©", "(c)", "®"),
}
_CAPITAL: Final = 1
_SPACE: Final = 2
_DIGIT: Final = 4  # no ASCII one
_NO_COLON: Final = 60
_REMEMBERED: Final = 4096
_KIND: Final = {kind: place for place, kind in enumerate(KINDS)}
_PLACE: Final = {name: place for place, name in enumerate(TEXT_NAMES)}


def text_features(blocks: Sequence[BlockView]) -> Ints:
    """Return one row of ``TEXT_NAMES`` per block; no text may be empty."""
    texts = [block.text for block in blocks]
    columns: dict[str, Ints | list[bool] | list[int]] = {
        **_counts(texts),
        "kind": [_KIND[block.kind] for block in blocks],
        "level": [block.level for block in blocks],
    }
    return np.array([columns[name] for name in TEXT_NAMES], dtype=np.int64).T


def column(rows: Ints, name: str) -> Ints:
    """Return one column of ``text_features``; raises KeyError for an unknown name."""
    return rows[:, _PLACE[name]]


def _counts(texts: Sequence[str]) -> dict[str, Ints | list[bool] | list[int]]:
    """Return all columns but what the markup says."""
    chars = np.array([len(text) for text in texts], dtype=np.int64)
    joined = "".join(texts)
    raw = joined.encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(raw, dtype=np.uint32).astype(np.intp)
    sort_of, meaning = _sorts()
    places = np.repeat(np.arange(0, len(texts) * len(meaning), len(meaning)), chars)
    places += sort_of.take(codes, mode="clip")  # all code points from the last on are one sort
    by_sort = np.bincount(places, minlength=len(texts) * len(meaning))
    found = by_sort.reshape(len(texts), len(meaning)) @ meaning
    size, *counted = found.T
    count = dict(zip(_COUNTED, counted, strict=True))
    tokens = count["spaces"] + 1
    kinds = _initials().take(codes, mode="clip")
    return {
        "chars": chars,
        "tokens": tokens,
        "bytes_per_char": 100 * size // chars,
        "chars_per_token": 10 * chars // tokens,
        "upper": 1000 * count["upper"] // size,
        "digits": 1000 * count["digits"] // size,
        "commas": 1000 * count["commas"] // tokens,
        "stops": 1000 * count["stops"] // tokens,
        "punctuation": 1000 * count["punctuation"] // size,
        "stop_count": count["stops"],
        "comma_count": count["commas"],
        "colon_count": count["colons"],
        "quote_count": count["quotes"],
        "bar_count": count["bars"],
        "capitals": 1000 * _capitals(kinds, chars) // tokens,
        **_seen(texts, joined),
        **_times(texts, count["digits"], foreign=bool((kinds & _DIGIT).any())),
        "first_colon": _first_colons(texts, count["colons"]),
    }


@cache
def _sorts() -> tuple[Ints, Ints]:
    """Return the sort of each code point, and for each sort its bytes and what it counts as."""
    sort_of = np.zeros(_LAST + 1, dtype=np.int64)
    rows: list[tuple[int, ...]] = []
    for size in range(len(_SIZES) + 1):
        sort_of[_SIZES[size - 1] if size else 0 :] = len(rows)
        rows.append((size + 1, *(0 for _ in _COUNTED)))
    for char in sorted(set("".join(_COUNTED.values()))):
        row = (len(char.encode()), *(int(char in counted) for counted in _COUNTED.values()))
        if row not in rows:
            rows.append(row)
        sort_of[ord(char)] = rows.index(row)
    return sort_of, np.array(rows, dtype=np.int64)


def _capitals(kinds: npt.NDArray[np.uint8], chars: Ints) -> Ints:
    """Return how many tokens of each text begin with a capital."""
    ends = np.cumsum(chars)
    first = np.ones(len(kinds), dtype=np.bool_)
    first[1:] = kinds[:-1] & _SPACE
    first[ends[:-1]] = True
    initials = np.flatnonzero(first & (kinds & _CAPITAL).astype(np.bool_))
    return np.bincount(np.searchsorted(ends, initials, side="right"), minlength=len(chars))


@cache
def _initials() -> npt.NDArray[np.uint8]:
    """Tell of each code point, in bits, whether it is a capital, white space, a foreign digit.

    All code points from the last on may be foreign digits.
    """
    chars = "".join(map(chr, range(_LAST + 1)))
    kinds = np.zeros(len(chars), dtype=np.uint8)
    kinds[[found.start() for found in _CAPITALS.finditer(chars)]] |= _CAPITAL
    kinds[[code for code, char in enumerate(chars) if char.isspace()]] |= _SPACE
    kinds[[code for code, char in enumerate(chars) if char.isdecimal() and char > "9"]] |= _DIGIT
    kinds[_LAST] = _DIGIT
    return kinds


def _seen(texts: Sequence[str], joined: str) -> dict[str, Ints | list[bool] | list[int]]:
    """Return what each text begins and ends with, and the signs that stand in it."""
    return {
        "all_caps": [text.isupper() for text in texts],
        "first_sort": [_sort(text[0]) for text in texts],
        "last_sort": [_sort(text[-1]) for text in texts],
        **{name: _holding(texts, joined, signs) for name, signs in _SIGNS.items()},
    }


def _holding(texts: Sequence[str], joined: str, signs: Sequence[str]) -> Ints | list[bool]:
    """Tell which texts hold one of ``signs``; most pages have none."""
    here = [sign for sign in signs if sign in joined]
    if not here:
        return np.zeros(len(texts), dtype=np.int64)
    return [any(sign in text for sign in here) for text in texts]


def _times(texts: Sequence[str], digits: Ints, *, foreign: bool) -> dict[str, Ints]:
    """Tell which texts hold a year or a time of day; ``digits`` are those of ASCII in each.

    ``foreign`` says that the page may have others, which the expressions take for digits, too.
    """
    found = {}
    for name, expression, least in (("has_year", _YEAR, 4), ("has_clock", _CLOCK, 3)):
        found[name] = seen = np.zeros(len(texts), dtype=np.int64)
        for at in np.flatnonzero(digits >= (0 if foreign else least)).tolist():
            seen[at] = expression.search(texts[at]) is not None
    return found


def _first_colons(texts: Sequence[str], colons: Ints) -> Ints:
    """Return where the first colon of each text stands."""
    first = np.full(len(texts), _NO_COLON)
    for at in np.flatnonzero(colons).tolist():
        found = texts[at].find(":", 0, _NO_COLON)
        first[at] = found if found >= 0 else _NO_COLON
    return first


@lru_cache(maxsize=_REMEMBERED)
def _sort(char: str) -> int:
    """Return what sort of character it is, in an order that a threshold can part."""
    if char in _COUNTED["stops"]:
        return 0
    if char in _LAST_QUOTE:
        return 1
    if char.islower():
        return 2
    if char.isupper():
        return 3
    if char.isalpha():
        return 4
    if char.isdigit():
        return 5
    if char == ":":
        return 6
    return 7
