"""A text cut into words, in any script.

A word is a run of letters, marks and digits, in lower case. Chinese, Japanese, Thai, Lao, Khmer
and Burmese do not part words: there each character is a unit, and so many units are counted as
one word as a word has on average (2 of Han and kana, 4 of the others).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_HAN_AND_KANA = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Thai, Lao, Burmese, Khmer; not Hangul, which has spaces.
_SOUTH_EAST = r"\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"
_UNSEPARATED = re.compile(f"[{_HAN_AND_KANA}{_SOUTH_EAST}]+")
_SOUTH_EAST_RUN = re.compile(f"[{_SOUTH_EAST}]+")
_RUN = re.compile(f"([{_HAN_AND_KANA}{_SOUTH_EAST}]+)|[^\\s{_HAN_AND_KANA}{_SOUTH_EAST}]+")
_WITHOUT_STOPS = re.compile("[\u0e00-\u0eff]+")  # Thai and Lao end a sentence with a space
# Scripts and signs without marks, joiners or unparted words: what lies outside of them, and the
# soft hyphen, needs the slower way.
_OTHER = re.compile(
    "[^\x00-\xac\xae-\u02ff\u0370-\u0482\u048a-\u058f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]"
)
_WORD = re.compile(r"[^\W_]+")
# The same of ASCII, in a fifth of the time: all but letters and digits parts words.
_ASCII_WORDS = bytes(code if chr(code).isalnum() else ord(" ") for code in range(128)).ljust(256)
_SHARE = 0.3  # of the letters, from which a text counts as one without spaces
_HAN_WORD, _SOUTH_EAST_WORD = 2, 4  # characters of a mean word
_ZERO_WIDTH_SPACE = 0x200B


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text's words, or its units where words are not parted."""

    units: list[str]
    count: int  # of words; estimated where they are not parted
    per_word: int = 1  # units of a word: 1 where words are parted
    has_stops: bool = True  # whether the script ends its sentences with a mark

    @property
    def separated(self) -> bool:
        """Whether the script parts its words."""
        return self.per_word == 1


def words_of(text: str) -> Words:
    """Return the words of ``text``; case, punctuation and invisible characters are dropped."""
    text = text.lower()
    if text.isascii():
        units = text.encode().translate(_ASCII_WORDS).decode().split()
        return Words(units=units, count=len(units))
    if _OTHER.search(text) is None:
        units = _WORD.findall(text)
        return Words(units=units, count=len(units))
    return _words_of_any(text)


def _words_of_any(text: str) -> Words:
    """Cut a text of any script; of those without marks, as the quick way does."""
    plain = text.translate(_KEPT)
    unparted = _length(_UNSEPARATED, plain)
    letters = len(plain) - plain.count(" ")
    if unparted <= letters * _SHARE:
        units = plain.split()
        return Words(units=units, count=len(units))
    south_east = _length(_SOUTH_EAST_RUN, plain) * 2 > unparted
    per_word = _SOUTH_EAST_WORD if south_east else _HAN_WORD
    units = _units(plain)
    return Words(
        units=units,
        count=len(units) - unparted + -(-unparted // per_word),
        per_word=per_word,
        has_stops=_length(_WITHOUT_STOPS, plain) * 2 <= unparted,
    )


def _length(pattern: re.Pattern[str], text: str) -> int:
    return sum(map(len, pattern.findall(text)))


def _units(plain: str) -> list[str]:
    """Return each character of unparted script, and each word of the others."""
    units: list[str] = []
    for found in _RUN.finditer(plain):
        if found[1]:
            units.extend(found[1])
        else:
            units.append(found[0])
    return units


class _Kept(dict[int, str | None]):
    """A table for ``str.translate``, filled as characters appear: what is no word is a space."""

    def __missing__(self, code: int) -> str | None:
        category = unicodedata.category(chr(code))
        kept: str | None = chr(code) if category[0] in "LMN" else " "
        if category == "Cf" and code != _ZERO_WIDTH_SPACE:
            kept = None  # a joiner inside a word
        self[code] = kept
        return kept


_KEPT = _Kept()
