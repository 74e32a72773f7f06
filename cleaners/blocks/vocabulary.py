"""Class and id words as a set of bits: what a container's name announces."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import msgspec

from cleaners.types import Category

_FILE: Final = "vocabulary.toml"
# A page may hold a fresh class for every element (CSS in JS): bounded, or it grows for ever.
_REMEMBERED: Final = 1 << 13
_LONGEST: Final = 200  # characters of class and id that are read
_HOLDING: Final = frozenset({"has", "no", "with", "without"})
_POST = re.compile(r"\b(?:hentry|type-post|status-publish)\b")
_FILED = re.compile(r"(?<!\S)(?:category|tag|author|post_tag|post_format|format)-\S+")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# Most names have small letters only, in ASCII: there a table of bytes parts the words.
_SMALL: Final = bytes(code if ord("a") <= code <= ord("z") else ord(" ") for code in range(256))


class WordClass(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of the vocabulary: words that announce the same thing."""

    name: str
    why: str
    words: tuple[str, ...]  # match a whole word of the name
    parts: tuple[str, ...] = ()  # match anywhere in the name with punctuation taken out
    category: Category | None = None  # of what is removed from such a place
    weak: bool = False  # says so only when no other name around the block does


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    entries: tuple[WordClass, ...] = msgspec.field(name="class")


@cache
def vocabulary() -> tuple[WordClass, ...]:
    """Return the classes in their order; the place of each is its bit."""
    raw = files(__package__).joinpath(_FILE).read_bytes()
    return msgspec.toml.decode(raw, type=_File).entries


@cache
def word_bit(name: str) -> int:
    """Return the bit of the class ``name``; raises KeyError when there is none."""
    for place, entry in enumerate(vocabulary()):
        if entry.name == name:
            return 1 << place
    raise KeyError(name)


def names_of(bits: int) -> tuple[str, ...]:
    """Return the names of the classes in ``bits``."""
    return tuple(e.name for place, e in enumerate(vocabulary()) if bits >> place & 1)


@cache
def _tables() -> tuple[dict[str, int], re.Pattern[str], dict[str, int]]:
    """Return whole words, a pattern of all parts, and the parts, each with its bits."""
    words: dict[str, int] = {}
    parts: dict[str, int] = {}
    for place, entry in enumerate(vocabulary()):
        for word in entry.words:
            words[word] = words.get(word, 0) | 1 << place
        for part in entry.parts:
            parts[part] = parts.get(part, 0) | 1 << place
    return words, re.compile(any_of(parts)), parts


def any_of(words: Iterable[str]) -> str:
    """Return an expression for the longest of ``words``; common beginnings are tried once."""
    ends: dict[str, list[str]] = {}
    for word in words:
        ends.setdefault(word[:1], []).append(word[1:])
    optional = "?" if ends.pop("", None) else ""
    found = [re.escape(first) + any_of(rest) for first, rest in sorted(ends.items())]
    return f"(?:{'|'.join(found)}){optional}" if found else ""


@lru_cache(maxsize=_REMEMBERED)
def bits_of(name: str) -> int:
    """Return the vocabulary classes that a class or id attribute's text announces.

    Among WordPress's classes of a post are what it is filed under, which say nothing of a place.
    """
    if _POST.search(name):
        name = _FILED.sub(" ", name)
    return _bits_of_words(" ".join(_words_in(name[:_LONGEST])))


@lru_cache(maxsize=_REMEMBERED)
def _bits_of_words(words_of_name: str) -> int:
    """Return the classes of a name's words: names that differ in a number have the same."""
    words, pattern, parts = _tables()
    found = _telling(words_of_name.split())
    bits = 0
    for word in found:
        bits |= words.get(word, 0)
    for part in pattern.findall("".join(found)):
        bits |= parts[part]
    return bits


def _words_in(name: str) -> list[str]:
    """Part a name at all but letters, and before a capital that begins a word."""
    if name.islower() and name.isascii():
        return name.encode().translate(_SMALL).decode().split()
    return [word.lower() for word in _WORD.findall(name)]


def _telling(words: list[str]) -> list[str]:
    """Leave out the words that say what is inside: those after "has", "no" and the like."""
    if _HOLDING.isdisjoint(words):
        return words
    return [
        word
        for before, word in zip(["", *words], words, strict=False)
        if before not in _HOLDING and word not in _HOLDING
    ]
