"""All rules, compiled once, asked line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from cleaners.rules.errors import RuleError
from cleaners.rules.format import Rule, load_rules
from cleaners.rules.index import PhraseIndex
from cleaners.rules.line import STAND_INS, Line, fold, tokenize
from cleaners.rules.matchers import Matcher, Shape, Subject, make_matchers
from cleaners.rules.phrases import Found
from cleaners.rules.sentences import beginnings
from cleaners.types import Category

_EVIDENCE_CHARS = 80
_REMEMBERED = 4096  # short texts; then all are forgotten
_REMEMBERED_CHARS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A rule whose conditions on the line hold; where it stands is not yet judged."""

    rule: Rule
    category: Category
    evidence: str  # the words that were seen,
    share: float = 1.0  # and of the line's tokens so many


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compiled:
    rule: Rule
    category: Category
    matchers: tuple[Matcher, ...]

    def holds(self, subject: Subject) -> bool:
        """Tell whether all conditions but phrases hold."""
        for matcher in self.matchers:  # noqa: SIM110 - asked for every line: all() costs more
            if not matcher.holds(subject):
                return False
        return True


class RuleBook:
    """Rules by category, ready to be asked."""

    def __init__(self, rules: Iterable[tuple[Category, Rule]]) -> None:
        self._rules: list[_Compiled] = []
        self._index = PhraseIndex()
        # Rules without phrases: of a shape alone, with what tells whether a line has it,
        self._by_shape: list[tuple[int, Callable[[Line], bool]]] = []
        self._by_line: list[int] = []  # of a pattern, or of several conditions on the line,
        self._by_page: list[int] = []  # and of markup or hosts, asked only where a page has some
        for category, rule in rules:
            self._add(category, rule)
        self._index.freeze()
        matches = [one.rule.match for one in self._rules]
        self._remembered: dict[str, tuple[Line, tuple[Hit, ...]]] = {}
        self.markup_names = frozenset(name for match in matches for name in match.markup)
        self.host_names = frozenset(name for match in matches for name in match.hosts)

    def _add(self, category: Category, rule: Rule) -> None:
        number = len(self._rules)
        try:
            matchers = make_matchers(rule.match)
        except RuleError as error:
            raise RuleError(f"{category}.toml: {rule.id}: {error}") from error
        compiled = _Compiled(rule=rule, category=category, matchers=matchers)
        self._rules.append(compiled)
        if self._index.add(number, rule.match, sentence=rule.sentence):
            return
        if not matchers or rule.sentence:
            lack = (
                "a rule for sentences needs phrases" if matchers else "the match has no condition"
            )
            raise RuleError(f"{category}.toml: {rule.id}: {lack}")
        if rule.match.markup or rule.match.hosts:
            self._by_page.append(number)
        elif len(matchers) == 1 and isinstance(matchers[0], Shape):
            self._by_shape.append((number, matchers[0].fits))
        else:
            self._by_line.append(number)

    def may_call(self, text: str) -> bool:
        """Tell whether a sentence of ``text`` but the first may be one that a rule knows."""
        return any(self._index.may_begin(fold(word)) for word in beginnings(text))

    def may_hold_call(self, line: Line) -> bool:
        """Tell whether a sentence of ``line`` may be one that a rule for sentences knows.

        The tokens of a sentence are a run of its line's. A quotation of which the sentence
        has only half hides others there than in the line: then the open words are asked, too.
        """
        if self._has_call(line.tokens):
            return True
        hidden = not line.ascii and not STAND_INS.isdisjoint(line.tokens)
        return hidden and self._has_call(tokenize(line.folded))

    def _has_call(self, tokens: list[str]) -> bool:
        found = self._index.calls(tokens)
        if not found:
            return False
        context = self._index.context(tokens)
        return any(
            not self._rules[number].rule.match.also or (number, "also") in context
            for number in found
        )

    def read(self, text: str) -> tuple[Line, tuple[Hit, ...]]:
        """Return a text's line and its hits; short ones, as menus repeat them, are remembered."""
        if len(text) > _REMEMBERED_CHARS:
            return self._read(text)
        known = self._remembered.get(text)
        if known is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            known = self._remembered[text] = self._read(text)
        return known

    def _read(self, text: str) -> tuple[Line, tuple[Hit, ...]]:
        line = Line(text)
        return line, tuple(self.hits(line))

    def hits(
        self,
        line: Line,
        markup: frozenset[str] = frozenset(),
        hosts: frozenset[str] = frozenset(),
    ) -> list[Hit]:
        """Return the rules that hold for a line, the most confident first."""
        subject = Subject(line, markup, hosts)
        candidates = self._index.candidates(line)
        asked = [*self._by_line, *candidates]
        if markup or hosts:
            asked += self._by_page
        holding = [number for number, fits in self._by_shape if fits(line)]
        holding += [number for number in asked if self._rules[number].holds(subject)]
        if not holding:
            return []
        hits = [
            self._hit(number, line, candidates.get(number))
            for number in self._confirmed(holding, line)
        ]
        hits.sort(key=lambda hit: (-hit.rule.confidence, hit.rule.id))
        return hits

    def _confirmed(self, numbers: list[int], line: Line) -> list[int]:
        """Drop the rules whose second phrase is missing, or whose veto is in the line."""
        matches = {number: self._rules[number].rule.match for number in numbers}
        if not any(match.also or match.unless for match in matches.values()):
            return numbers
        context = self._index.context(line.tokens)
        return [
            number
            for number, match in matches.items()
            if (not match.also or (number, "also") in context) and (number, "unless") not in context
        ]

    def _hit(self, number: int, line: Line, found: Found | None) -> Hit:
        compiled = self._rules[number]
        seen = " ".join(line.tokens[found.start : found.end]) if found else line.text
        return Hit(
            rule=compiled.rule,
            category=compiled.category,
            evidence=seen[:_EVIDENCE_CHARS],
            share=(found.end - found.start) / len(line.tokens) if found else 1.0,
        )


@cache
def rule_book() -> RuleBook:
    """Return the project's own rules, read and compiled on first use."""
    return RuleBook(load_rules())
