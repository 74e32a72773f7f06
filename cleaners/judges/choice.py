"""Which blocks stay, given how probable each is: the best set, less what is doubtful beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

import numpy as np

from cleaners.judges.limits import limits
from cleaners.judges.prefix import Bools, Floats, best_prefix
from cleaners.limits import limits as page_limits
from cleaners.tokens import count_words

_LONG: Final = 60  # characters; shorter texts recur in interviews and lists,
_WIDE: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af]")
_WIDE_CHARS: Final = 2.5  # of scripts that write a syllable or a word with one, each says so much
_PART: Final = 20  # characters; a shorter text stands in a long one by chance
# The longest blocks are looked at as copies of the others, and of those the longest: the cost is
# bounded, .2 s on a page made for it.
_COPIES: Final = 8
_PARTS: Final = 500
_GAP: Final = "\0"  # in no text of a page


def lengths_of(texts: Sequence[str]) -> Floats:
    """Return the words of each text."""
    return np.array([count_words(text) for text in texts], dtype=np.float64)


def choose(lengths: Floats, chances: Floats) -> tuple[Bools, float]:
    """Return the set with the best expected F1, and that F1. ``lengths`` are words."""
    keep, expected = best_prefix(chances, lengths)
    keep &= chances > 0.0
    return keep, expected


def trimmed(keep: Bools, lengths: Floats, chances: Floats) -> Bools:
    """Return ``keep`` without the short doubtful blocks before, after and inside the sure text.

    F1 counts words, so that it keeps a note rather than lose a sentence; a reader counts notes.
    """
    bounds = limits()
    firm = keep & (chances >= bounds.firm_chance.value) & (lengths >= bounds.firm_words.value)
    if not firm.any():
        return keep
    places = np.flatnonzero(firm)
    least = np.full(len(keep), bounds.inside_chance.value)
    decks = lengths[: places[0]] >= bounds.deck_words.value
    least[: places[0]] = np.where(decks, bounds.deck_chance.value, bounds.before_chance.value)
    least[places[-1] + 1 :] = bounds.after_chance.value
    return keep & ((chances >= least) | (lengths >= bounds.long_words.value))


def in_flow(keep: Bools, lengths: Floats, chances: Floats, fluent: Bools) -> Bools:
    """Return ``keep`` with the ``fluent`` blocks between the first and the last sure block.

    Quotations and rows of tables are what the model knows least of, and what an article that
    goes on behind them cannot do without.
    """
    bounds = limits()
    firm = keep & (chances >= bounds.firm_chance.value) & (lengths >= bounds.firm_words.value)
    if not firm.any():
        return keep
    places = np.flatnonzero(firm)
    inside = np.zeros_like(keep)
    inside[places[0] : places[-1]] = True
    return keep | (inside & fluent & (chances >= bounds.flow_chance.value))


def strict(keep: Bools, lengths: Floats, chances: Floats) -> Bools:
    """Return ``keep`` without the short blocks that are not very probable."""
    bounds = limits()
    probable = chances >= bounds.strict_chance.value
    return keep & (probable | (lengths >= bounds.strict_words.value))


def repeats(texts: Sequence[str], keep: Bools) -> Bools:
    """Mark long texts that are kept already: pages repeat leads, quotes and whole articles.

    A text as long as judges read at the most may go on: it is nobody's copy.
    """
    most = page_limits().judged_chars.value
    repeated = np.zeros_like(keep)
    seen: set[str] = set()
    for place in np.flatnonzero(keep).tolist():
        text = texts[place]
        repeated[place] = len(text) < most and text in seen and _is_long(text)
        seen.add(text)
    return repeated | _retold(texts, keep & ~repeated, most)


def _retold(texts: Sequence[str], keep: Bools, most: float) -> Bools:
    """Mark kept blocks that say in one piece what shorter kept blocks say.

    Scripts, printers and share buttons have such a copy of the article on the page.
    """
    bounds = limits()
    kept = np.flatnonzero(keep).tolist()
    long = [place for place in kept if bounds.retold_chars.value <= len(texts[place]) < most]
    if not long:
        return np.zeros_like(keep)
    told = _by_length(texts[place] for place in kept)
    retold = np.zeros_like(keep)
    for place in sorted(long, key=lambda at: -len(texts[at]))[:_COPIES]:
        whole = texts[place]
        parts = _parts_of(whole, told)
        if len(parts) >= bounds.retold_parts.value and _covered(whole, parts):
            left_out = _by_length(texts[at] for at in np.flatnonzero(~keep).tolist())
            retold[place] = _is_said(whole, [*parts, *_parts_of(whole, left_out)])
    return retold


def _by_length(texts: Iterable[str]) -> list[str]:
    """Return the texts that do not stand in others by chance, the longest first, none twice."""
    return sorted({text for text in texts if len(text) >= _PART}, key=lambda one: (-len(one), one))


def _parts_of(whole: str, texts: Sequence[str]) -> list[str]:
    shorter = (text for text in texts if len(text) < len(whole))
    return [text for text in islice(shorter, _PARTS) if text in whole]


def _covered(whole: str, parts: Sequence[str]) -> bool:
    """Tell whether the parts say most of ``whole``."""
    unsaid = sum(len(piece) for piece in _less(whole, parts))
    return 1.0 - unsaid / len(whole) >= limits().retold_share.value


def _is_said(whole: str, blocks: Sequence[str]) -> bool:
    """Tell whether no sentence of ``whole`` would be lost with it.

    What other blocks say was judged there, and may have been left out.
    """
    return not any(_is_long(piece.strip()) for piece in _less(whole, blocks))


def _is_long(text: str) -> bool:
    """Tell whether a text says so much that it stands nowhere else by chance."""
    if len(text) >= _LONG or text.isascii():
        return len(text) >= _LONG
    return len(text) + (_WIDE_CHARS - 1) * len(_WIDE.findall(text)) >= _LONG


def _less(text: str, parts: Sequence[str]) -> list[str]:
    """Return the pieces of ``text`` that remain when each part is taken out once."""
    for part in parts:
        text = text.replace(part, _GAP, 1)
    return text.split(_GAP)
