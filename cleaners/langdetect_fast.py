"""langdetect's own detector, word by word instead of character by character.

The same n-grams in the same order and the same arithmetic, so the same answers (tested);
about four times faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from langdetect.detector import Detector
from langdetect.utils.ngram import NGram

_LATIN = re.compile("[A-z]")  # langdetect's own range, punctuation between the cases included
_NOT_LATIN = re.compile("[\u0300-\u1dff\u1f00-\U0010ffff]")  # without Latin Extended Additional


class FastDetector(Detector):  # type: ignore[misc]  # langdetect is untyped
    """``langdetect.detector.Detector`` with its three inner loops rewritten."""

    text: str  # all that was taken

    def append(self, text: str) -> None:
        """Take ``text``, without addresses."""
        text = self.MAIL_RE.sub(" ", self.URL_RE.sub(" ", text))
        self.text += NGram.normalize_vi(text)

    def cleaning_text(self) -> None:
        """Drop Latin letters from a text that is mostly not in Latin script."""
        if len(_LATIN.findall(self.text)) * 2 < len(_NOT_LATIN.findall(self.text)):
            self.text = _LATIN.sub("", self.text)

    def _extract_ngrams(self) -> list[str]:
        text = self.text.translate(_normal_characters())
        known = self.word_lang_prob_map
        words = text.split(" ")
        last = len(words) - 1
        return [
            gram
            for at, word in enumerate(words)
            for gram in _grams(f" {word} " if at < last else f" {word}")
            if gram in known
        ]

    def _update_lang_prob(self, prob: list[float], word: str, alpha: float) -> bool:
        weight = alpha / self.BASE_FREQ
        shares = self.word_lang_prob_map[word]
        prob[:] = [known * (weight + share) for known, share in zip(prob, shares, strict=True)]
        return True


def _grams(word: str) -> Iterator[str]:
    """Yield the n-grams that end at each letter of `` word ``, and at the space after it.

    None ends at a capital after a capital: abbreviations tell no language.
    """
    for at in range(1, len(word)):
        letter = word[at]
        if letter.isupper() and word[at - 1].isupper():
            continue
        if letter != " ":
            yield letter
        yield word[at - 1 : at + 1]
        if at > 1:
            yield word[at - 2 : at + 1]


class _NormalCharacters(dict[int, str]):
    """``NGram.normalize`` as a table for ``str.translate``, filled as characters appear."""

    def __missing__(self, code: int) -> str:
        normal: str = NGram.normalize(chr(code))
        self[code] = normal
        return normal


@cache
def _normal_characters() -> _NormalCharacters:
    return _NormalCharacters()
