"""How much of a text repeats itself (Rae et al. 2021, arXiv:2112.11446, A1.1.2 and table A1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from cleaners.quality.words import Words

TOP = range(2, 5)  # the sizes of which the most frequent one counts
REPEATED = range(5, 11)  # the sizes of which every repeated one counts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grams:
    """The runs of one length that stand in the text more than once."""

    length: int  # units
    places: list[int]  # where they start, in rising order
    numbers: list[int]  # which run it is, place by place; some number, the same for the same run


def repeated_lines(lines: Sequence[str]) -> tuple[float, float]:
    """Return the share of lines that stood before, and that of their characters."""
    seen: set[str] = set()
    number = characters = 0
    for line in lines:
        if line in seen:
            number += 1
            characters += len(line)
        seen.add(line)
    return number / len(lines), characters / sum(map(len, lines))


def ngram_shares(words: Words) -> dict[int, float]:
    """Return for each size of ``TOP`` and ``REPEATED`` the share of characters in such n-grams.

    Characters of words, without what stands between them. Of ``TOP`` sizes, that of the most
    frequent n-gram alone, 0 where none repeats. Of ``REPEATED`` sizes, all n-grams that stood
    before; what overlaps counts once.
    """
    ends = [0, *accumulate(map(len, words.units))]
    shares = dict.fromkeys((*TOP, *REPEATED), 0.0)
    first, last = TOP[0] * words.per_word, REPEATED[-1] * words.per_word
    for grams in _repeating(words.units, first, last):
        size, rest = divmod(grams.length, words.per_word)
        if rest or size not in shares:
            continue
        covered = _top(grams, ends) if size in TOP else _repeated(grams, ends)
        shares[size] = min(1.0, covered / ends[-1])
    return shares


def _repeating(units: Sequence[str], first: int, last: int) -> Iterator[_Grams]:
    """Yield the repeated runs of ``first`` to ``last`` units, up to where nothing repeats.

    A run can repeat only where the run without its last unit does: few places stay.
    """
    known: dict[str, int] = {}
    unit = np.array([known.setdefault(one, len(known)) for one in units])
    places = np.arange(len(units))
    runs = np.zeros_like(places)  # which run of one unit less starts at each place
    for length in range(1, last + 1):
        runs = runs * len(known) + unit[places + length - 1]
        _, runs, counts = np.unique(runs, return_inverse=True, return_counts=True)
        repeated = counts[runs] > 1
        places, runs = places[repeated], runs[repeated]
        if not len(places):
            return
        if length >= first:
            yield _Grams(length=length, places=places.tolist(), numbers=runs.tolist())
        fits = places + length < len(units)
        places, runs = places[fits], runs[fits]


def _top(grams: _Grams, ends: Sequence[int]) -> int:
    """Return the characters of the most frequent run; of several, those of the longest."""
    counts = Counter(grams.numbers)
    most = max(counts.values())
    return most * max(
        ends[at + grams.length] - ends[at]
        for at, number in zip(grams.places, grams.numbers, strict=True)
        if counts[number] == most
    )


def _repeated(grams: _Grams, ends: Sequence[int]) -> int:
    """Return the characters of all runs that stood before, those that overlap once."""
    seen: set[int] = set()
    covered = free = 0
    for at, number in zip(grams.places, grams.numbers, strict=True):
        if at < free:
            continue
        if number in seen:
            covered += ends[at + grams.length] - ends[at]
            free = at + grams.length
        seen.add(number)
    return covered
