"""Whether a line speaks of what the lines around it, and most of the text, speak of.

The paragraphs of an article share its names and things (lexical cohesion: Morris and Hirst 1991;
Hearst 1997, "TextTiling"). Teasers, readers' remarks and a second article share others. Only
plain text needs this: on a page, the containers tell (measured, it buys nothing there).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from cleaners.model.table import Ints, Table, running
from cleaners.tokens import words_of

_STEM: Final = 5  # letters: endings differ from sentence to sentence
_SHORTEST: Final = 4  # letters; shorter words are articles and prepositions,
_SHORTEST_NAME: Final = 3  # but for names
# Scripts without spaces, and Hangul, whose particles stick to words: pairs of letters stand for
# words there.
_UNPARTED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_FEW: Final = 3  # words, of which no share is worth telling
_REACHES: Final = {"": 3, "w": 10}  # paragraphs before and after
_MAIN: Final = 8  # lines on either side of the place with most running text
_WINDOWS: Final = (4, 12)  # lines before and after
_LONGEST: Final = 3000  # characters
_UNKNOWN: Final = -1

Topics = frozenset[str]


def add_cohesion(table: Table, texts: Sequence[str], good: Ints) -> None:
    """Add the shares, per mille, of each paragraph's words that stand near, and in the main text.

    ``good`` has the characters of lines of running text, 0 for others; those have -1.
    """
    known: dict[str, str] = {}  # each stem once: there may be a hundred thousand lines
    topics = [_topics_of(text[:_LONGEST], known) for text in texts]
    for prefix, reach in _REACHES.items():
        _add_near(table, prefix, topics, good, reach)
    main, names = _in_main(texts, topics, good)
    table.add("coh_main", main)
    table.add("coh_names", names)
    _add_around(table, main)


def _topics_of(text: str, known: dict[str, str]) -> Topics:
    """Return stems of the words that may name what a text is about."""
    found: set[str] = set()
    for word in words_of(text.lower()):
        if _UNPARTED.match(word):
            found.update(word[at : at + 2] for at in range(len(word) - 1))
        elif len(word) >= _SHORTEST:
            found.add(word[:_STEM])
    return frozenset(known.setdefault(stem, stem) for stem in found)


def _names_of(text: str) -> Topics:
    """Return stems of the capitalised words that do not begin the text."""
    return frozenset(
        word.lower()[:_STEM]
        for word in words_of(text)[1:]
        if len(word) >= _SHORTEST_NAME and word[0].isupper()
    )


def _add_near(table: Table, prefix: str, topics: Sequence[Topics], good: Ints, reach: int) -> None:
    """Add the share of each paragraph's words in the ``reach`` paragraphs before and after."""
    at = np.flatnonzero(good > 0)
    paragraphs = [topics[place] for place in at.tolist()]
    for name, shares in (
        ("before", _in_last(paragraphs, reach)),
        ("after", _in_last(paragraphs[::-1], reach)[::-1]),
    ):
        column = np.full(len(topics), _UNKNOWN, dtype=np.int64)
        column[at] = shares
        table.add(f"coh_{prefix}{name}", column)


def _in_last(paragraphs: Sequence[Topics], reach: int) -> list[int]:
    """Return the share of each paragraph's words that are in the ``reach`` ones before it."""
    shares: list[int] = []
    window = Counter[str]()
    for place, own in enumerate(paragraphs):
        shares.append(_share(sum(window[word] > 0 for word in own), len(own)))
        window.update(own)
        if place >= reach:
            window.subtract(paragraphs[place - reach])
    return shares


def _share(part: int, whole: int) -> int:
    return 1000 * part // whole if whole >= _FEW else _UNKNOWN


def _in_main(texts: Sequence[str], topics: Sequence[Topics], good: Ints) -> tuple[Ints, Ints]:
    """Return the shares of each paragraph's words, and of its names, in the main text around it."""
    first, end = _main_of(good)
    counts = Counter[str]()
    for at in range(first, end):
        if good[at] > 0:
            counts.update(topics[at])
    main = np.full(len(texts), _UNKNOWN, dtype=np.int64)
    named = main.copy()
    for at in np.flatnonzero(good > 0).tolist():
        own = topics[at]
        if len(own) < _FEW:
            continue
        least = 2 if first <= at < end else 1  # a word of its own counts if others have it, too
        main[at] = _share(sum(counts[word] >= least for word in own), len(own))
        if names := _names_of(texts[at][:_LONGEST]):
            named[at] = 1000 * sum(counts[name] >= least for name in names) // len(names)
    return main, named


def _main_of(good: Ints) -> tuple[int, int]:
    """Return the lines around the place with most running text."""
    at = np.arange(len(good))
    sums = running(good)
    low, high = np.maximum(at - _MAIN, 0), np.minimum(at + 1 + _MAIN, len(good))
    middle = int(np.argmax(sums[high] - sums[low]))
    return int(low[middle]), int(high[middle])


def _add_around(table: Table, main: Ints) -> None:
    """Add the means of ``main`` over the lines before and after, and over all."""
    known = main >= 0
    sums, counts = running(np.where(known, main, 0)), running(known.astype(np.int64))
    mean = int(sums[-1]) // max(1, int(counts[-1]))
    table.add("coh_all", np.full(len(main), mean, dtype=np.int64))
    table.add("coh_more", np.where(known, main - mean, 0))
    at = np.arange(len(main))
    for width in _WINDOWS:
        low, high = np.maximum(at - width, 0), np.minimum(at + 1 + width, len(main))
        before = (sums[at] - sums[low]) // np.maximum(1, counts[at] - counts[low])
        after = (sums[high] - sums[at + 1]) // np.maximum(1, counts[high] - counts[at + 1])
        table.add(f"coh_{width}before", before)
        table.add(f"coh_{width}after", after)
