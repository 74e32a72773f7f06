"""All phrases of all rules in one trie of tokens, searched in one pass over a line.

Plain dictionaries instead of regular expressions: the cost grows with the line, not with
the number of phrases, and no phrase can make the search explode.

A phrase is words as they stand in a line. ``(a|b|)`` is a choice, ``*`` stands for up to
four tokens, ``{name}`` for a word of that class of the lexicon; ``{email}``, ``{url}``,
``{handle}``, ``{phone}`` and ``{quote}`` for what ``line`` put in place of such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cleaners.rules import line as tokens_of
from cleaners.rules.errors import RuleError
from cleaners.rules.line import fold, tokenize

GAP_TOKENS = 4
_CHOICE = re.compile(r"\(([^()]*)\)")
_FIRST_CLASS = re.compile(r"\s*\{([\w-]+)\}")
_PART = re.compile(r"\{([\w-]+)\}|(\*)|([^{}*]+)")
_SPECIAL = {
    "email": tokens_of.EMAIL,
    "url": tokens_of.URL,
    "handle": tokens_of.HANDLE,
    "phone": tokens_of.PHONE,
    "quote": tokens_of.QUOTE,
}


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a line: whose it is, and its tokens from ``start`` up to ``end``."""

    owners: tuple[int, ...]
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    """A place in the trie: what may follow, and whose phrases end here."""

    words: dict[str, _Node] = field(default_factory=dict)
    classes: dict[str, _Node] = field(default_factory=dict)
    gap: _Node | None = None
    owners: tuple[int, ...] = ()


class PhraseTable:
    """The trie; ``add`` phrases with the number of their owner, then ``search`` lines."""

    def __init__(self, classes: Mapping[str, Sequence[str]]) -> None:
        self._root = _Node()
        self._lexicon = classes
        self._words: dict[str, list[str]] = {}  # of the classes used so far
        self._classes: dict[str, _Node] = {}

    def add(self, phrase: str, owners: Sequence[int]) -> None:
        """Add one phrase; raise RuleError for an unknown class or an empty phrase."""
        for choice in self._spelled(phrase):
            node = self._root
            for kind, value in _parts(choice):
                node = self._step(node, kind, value, phrase)
            if node is self._root:
                raise RuleError(f"phrase {phrase!r} has a choice without words")
            node.owners = tuple(dict.fromkeys((*node.owners, *owners)))

    def _spelled(self, phrase: str) -> Iterator[str]:
        """Yield the choices of ``phrase``; a class at its beginning is spelled out.

        So each token of a line is looked up once, however many phrases begin with classes.
        """
        for choice in expand(phrase):
            first = _FIRST_CLASS.match(choice)
            if first is None or first[1] in _SPECIAL:
                yield choice
            else:
                for word in self._class_words(first[1], phrase):
                    yield f"{word} {choice[first.end() :]}"

    def _class_words(self, name: str, phrase: str) -> list[str]:
        if name not in self._lexicon:
            raise RuleError(f"phrase {phrase!r}: the lexicon has no class {name!r}")
        if name not in self._words:
            self._words[name] = [choice for word in self._lexicon[name] for choice in expand(word)]
        return self._words[name]

    def _step(self, node: _Node, kind: str, value: str, phrase: str) -> _Node:
        if kind == "word":
            return node.words.setdefault(value, _Node())
        if kind == "class":
            if value not in self._classes:
                self._classes[value] = _class_trie(self._class_words(value, phrase))
            return node.classes.setdefault(value, _Node())
        if node is self._root:
            raise RuleError(f"phrase {phrase!r} begins with a gap")
        node.gap = node.gap or _Node()
        return node.gap

    def begins(self, word: str) -> bool:
        """Tell whether a phrase begins with ``word``, or with its first letter."""
        return word in self._root.words or word[:1] in self._root.words

    def search(self, tokens: list[str]) -> list[Found]:
        """Return every phrase in ``tokens``, also those that overlap."""
        found: list[Found] = []
        root = self._root.words
        if root.keys().isdisjoint(tokens):
            return found
        for start, token in enumerate(tokens):
            if token in root:
                self._follow(root[token], tokens, start, start + 1, found)
        return found

    def search_at(self, tokens: list[str], start: int) -> list[Found]:
        """Return the phrases that begin with the token number ``start``."""
        found: list[Found] = []
        if start < len(tokens) and (node := self._root.words.get(tokens[start])) is not None:
            self._follow(node, tokens, start, start + 1, found)
        return found

    def _follow(
        self, node: _Node, tokens: list[str], start: int, at: int, found: list[Found]
    ) -> None:
        """Collect the phrases that go on from ``node`` at token ``at``."""
        if node.owners:
            found.append(Found(node.owners, start, at))
        if at < len(tokens):
            child = node.words.get(tokens[at])
            if child is not None:
                self._follow(child, tokens, start, at + 1, found)
        if node.gap is not None:
            for after in range(at, min(at + GAP_TOKENS, len(tokens)) + 1):
                self._follow(node.gap, tokens, start, after, found)
        if node.classes:
            self._follow_classes(node, tokens, start, at, found)

    def _follow_classes(
        self, node: _Node, tokens: list[str], start: int, at: int, found: list[Found]
    ) -> None:
        for name, child in node.classes.items():
            for end in _ends(self._classes[name], tokens, at):
                self._follow(child, tokens, start, end, found)


def expand(phrase: str) -> Iterator[str]:
    """Yield the phrase once for each combination of its choices."""
    choice = _CHOICE.search(phrase)
    if choice is None:
        yield phrase
        return
    for option in choice[1].split("|"):
        yield from expand(phrase[: choice.start()] + option + phrase[choice.end() :])


def _parts(phrase: str) -> Iterator[tuple[str, str]]:
    """Yield ("word", token), ("class", name) and ("gap", "") of a phrase without choices."""
    for part in _PART.finditer(phrase):
        name, gap, words = part.groups()
        if name is not None:
            yield ("word", _SPECIAL[name]) if name in _SPECIAL else ("class", name)
        elif gap:
            yield ("gap", "")
        else:
            for token in tokenize(fold(words)):
                yield ("word", token)


def _class_trie(words: Sequence[str]) -> _Node:
    root = _Node()
    for word in words:
        node = root
        for token in tokenize(fold(word)):
            node = node.words.setdefault(token, _Node())
        node.owners = (0,)
    return root


def _ends(node: _Node, tokens: list[str], at: int) -> Iterator[int]:
    """Yield where a word of a class that begins at ``at`` ends."""
    while at < len(tokens):
        child = node.words.get(tokens[at])
        if child is None:
            return
        at += 1
        if child.owners:
            yield at
        node = child
