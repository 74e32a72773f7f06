"""All signals of one text, in one pass over its words and lines."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from cleaners.quality import lines as of_lines
from cleaners.quality.languages import agree
from cleaners.quality.repetition import REPEATED, TOP, ngram_shares, repeated_lines
from cleaners.quality.stopwords import count_stop_words
from cleaners.quality.types import Quality
from cleaners.quality.words import Words, words_of

_LETTER = re.compile(r"[^\W\d_]")
_PLACES = 4
# N-grams are counted in so many words (or characters, where words are not parted) of a text: an
# article has a twentieth of that, and a text of megabytes would cost minutes.
_MOST_UNITS = 50_000


def measure(
    text: str,
    *,
    language: str | None = None,
    page_language: str | None = None,
    site_language: str | None = None,
) -> Quality:
    """Return the signals of ``text``; the same text and languages give the same signals.

    ``language`` is the detected one (ISO 639-1), the others are claims (BCP 47).
    """
    words, lines = words_of(text), [line for line in text.split("\n") if line]
    return Quality(
        characters=len(text),
        words=words.count,
        sentences=of_lines.sentences(text) if words.has_stops else None,
        lines=len(lines),
        **_word_signals(text, words, language),
        **_line_signals(lines, words),
        **_repetition(words, lines),
        curly_bracket="{" in text,
        placeholder="lorem ipsum" in text.lower(),
        page_language_agrees=agree(language, page_language),
        site_language_agrees=agree(language, site_language),
    )


def _word_signals(text: str, words: Words, language: str | None) -> dict[str, Any]:
    if not words.units:
        return dict.fromkeys(_WORD_SIGNALS)
    letters = sum(map(len, words.units))
    different, stop_words = count_stop_words(words, language) or (None, None)
    return {
        "mean_word_length": _rounded(letters / words.count) if words.separated else None,
        "alphabetic_word_share": _rounded(_alphabetic(text, words)),
        "stop_words": different,
        "stop_word_share": None if stop_words is None else _rounded(stop_words / words.count),
        "symbol_word_share": _rounded(of_lines.symbols(text) / words.count),
    }


def _alphabetic(text: str, words: Words) -> float:
    """Return the share of tokens with a letter; signs that stand alone are tokens, too."""
    if not words.separated:
        return 1 - sum(map(str.isnumeric, words.units)) / len(words.units)
    tokens = text.split()
    others = [token for token in tokens if not token.isalpha()]
    without = sum(_LETTER.search(token) is None for token in others)
    return (len(tokens) - without) / len(tokens)


_WORD_SIGNALS = (
    "mean_word_length",
    "alphabetic_word_share",
    "stop_words",
    "stop_word_share",
    "symbol_word_share",
)


def _line_signals(lines: list[str], words: Words) -> dict[str, Any]:
    names = ("punctuated", "bullet", "ellipsis", "short")
    if not lines:
        return {f"{name}_line_share": None for name in names}
    punctuated = of_lines.punctuated_share(lines) if words.has_stops else None
    return {
        "punctuated_line_share": None if punctuated is None else _rounded(punctuated),
        "bullet_line_share": _rounded(of_lines.bullet_share(lines)),
        "ellipsis_line_share": _rounded(of_lines.ellipsis_share(lines)),
        "short_line_share": _rounded(of_lines.short_share(lines)),
    }


def _repetition(words: Words, lines: list[str]) -> dict[str, Any]:
    by_line = repeated_lines(lines) if lines else (None, None)
    counted = replace(words, units=words.units[:_MOST_UNITS])
    grams = ngram_shares(counted) if words.units else {}
    names = {size: f"top_{size}gram_share" for size in TOP}
    names |= {size: f"repeated_{size}gram_share" for size in REPEATED}
    return {
        "repeated_line_share": _rounded(by_line[0]),
        "repeated_line_character_share": _rounded(by_line[1]),
        **{name: _rounded(grams.get(size)) for size, name in names.items()},
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, _PLACES)
