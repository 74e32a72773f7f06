"""All phrases of all rules in tries of tokens, searched in one pass over a line.

There is one trie for each token that a phrase begins with, built when a line first has
that token: a run meets few languages, and all tries together take most of a second.
Dictionaries instead of regular expressions: the cost grows with the line, not with
the number of phrases, and no phrase can make the search explode.

A phrase is words as they stand in a line. ``(a|b|)`` is a choice, ``*`` stands for up to
four tokens, ``{name}`` for a word of that class of the lexicon; ``{email}``, ``{url}``,
``{handle}``, ``{phone}`` and ``{quote}`` for what ``line`` put in place of such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from cleaners.rules import line as tokens_of
from cleaners.rules.choices import CHOICE, expand, flat, options
from cleaners.rules.errors import RuleError
from cleaners.rules.line import fold, tokenize

GAP_TOKENS = 4
_FIRST_CLASS = re.compile(r"\s*\{([\w-]+)\}")
_FIRST_WORD = re.compile(r"\s*[^\s(){}*]+(?=[\s{*]|$)")
_CLASS = re.compile(r"\{([\w-]+)\}")
_PART = re.compile(r"\{([\w-]+)\}|(\*)|([^{}*]+)")
_NOT_PLAIN = re.compile(r"[{}*]")
_MANY_OPTIONS = 4
_SPECIAL = {
    "email": tokens_of.EMAIL,
    "url": tokens_of.URL,
    "handle": tokens_of.HANDLE,
    "phone": tokens_of.PHONE,
    "quote": tokens_of.QUOTE,
}


class Found(NamedTuple):  # made for most words of a page: a frozen dataclass costs twice as much
    """A phrase in a line: whose it is, and its tokens from ``start`` up to ``end``."""

    owners: tuple[int, ...]
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    """A place in the trie: what may follow, and whose phrases end here."""

    words: dict[str, _Node] | None = None  # most end a phrase: an empty one would cost 64 bytes
    classes: dict[str, _Node] | None = None
    gap: _Node | None = None
    owners: tuple[int, ...] = ()


class PhraseTable:
    """The trie; ``add`` phrases with the number of their owner, then ``search`` lines."""

    def __init__(self, classes: Mapping[str, Sequence[str]]) -> None:
        # By first token: the phrases that begin with it, and once it was met, their trie.
        self._waiting: dict[str, list[tuple[str, Sequence[int]]]] = {}
        self._built: dict[str, _Node] = {}
        self._lexicon = classes
        self._words: dict[str, list[str]] = {}  # of the classes used so far
        self._choices_seen: dict[str, str] = {}  # names of the classes that choices are made
        self._classes: dict[str, _Node] = {}

    def add(self, phrase: str, owners: Sequence[int]) -> None:
        """Add one phrase; raise RuleError for an unknown class or an empty phrase."""
        for name in _CLASS.findall(phrase):
            if name not in _SPECIAL and name not in self._lexicon:
                raise RuleError(f"phrase {phrase!r}: the lexicon has no class {name!r}")
        for shorter in self._with_classes(flat(phrase)):
            for token, spelled in self._beginnings(shorter, phrase):
                self._waiting.setdefault(token, []).append((spelled, owners))

    def _with_classes(self, phrase: str) -> Iterator[str]:
        """Make classes of long choices between whole words: spelled out, they would multiply."""
        for choice in CHOICE.finditer(phrase):
            words = [option.strip() for option in choice[1].split("|")]
            if len(words) < _MANY_OPTIONS or not _is_of_words(phrase, choice):
                continue
            before, after = phrase[: choice.start()], phrase[choice.end() :]
            name = self._choices_seen.setdefault(choice[1], f"choice-{len(self._choices_seen)}")
            self._words.setdefault(name, [word for word in words if word])
            yield from self._with_classes(f"{before}{{{name}}} {after}")
            if "" in words:
                yield from self._with_classes(before + after)
            return
        yield phrase

    def _beginnings(self, spelled: str, phrase: str) -> Iterator[tuple[str, str]]:
        """Yield each token that ``phrase`` may begin with, and the phrase from there on.

        Choices and a class are spelled out as far as the first token needs it. So each
        token of a line is looked up once, however many phrases begin with classes.
        """
        first = _FIRST_CLASS.match(spelled)
        word = _FIRST_WORD.match(spelled)
        if first is not None and first[1] in _SPECIAL:
            yield _SPECIAL[first[1]], spelled
        elif word is not None and (tokens := _tokens(word[0])):
            yield tokens[0], spelled
        elif word is not None:  # nothing but marks
            yield from self._beginnings(spelled[word.end() :], phrase)
        else:
            for choice in self._choices(spelled, first, phrase):
                yield from self._beginnings(choice, phrase)

    def _choices(self, spelled: str, first: re.Match[str] | None, phrase: str) -> Iterator[str]:
        """Spell out the class or the choice that a phrase begins with."""
        if first is not None:
            for word in self._class_words(first[1]):
                yield f"{word} {spelled[first.end() :]}"
        elif (choice := CHOICE.search(spelled)) is not None:
            yield from options(spelled, choice)
        elif spelled.strip():
            raise RuleError(f"phrase {phrase!r} begins with a gap")
        else:
            raise RuleError(f"phrase {phrase!r} has a choice without words")

    def _trie(self, token: str) -> _Node:
        """Return the trie of the phrases that begin with ``token``."""
        built = self._built.get(token)
        if built is None:
            root = _Node()
            for spelled, owners in self._waiting[token]:
                for choice in expand(spelled):
                    self._enter(root, choice, owners)
            built = self._built[token] = (root.words or {})[token]
        return built

    def _enter(self, node: _Node, choice: str, owners: Sequence[int]) -> None:
        for kind, value in _parts(choice):
            node = self._step(node, kind, value)
        node.owners = tuple(dict.fromkeys((*node.owners, *owners)))

    def _class_words(self, name: str) -> list[str]:
        if name not in self._words:
            self._words[name] = [choice for word in self._lexicon[name] for choice in expand(word)]
        return self._words[name]

    def _step(self, node: _Node, kind: str, value: str) -> _Node:
        if kind == "gap":
            node.gap = node.gap or _Node()
            return node.gap
        if kind == "class" and value not in self._classes:
            self._classes[value] = _class_trie(self._class_words(value))
        if kind == "word":
            children = node.words = node.words or {}
        else:
            children = node.classes = node.classes or {}
        child = children.get(value)
        if child is None:
            child = children[value] = _Node()
        return child

    def begins(self, word: str) -> bool:
        """Tell whether a phrase begins with ``word``, or with its first letter."""
        return word in self._waiting or word[:1] in self._waiting

    def search(self, tokens: list[str]) -> list[Found]:
        """Return every phrase in ``tokens``, also those that overlap."""
        known = self._waiting
        starts = [start for start, token in enumerate(tokens) if token in known]
        found: list[Found] = []
        for start in starts:
            self._follow(self._trie(tokens[start]), tokens, start, start + 1, found)
        return found

    def search_at(self, tokens: list[str], start: int) -> list[Found]:
        """Return the phrases that begin with the token number ``start``."""
        found: list[Found] = []
        if start < len(tokens) and tokens[start] in self._waiting:
            self._follow(self._trie(tokens[start]), tokens, start, start + 1, found)
        return found

    def _follow(
        self, begun: _Node, tokens: list[str], start: int, at: int, found: list[Found]
    ) -> None:
        """Collect the phrases that go on from ``begun`` at token ``at``."""
        node: _Node | None = begun
        while node is not None:
            if node.owners:
                found.append(Found(node.owners, start, at))
            if node.gap is not None:
                for after in range(at, min(at + GAP_TOKENS, len(tokens)) + 1):
                    self._follow(node.gap, tokens, start, after, found)
            if node.classes:
                self._follow_classes(node, tokens, start, at, found)
            node = node.words.get(tokens[at]) if node.words and at < len(tokens) else None
            at += 1

    def _follow_classes(
        self, node: _Node, tokens: list[str], start: int, at: int, found: list[Found]
    ) -> None:
        for name, child in (node.classes or {}).items():
            for end in _ends(self._classes[name], tokens, at):
                self._follow(child, tokens, start, end, found)


def _is_of_words(phrase: str, choice: re.Match[str]) -> bool:
    """Tell whether all options of a choice are plain words that stand apart from what is around."""
    if _NOT_PLAIN.search(choice[1]):
        return False
    before, after = phrase[: choice.start()], phrase[choice.end() :]
    apart = not after or after[0] == " "
    spaced = all(option.endswith(" ") for option in choice[1].split("|") if option)
    return (not before or before[-1] in " })") and (apart or spaced)


def _parts(phrase: str) -> Iterator[tuple[str, str]]:
    """Yield ("word", token), ("class", name) and ("gap", "") of a phrase without choices."""
    for part in _PART.finditer(phrase):
        name, gap, words = part.groups()
        if name is not None:
            yield ("word", _SPECIAL[name]) if name in _SPECIAL else ("class", name)
        elif gap:
            yield ("gap", "")
        else:
            for token in _tokens(words):
                yield ("word", token)


@lru_cache(maxsize=8192)  # phrases share their words
def _tokens(words: str) -> tuple[str, ...]:
    return tuple(tokenize(fold(words)))


def _class_trie(words: Sequence[str]) -> _Node:
    root = _Node()
    for word in words:
        node = root
        for token in tokenize(fold(word)):
            node.words = node.words or {}
            node = node.words.setdefault(token, _Node())
        node.owners = (0,)
    return root


def _ends(node: _Node, tokens: list[str], at: int) -> Iterator[int]:
    """Yield where a word of a class that begins at ``at`` ends."""
    while at < len(tokens):
        child = node.words.get(tokens[at]) if node.words else None
        if child is None:
            return
        at += 1
        if child.owners:
            yield at
        node = child
