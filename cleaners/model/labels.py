"""Which blocks are the article's, by aligning the known text with the page in order.

The alignment never goes back: a word of the article is found once, and in its place. A
short line ("More") that stands anywhere in the article by chance is therefore no match.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

import numpy as np

from cleaners.model.measures import WORD
from cleaners.model.table import Floats

_CHANCE_RUN: Final = 3  # words; a shorter match counts only where it is a whole block


def align(texts: Sequence[str], known: str) -> tuple[Floats, float]:
    """Return the share of each block's words that the article has, and of the article's found."""
    numbers: dict[str, int] = {}
    blocks = [WORD.findall(text.lower()) for text in texts]
    page = [numbers.setdefault(word, len(numbers)) for words in blocks for word in words]
    owner = [at for at, words in enumerate(blocks) for _ in words]
    article = [numbers.setdefault(w, len(numbers)) for w in WORD.findall(known.lower())]
    sizes = np.array([len(words) for words in blocks], dtype=np.float64)
    found = np.zeros(len(texts))
    for match in SequenceMatcher(None, page, article, autojunk=False).get_matching_blocks():
        owners = owner[match.a : match.a + match.size]
        if match.size >= _CHANCE_RUN or _is_one_block(owners, sizes):
            for at in owners:
                found[at] += 1
    return found / np.maximum(sizes, 1), float(found.sum()) / max(1, len(article))


def _is_one_block(owners: Sequence[int], sizes: Floats) -> bool:
    return bool(owners) and owners[0] == owners[-1] and len(owners) == sizes[owners[0]]


def mark(texts: Sequence[str], wanted: Sequence[str], unwanted: Sequence[str]) -> Floats:
    """Return 1 for blocks that hold a wanted string, 0 for an unwanted one, -1 for unknown."""
    yes, no = [_words(part) for part in wanted], [_words(part) for part in unwanted]
    labels = np.full(len(texts), -1.0)
    for at, text in enumerate(texts):
        words = _words(text)
        if any(part in words for part in yes):
            labels[at] = 1.0
        elif any(part in words for part in no):
            labels[at] = 0.0
    return labels


def _words(text: str) -> str:
    """Return the words with a space around each, so that "in" finds whole words only."""
    return f" {' '.join(WORD.findall(text.lower()))} "
