"""Words that announce a sort of line, counted as sets of bits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
import numpy as np

from cleaners.model.table import Ints
from cleaners.tokens import words_of

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
    table = _bits()
    anywhere, first, count, share = [], [], [], []
    for text in texts:
        lower = (
            text.lower() if len(text) <= 2 * _READ else f"{text[:_READ]} {text[-_READ:]}".lower()
        )
        words = words_of(lower) if lower.isascii() else _WORD.findall(lower)
        found = [table[word] for word in words if word in table]
        bits = 0
        for one in found:
            bits |= one
        start = 0
        for word in words[:_FIRST]:
            start |= table.get(word, 0)
        anywhere.append(bits)
        first.append(start)
        count.append(len(found))
        share.append(1000 * len(found) // max(1, len(words)))
    places = np.arange(len(cues()))
    has = np.array(anywhere, dtype=np.int64)[:, None] >> places & 1
    starts = np.array(first, dtype=np.int64)[:, None] >> places & 1
    counts = np.array([count, share], dtype=np.int64).T
    return np.concatenate((has, starts, counts), axis=1)
