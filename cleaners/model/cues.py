"""Words that announce a sort of line, counted as sets of bits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, reduce
from importlib.resources import files
from operator import or_
from typing import Final

import msgspec
import numpy as np

from cleaners.model.table import Ints
from cleaners.tokens import lower_words_of

_FILE: Final = "cues.toml"
_WORD: Final = re.compile(r"\w+|©")
_READ: Final = 240  # characters that are read at either end: what a line is, it says there
_FIRST: Final = 3  # words that count as the line's beginning


class Cue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sort of line and the words that announce it."""

    name: str
    why: str
    words: tuple[str, ...]  # lower case


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    entries: tuple[Cue, ...] = msgspec.field(name="cue")


@cache
def cues() -> tuple[Cue, ...]:
    """Return the cues in their order; the place of each is its bit."""
    raw = files(__package__).joinpath(_FILE).read_bytes()
    return msgspec.toml.decode(raw, type=_File).entries


@cache
def _bits() -> dict[str, int]:
    bits: dict[str, int] = {}
    for place, cue in enumerate(cues()):
        for word in cue.words:
            bits[word] = bits.get(word, 0) | 1 << place
    return bits


def cue_names() -> tuple[str, ...]:
    """Return the names of the columns of ``cue_features``."""
    names = [cue.name for cue in cues()]
    return (*(f"cue_{n}" for n in names), *(f"starts_{n}" for n in names), "cues", "cue_share")


def cue_features(texts: Sequence[str]) -> Ints:
    """Return one row per text: which cues it holds, which it starts with, how many words are."""
    bits = _bits()
    known = bits.keys()
    rows = np.zeros((4, len(texts)), dtype=np.int64)
    for place, text in enumerate(texts):
        words = _words(text)
        if not known.isdisjoint(words):
            rows[:, place] = _count(words, bits)
    places = np.arange(len(cues()))[:, None]
    return np.concatenate((rows[0] >> places & 1, rows[1] >> places & 1, rows[2:])).T


def _words(text: str) -> Sequence[str]:
    """Return the words of both ends of a text, in lower case; the sign of copyright is one."""
    read = text if len(text) <= 2 * _READ else f"{text[:_READ]} {text[-_READ:]}"
    return _WORD.findall(read.lower()) if "©" in read else lower_words_of(read)


def _count(words: Sequence[str], bits: Mapping[str, int]) -> tuple[int, int, int, int]:
    """Return the cues of a text and of its first words, as bits; how many words are, per mille."""
    found = [bits[word] for word in words if word in bits]
    start = [bits[word] for word in words[:_FIRST] if word in bits]
    return reduce(or_, found), reduce(or_, start, 0), len(found), 1000 * len(found) // len(words)
