"""Function words by language, and how many of a text are some."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import msgspec

from cleaners.quality.words import Words


class StopWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One language's function words."""

    words: tuple[str, ...]  # lower case, as ``words_of`` cuts them
    why: str


# Written alike: what is detected as one of these has the list of the other.
_SAME = {"zh-cn": "zh", "zh-tw": "zh"}


def count_stop_words(words: Words, language: str | None) -> tuple[int, int] | None:
    """Return how many different stop words a text holds, and how many in all.

    ``language`` is a detected code. None where it is unknown or has no list. Where words are
    not parted, what is found counts as so many words as it has characters of a mean word.
    """
    known = stop_words(language)
    if known is None:
        return None
    if words.separated or max(map(len, known)) == 1:
        found = [unit for unit in words.units if unit in known]
        return len(set(found)), -(-len(found) // words.per_word)
    found = _pattern(_SAME.get(language or "", language or "")).findall("".join(words.units))
    return len(set(found)), min(words.count, round(sum(map(len, found)) / words.per_word))


def stop_words(language: str | None) -> frozenset[str] | None:
    """Return the stop words of a detected language, None where there is no list."""
    return None if language is None else _sets().get(_SAME.get(language, language))


@cache
def load() -> dict[str, StopWords]:
    """Read the lists, by ISO 639-1 code."""
    data = (resources.files("cleaners.quality") / "stopwords.toml").read_bytes()
    return msgspec.toml.decode(data, type=dict[str, StopWords])


@cache
def _sets() -> dict[str, frozenset[str]]:
    return {code: frozenset(one.words) for code, one in load().items()}


@cache
def _pattern(language: str) -> re.Pattern[str]:
    longest_first = sorted(load()[language].words, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first)))
