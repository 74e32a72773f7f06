"""Which blocks stay, given how probable each is: the best set, less what is doubtful beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from cleaners.judges.limits import limits
from cleaners.judges.prefix import Bools, Floats, best_prefix
from cleaners.tokens import count_words

_LONG: Final = 60  # characters; shorter texts recur in interviews and lists
_PART: Final = 20  # characters; a shorter text stands in a long one by chance
_COPIES: Final = 8  # blocks looked at as copies of the others, the longest: the cost is bounded


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
    """Mark long texts that are kept already: pages repeat leads, quotes and whole articles."""
    repeated = np.zeros_like(keep)
    seen: set[str] = set()
    for place in np.flatnonzero(keep).tolist():
        text = texts[place]
        repeated[place] = len(text) >= _LONG and text in seen
        seen.add(text)
    return repeated | _retold(texts, keep & ~repeated)


def _retold(texts: Sequence[str], keep: Bools) -> Bools:
    """Mark kept blocks that say in one piece what shorter kept blocks say.

    Scripts, printers and share buttons have such a copy of the article on the page.
    """
    bounds = limits()
    kept = np.flatnonzero(keep).tolist()
    long = [place for place in kept if len(texts[place]) >= bounds.retold_chars.value]
    retold = np.zeros_like(keep)
    for place in sorted(long, key=lambda at: -len(texts[at]))[:_COPIES]:
        whole = texts[place]
        shorter = {texts[at] for at in kept if _PART <= len(texts[at]) < len(whole)}
        parts = sorted(text for text in shorter if text in whole)
        enough = len(parts) >= bounds.retold_parts.value
        retold[place] = enough and _share(whole, parts) >= bounds.retold_share.value
    return retold


def _share(whole: str, parts: Sequence[str]) -> float:
    """Return the share of the characters of ``whole`` that the parts take out of it."""
    rest = whole
    for part in sorted(parts, key=len, reverse=True):
        rest = rest.replace(part, "", 1)
    return 1.0 - len(rest) / len(whole)
