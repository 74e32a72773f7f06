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
_NO_COLON: Final = 60
_REMEMBERED: Final = 4096
_KIND: Final = {kind: place for place, kind in enumerate(KINDS)}
_PLACE: Final = {name: place for place, name in enumerate(TEXT_NAMES)}
_SEEN: Final = (
    "all_caps", "first_sort", "last_sort", "has_at", "has_address", "has_rights", "has_year",
    "has_clock", "first_colon", "kind", "level",
)  # fmt: skip


def text_features(blocks: Sequence[BlockView]) -> Ints:
    """Return one row of ``TEXT_NAMES`` per block; no text may be empty."""
    columns = _counts([block.text for block in blocks])
    digits, sizes = columns.pop("digit_count").tolist(), columns.pop("size").tolist()
    seen = [_seen(*each) for each in zip(blocks, digits, sizes, strict=True)]
    columns |= zip(_SEEN, np.array(seen, dtype=np.int64).reshape(-1, len(_SEEN)).T, strict=True)
    return np.stack([columns[name] for name in TEXT_NAMES], axis=1)


def column(rows: Ints, name: str) -> Ints:
    """Return one column of ``text_features``; raises KeyError for an unknown name."""
    return rows[:, _PLACE[name]]


def _counts(texts: Sequence[str]) -> dict[str, Ints]:
    """Return the columns that are counted, and the bytes and ASCII digits of each text."""
    chars = np.array([len(text) for text in texts], dtype=np.int64)
    owner = np.repeat(np.arange(len(texts)), chars)
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    codes = np.minimum(np.frombuffer(joined, dtype=np.uint32), _LAST)
    sort_of, meaning = _sorts()
    by_sort = np.bincount(
        owner * len(meaning) + sort_of[codes], minlength=len(texts) * len(meaning)
    )
    found = by_sort.reshape(len(texts), len(meaning)) @ meaning
    size, *counted = found.T
    count = dict(zip(_COUNTED, counted, strict=True))
    tokens = count["spaces"] + 1
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
        "capitals": 1000 * _capitals(codes, owner, chars) // tokens,
        "digit_count": count["digits"],
        "size": size,
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


def _capitals(codes: npt.NDArray[np.uint32], owner: Ints, chars: Ints) -> Ints:
    """Return how many tokens of each text begin with a capital."""
    capital, space = _initials()
    first = np.ones(len(codes), dtype=np.bool_)
    first[1:] = space[codes[:-1]]
    first[np.cumsum(chars)[:-1]] = True
    return np.bincount(owner[first & capital[codes]], minlength=len(chars))


@cache
def _initials() -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Tell of each code point whether it is a capital, and whether it is white space."""
    chars = "".join(map(chr, range(_LAST + 1)))
    capital, space = np.zeros((2, len(chars)), dtype=np.bool_)
    capital[[found.start() for found in _CAPITALS.finditer(chars)]] = True
    space[[code for code, char in enumerate(chars) if char.isspace()]] = True
    return capital, space


def _seen(block: BlockView, digits: int, size: int) -> tuple[int, ...]:
    """Return the columns of ``_SEEN``; ``digits`` and ``size`` are of the text, in bytes."""
    text = block.text
    colon = text.find(":", 0, _NO_COLON)
    return (
        text.isupper(),
        _sort(text[0]),
        _sort(text[-1]),
        "@" in text,
        "http" in text or "www." in text,
        "©" in text or "(c)" in text or "®" in text,
        digits > 0 and _YEAR.search(text) is not None,
        (digits > 0 or size > len(text)) and _CLOCK.search(text) is not None,
        colon if colon >= 0 else _NO_COLON,
        _KIND[block.kind],
        block.level,
    )


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
