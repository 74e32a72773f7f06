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
# Lines of Western European letters, which is most of them, are read as Latin-1 bytes: a page has
# some two hundred lines, and to read one by expressions takes six times as long. Left to the
# expressions is what NFKC changes (½, ª, ´), and the soft hyphen.
_NOT_PLAIN = re.compile("[^\x00-\x7f\xa0¡§©«®°±¶·»¿À-ÿ‘’“”„–—•…›→►▶]")
_PLAIN_PARTS = "".join(
    "0" if char in "0123456789" else char.lower() if char.isalpha() or char == "÷" else " "
    for char in map(chr, range(256))
).encode("latin-1")
_NUMBERS = re.compile(rb"00+")


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a line, every run of numbers as one "0".

    A character of a script without spaces is a word of its own.
    """
    plain = _plain_words(text)
    if plain is not None:
        return tuple(word.decode("latin-1") for word in plain)
    return _words_of_any(text)


def mark_of(text: str, fewest: int) -> str | None:
    """Return a line's fingerprint; None for one with fewer than ``fewest`` words but numbers."""
    plain = _plain_words(text)
    if plain is not None:
        words = len(plain) - plain.count(b"0")
        return _digest(b" ".join(plain).decode("latin-1")) if words >= fewest else None
    any_words = _words_of_any(text)
    return fingerprint(any_words) if count(any_words) >= fewest else None


def _plain_words(text: str) -> list[bytes] | None:
    """Return what ``_words_of_any`` finds, quicker; None for a text with other letters."""
    if not text.isascii() and _NOT_PLAIN.search(text):
        return None
    folded = text.encode("latin-1", "replace").translate(_PLAIN_PARTS)  # "?" parts words, too
    if b"00" in folded:
        folded = _NUMBERS.sub(b"0", folded)
    words = folded.split()
    if words.count(b"0") > 1:
        words = [
            word
            for word, before in zip(words, [b"", *words], strict=False)
            if not word == before == b"0"
        ]
    return words


def _words_of_any(text: str) -> tuple[str, ...]:
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    words = [word for word in tokenize(_DIGITS.sub(_NUMBER, fold(plain))) if word != LABEL]
    return tuple(
        word
        for word, before in zip(words, ["", *words], strict=False)
        if not word == before == _NUMBER
    )


def fingerprint(words: Iterable[str]) -> str:
    """Return what a line is known by: 16 hex digits of its words."""
    return _digest(" ".join(words))


def _digest(words: str) -> str:
    return blake2b(words.encode("utf-8", "replace"), digest_size=8).hexdigest()


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
