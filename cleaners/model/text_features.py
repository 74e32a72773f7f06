"""What a block's text looks like, in whole numbers and without knowing a word of it.

Counts are taken on UTF-8 bytes with ``bytes.translate``, which costs a microsecond where
a loop over characters costs a hundred. Whole numbers only: the same on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

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

_UPPER: Final = bytes(range(0x41, 0x5B))
_DIGITS: Final = b"0123456789"
_PUNCTUATION: Final = b"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_STOPS: Final = re.compile(r"[.!?…。！？؟।]")
_COMMAS: Final = re.compile(r"[,，、،;；]")
_QUOTES: Final = re.compile('["“”„«»「」‘’‹›]')
_BARS: Final = re.compile(r"[|•·»›>/→]")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_CLOCK: Final = re.compile(r"\b\d{1,2}[:.h]\d\d\b")
_CAPITAL: Final = re.compile(r"[A-ZÀ-ÞА-ЯΑ-Ω](?<!\S.)")  # the first character of a token
_ASCII_MARKS: Final = (b".!?", b",;", b'"', b"|>/")  # those of the same sorts in ASCII
_LAST_STOP: Final = frozenset(".!?…。！？؟।")
_LAST_QUOTE: Final = frozenset("\"”»“」’'")
_NO_COLON: Final = 60
_SHORT: Final = 60  # characters of a text that is remembered: menus repeat them on every page
_REMEMBERED: Final = 4096
_KIND: Final = {kind: place for place, kind in enumerate(KINDS)}


def text_features(blocks: Sequence[BlockView]) -> Ints:
    """Return one row of ``TEXT_NAMES`` per block."""
    rows = [_row(block) for block in blocks]
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(TEXT_NAMES))


_PLACE: Final = {name: place for place, name in enumerate(TEXT_NAMES)}


def column(rows: Ints, name: str) -> Ints:
    """Return one column of ``text_features``; raises KeyError for an unknown name."""
    return rows[:, _PLACE[name]]


def _row(block: BlockView) -> tuple[int, ...]:
    text = block.text
    counts = _of_short(text) if len(text) <= _SHORT else _of(text)
    return (*counts, _KIND[block.kind], block.level)


def _of(text: str) -> tuple[int, ...]:
    """Return the columns that the text alone tells."""
    raw = text.encode("utf-8", "surrogatepass")
    size = len(raw)
    chars = len(text)
    is_ascii = size == chars
    tokens = text.count(" ") + 1
    stops, commas, quotes, bars = _ascii_marks(raw) if is_ascii else _marks(text)
    digits = size - len(raw.translate(None, _DIGITS))
    upper = size - len(raw.translate(None, _UPPER))
    colon = text.find(":", 0, _NO_COLON)
    return (
        chars,
        tokens,
        100 * size // chars,
        10 * chars // tokens,
        1000 * upper // size,
        1000 * digits // size,
        1000 * commas // tokens,
        1000 * stops // tokens,
        1000 * (size - len(raw.translate(None, _PUNCTUATION))) // size,
        stops,
        commas,
        text.count(":"),
        quotes,
        bars,
        int(text.isupper()),
        _sort(text[0]),
        _sort(text[-1]),
        1000 * len(_CAPITAL.findall(text)) // tokens if upper or not is_ascii else 0,
        int("@" in text),
        int("http" in text or "www." in text),
        int("©" in text or "(c)" in text or "®" in text),
        int(digits > 0 and _YEAR.search(text) is not None),
        int((digits > 0 or not is_ascii) and _CLOCK.search(text) is not None),
        colon if colon >= 0 else _NO_COLON,
    )


_of_short = lru_cache(maxsize=_REMEMBERED)(_of)


def _marks(text: str) -> tuple[int, ...]:
    """Return how many stops, commas, quotation marks and bars a text has."""
    return tuple([len(sort.findall(text)) for sort in (_STOPS, _COMMAS, _QUOTES, _BARS)])


def _ascii_marks(raw: bytes) -> tuple[int, ...]:
    """Return the same for a text in ASCII, in a quarter of the time."""
    size = len(raw)
    return tuple([size - len(raw.translate(None, marks)) for marks in _ASCII_MARKS])


@lru_cache(maxsize=_REMEMBERED)
def _sort(char: str) -> int:
    """Return what sort of character it is, in an order that a threshold can part."""
    if char in _LAST_STOP:
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
