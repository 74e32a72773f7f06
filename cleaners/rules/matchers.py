"""One small class per kind of condition, and the registry that makes them from an entry.

Conditions on the line alone stand here; phrases are looked up for all rules at once
(``index``), and where a line stands in the text (``place``,
``near``) is the judge's business, which alone sees all lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from cleaners.rules.errors import RuleError
from cleaners.rules.format import Match
from cleaners.rules.line import Line
from cleaners.rules.shapes import SHAPES, is_names

LINE_CHARS = 2000  # regular expressions look at no longer lines


class Subject(NamedTuple):  # one is made for every line: a frozen dataclass costs twice as much
    """What conditions look at."""

    line: Line
    markup: frozenset[str] = frozenset()  # words of class and id around the block
    hosts: frozenset[str] = frozenset()  # hosts of the block's links


class Matcher(Protocol):
    """One condition."""

    def holds(self, subject: Subject) -> bool:
        """Tell whether the condition holds."""
        ...


@dataclass(frozen=True, slots=True)
class Words:
    """The line has so many words, in scripts without spaces half as many characters."""

    least: int
    most: int

    def holds(self, subject: Subject) -> bool:
        """Compare the number of words."""
        return self.least <= subject.line.words <= self.most


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The line does not end as a sentence does."""

    def holds(self, subject: Subject) -> bool:
        """Look at the last mark."""
        return not subject.line.finished


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression fits the whole line, as it is written."""

    pattern: re.Pattern[str]  # all expressions of the rule in one

    def holds(self, subject: Subject) -> bool:
        """Try the expressions on a line of bounded length."""
        text = subject.line.text
        return len(text) <= LINE_CHARS and self.pattern.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Author:
    """The expression's group 1 reads as one or a few names."""

    pattern: re.Pattern[str]

    def holds(self, subject: Subject) -> bool:
        """Read the names."""
        match = self.pattern.fullmatch(subject.line.text[:LINE_CHARS])
        return match is not None and is_names(match[1])


@dataclass(frozen=True, slots=True)
class Shape:
    """The line has a named shape."""

    fits: Callable[[Line], bool]

    def holds(self, subject: Subject) -> bool:
        """Ask the shape."""
        return self.fits(subject.line)


@dataclass(frozen=True, slots=True)
class Markup:
    """An element around the block carries one of the names in its class or id."""

    names: frozenset[str]

    def holds(self, subject: Subject) -> bool:
        """Compare names."""
        return not self.names.isdisjoint(subject.markup)


@dataclass(frozen=True, slots=True)
class Hosts:
    """A link of the block leads to one of the hosts."""

    names: frozenset[str]

    def holds(self, subject: Subject) -> bool:
        """Compare hosts."""
        return not self.names.isdisjoint(subject.hosts)


def _words(match: Match) -> Matcher | None:
    if not match.min_words and not match.max_words:
        return None
    return Words(match.min_words, match.max_words or LINE_CHARS)


def _pattern(match: Match) -> Matcher | None:
    if not match.pattern:
        return None
    try:
        return Pattern(re.compile("|".join(f"(?:{re.compile(p).pattern})" for p in match.pattern)))
    except re.error as error:
        raise RuleError(f"pattern {error.pattern!r}: {error}") from error


def _shape(match: Match) -> Matcher | None:
    if match.shape is None:
        return None
    if match.shape not in SHAPES:
        raise RuleError(f"unknown shape {match.shape!r}; known: {', '.join(SHAPES)}")
    return Shape(SHAPES[match.shape])


# In the order of their cost: the cheap ones refuse first.
REGISTRY: dict[str, Callable[[Match], Matcher | None]] = {
    "words": _words,
    "markup": lambda match: Markup(frozenset(match.markup)) if match.markup else None,
    "hosts": lambda match: Hosts(frozenset(match.hosts)) if match.hosts else None,
    "shape": _shape,
    "unfinished": lambda match: Unfinished() if match.unfinished else None,
    "author": lambda match: Author(re.compile(match.author)) if match.author else None,
    "pattern": _pattern,
}


def make_matchers(match: Match) -> tuple[Matcher, ...]:
    """Make the conditions of one entry; raise RuleError for what cannot be made."""
    return tuple(made for make in REGISTRY.values() if (made := make(match)) is not None)
