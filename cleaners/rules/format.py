"""The form of a rule file: read by msgspec, unknown keys refused, every entry explained.

A file is named after its category and holds ``[[rule]]`` entries. Everything in an
entry's ``match`` must hold for the rule to fire; ``docs/rules.md`` explains each key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import msgspec

from cleaners.rules.errors import RuleError
from cleaners.types import CATEGORIES, Category

# Categories that words or markup can tell; the others are found by comparing pages.
RULE_CATEGORIES: tuple[Category, ...] = tuple(
    c for c in CATEGORIES if c not in {"title", "template", "other"}
)
_ID = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*")

Place = Literal["any", "start", "end", "edge"]
Texts = Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


class Match(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The conditions of one rule, all of which must hold."""

    opens: tuple[str, ...] = ()  # phrases that begin the line
    closes: tuple[str, ...] = ()  # phrases that end it
    holds: tuple[str, ...] = ()  # phrases anywhere in it
    whole: tuple[str, ...] = ()  # phrases that are all of it, numbers and marks aside
    pattern: tuple[str, ...] = ()  # regular expressions on the whole folded line
    author: str | None = None  # a regular expression whose group 1 holds authors' names
    shape: str | None = None  # a named shape of `shapes`
    markup: tuple[str, ...] = ()  # words of class or id of an element around the block
    hosts: tuple[str, ...] = ()  # registered hosts that a link of the block points to
    also: tuple[str, ...] = ()  # besides, one of these phrases anywhere in it
    unless: tuple[str, ...] = ()  # phrases that must not be in the line
    near: tuple[Category, ...] = ()  # a neighbouring block is removed in one of these
    place: Place = "any"  # before the first prose, in the footer, or either ("edge")
    min_words: int = 0
    max_words: int = 0  # 0: as many as may be
    unfinished: bool = False  # the line must not end like a sentence


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry: what it matches, in which languages, why, and examples that test it."""

    id: str
    languages: Texts  # ISO 639-1; "*" where no language shows
    why: Annotated[str, msgspec.Meta(min_length=10)]
    confidence: Annotated[float, msgspec.Meta(gt=0, le=1)]
    removes: Texts  # lines that must go
    keeps: Texts  # sentences of an article that look alike and must stay
    match: Match
    sentence: bool = False  # also removes one sentence inside a paragraph


class RuleFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One ``<category>.toml``."""

    rule: tuple[Rule, ...]


class Lexicon(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``lexicon.toml``: named word classes that phrases use as ``{name}``."""

    why: str
    classes: dict[str, tuple[str, ...]]


def parse_rules(data: bytes, name: str) -> tuple[Rule, ...]:
    """Read the entries of one rule file; raise RuleError naming ``name`` and the fault."""
    try:
        rules = msgspec.toml.decode(data, type=RuleFile).rule
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise RuleError(f"{name}: {error}") from error
    for rule in rules:
        if not _ID.fullmatch(rule.id):
            raise RuleError(f"{name}: id {rule.id!r} is not lower-case words joined by . or -")
    return rules


@cache
def load_rules() -> tuple[tuple[Category, Rule], ...]:
    """Read all rule files beside this module; ids are unique over all of them."""
    loaded = tuple(_read_all())
    seen: set[str] = set()
    for category, rule in loaded:
        if rule.id in seen:
            raise RuleError(f"{category}.toml: id {rule.id!r} is used twice")
        seen.add(rule.id)
    return loaded


@cache
def naming_rules() -> frozenset[str]:
    """Return the ids of the rules whose lines name authors: of all bylines, not the dates'."""
    return frozenset(rule.id for _, rule in load_rules() if rule.match.author is not None)


def _read_all() -> Iterator[tuple[Category, Rule]]:
    for category in RULE_CATEGORIES:
        name = f"{category}.toml"
        for rule in parse_rules(files(__package__).joinpath(name).read_bytes(), name):
            yield category, rule


@cache
def load_lexicon() -> dict[str, tuple[str, ...]]:
    """Read the word classes that phrases name in braces."""
    try:
        data = files(__package__).joinpath("lexicon.toml").read_bytes()
        return msgspec.toml.decode(data, type=Lexicon).classes
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise RuleError(f"lexicon.toml: {error}") from error
