"""How the memory reads a line: case, marks, white space and numbers make no difference."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import pairwise

from cleaners.rules.line import LABEL, count_words, fold, tokenize

_DIGITS = re.compile(r"\d+")
_NUMBER = "0"
_SUBJECT_LETTERS = 4  # shorter words stand in every title


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a line, every run of numbers as one "0".

    A character of a script without spaces is a word of its own.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    words = [word for word in tokenize(_DIGITS.sub(_NUMBER, fold(plain))) if word != LABEL]
    return tuple(
        word
        for word, before in zip(words, ["", *words], strict=False)
        if not word == before == _NUMBER
    )


def fingerprint(words: Iterable[str]) -> str:
    """Return what a line is known by: 16 hex digits of its words."""
    return blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=8).hexdigest()


def count(words: Iterable[str]) -> int:
    """Count words that are no numbers; two characters of a script without spaces are one."""
    return count_words([word for word in words if word != _NUMBER])


def numbers(text: str) -> tuple[str, ...]:
    """Return what ``words_of`` makes no difference of: the runs of digits."""
    return tuple(_DIGITS.findall(text))


def subject_words(words: Sequence[str]) -> frozenset[str]:
    """Return the words that may tell a subject; of scripts without spaces pairs of characters."""
    long = {word for word in words if len(word) >= _SUBJECT_LETTERS}
    pairs = {
        one + two
        for one, two in pairwise(words)
        if len(one) == len(two) == 1 and _is_unspaced(one) and _is_unspaced(two)
    }
    return frozenset(long | pairs)


def _is_unspaced(word: str) -> bool:
    """Hiragana are left out: they are endings and particles."""
    return word.isalpha() and word >= "\u0e00" and not "\u3040" <= word <= "\u309f"
