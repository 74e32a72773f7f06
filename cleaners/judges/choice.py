"""Which blocks stay, given how probable each is: the best set, less what is doubtful beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

import numpy as np

from cleaners.judges.limits import limits
from cleaners.judges.prefix import Bools, Floats, best_prefix
from cleaners.limits import limits as page_limits
from cleaners.tokens import count_words

_LONG: Final = 60  # characters; shorter texts recur in interviews and lists
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
        repeated[place] = _LONG <= len(text) < most and text in seen
        seen.add(text)
    return repeated | _retold(texts, keep & ~repeated, most)


def _retold(texts: Sequence[str], keep: Bools, most: float) -> Bools:
    """Mark kept blocks that say in one piece what shorter kept blocks say.

    Scripts, printers and share buttons have such a copy of the article on the page.
    """
    bounds = limits()
    kept = np.flatnonzero(keep).tolist()
    long = [place for place in kept if bounds.retold_chars.value <= len(texts[place]) < most]
    by_length = sorted({texts[at] for at in kept if len(texts[at]) >= _PART}, key=_longest_first)
    retold = np.zeros_like(keep)
    for place in sorted(long, key=lambda at: -len(texts[at]))[:_COPIES]:
        whole = texts[place]
        shorter = (text for text in by_length if len(text) < len(whole))
        parts = [text for text in islice(shorter, _PARTS) if text in whole]
        retold[place] = len(parts) >= bounds.retold_parts.value and _is_said(whole, parts)
    return retold


def _longest_first(text: str) -> tuple[int, str]:
    return -len(text), text


def _is_said(whole: str, parts: Sequence[str]) -> bool:
    """Tell whether the parts, the longest first, leave only headings of ``whole`` unsaid."""
    rest = whole
    for part in parts:
        rest = rest.replace(part, _GAP, 1)
    unsaid = [len(piece.strip()) for piece in rest.split(_GAP)]
    share = 1.0 - sum(unsaid) / len(whole)
    return share >= limits().retold_share.value and max(unsaid) < _LONG
