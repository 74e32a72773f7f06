"""All rules, compiled once, asked line by line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from cleaners.rules.errors import RuleError
from cleaners.rules.format import Rule, load_lexicon, load_rules
from cleaners.rules.line import Line
from cleaners.rules.matchers import LEADING_KINDS, PHRASE_KINDS, Matcher, Subject, make_matchers
from cleaners.rules.phrases import Found, PhraseTable
from cleaners.types import Category

_NOTHING: dict[str, list[Found]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A rule whose conditions on the line hold; where it stands is not yet judged."""

    rule: Rule
    category: Category
    evidence: str  # the words that were seen


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compiled:
    rule: Rule
    category: Category
    matchers: tuple[Matcher, ...]


class RuleBook:
    """Rules by category, ready to be asked."""

    def __init__(self, rules: Iterable[tuple[Category, Rule]]) -> None:
        self._rules: list[_Compiled] = []
        self._phrases = PhraseTable(load_lexicon())
        self._owners: list[tuple[int, str]] = []  # of each phrase list: its rule and kind
        self._wordless: list[int] = []  # rules that no phrase leads to
        for category, rule in rules:
            self._add(category, rule)

    def _add(self, category: Category, rule: Rule) -> None:
        number = len(self._rules)
        try:
            compiled = _Compiled(rule=rule, category=category, matchers=make_matchers(rule.match))
            led = {kind for kind in PHRASE_KINDS if self._index(number, kind, rule)}
        except RuleError as error:
            raise RuleError(f"{category}.toml: {rule.id}: {error}") from error
        if not compiled.matchers:
            raise RuleError(f"{category}.toml: {rule.id}: the match has no condition")
        self._rules.append(compiled)
        if led.isdisjoint(LEADING_KINDS):
            self._wordless.append(number)

    def _index(self, number: int, kind: str, rule: Rule) -> bool:
        """Enter the rule's phrases of one kind; tell whether there are any."""
        phrases: tuple[str, ...] = getattr(rule.match, kind)
        if not phrases:
            return False
        self._owners.append((number, kind))
        for phrase in phrases:
            self._phrases.add(phrase, len(self._owners) - 1)
        return True

    def hits(
        self,
        line: Line,
        markup: frozenset[str] = frozenset(),
        hosts: frozenset[str] = frozenset(),
    ) -> list[Hit]:
        """Return the rules that hold for a line, the most confident first."""
        found: dict[int, dict[str, list[Found]]] = {}
        for one in self._phrases.search(line.tokens):
            number, kind = self._owners[one.owner]
            found.setdefault(number, {}).setdefault(kind, []).append(one)
        hits = [
            hit
            for number in dict.fromkeys((*found, *self._wordless))
            if (hit := self._try(number, line, found, markup, hosts)) is not None
        ]
        hits.sort(key=lambda hit: (-hit.rule.confidence, hit.rule.id))
        return hits

    def may_hold_call(self, line: Line) -> bool:
        """Tell whether any rule's phrase is in the line; cheap, before looking at sentences."""
        return bool(self._phrases.search(line.tokens))

    def _try(
        self,
        number: int,
        line: Line,
        found: dict[int, dict[str, list[Found]]],
        markup: frozenset[str],
        hosts: frozenset[str],
    ) -> Hit | None:
        compiled = self._rules[number]
        own = found.get(number, _NOTHING)
        subject = Subject(line=line, found=own, markup=markup, hosts=hosts)
        if not all(matcher.holds(subject) for matcher in compiled.matchers):
            return None
        return Hit(rule=compiled.rule, category=compiled.category, evidence=_words(line, own))


def _words(line: Line, found: dict[str, list[Found]]) -> str:
    """Return the longest phrase found, or the line's beginning."""
    spans = [one for kind in LEADING_KINDS for one in found.get(kind, ())]
    if not spans:
        return line.text[:80]
    longest = max(spans, key=lambda one: one.end - one.start)
    return " ".join(line.tokens[longest.start : longest.end])


@cache
def rule_book() -> RuleBook:
    """Return the project's own rules, read and compiled on first use."""
    return RuleBook(load_rules())
