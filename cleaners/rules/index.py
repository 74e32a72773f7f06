"""Which rules a line's phrases lead to: tries, by where a phrase must stand.

Phrases that open a line (or are all of it) are tried at its beginning alone, the others at
every token; those that only confirm or veto a rule (``also``, ``unless``) are looked up
when a rule that has some was found. That keeps long paragraphs cheap.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from cleaners.rules.format import Match, load_lexicon
from cleaners.rules.line import CONTACT_TOKENS, LABEL, Line
from cleaners.rules.phrases import Found, PhraseTable

LEADING = ("opens", "whole", "holds", "closes")  # any one of these finds a rule
_AT_START = ("opens", "whole")
_TO_THE_END = ("whole", "closes")
_CONTEXT = ("also", "unless")


class PhraseIndex:
    """The phrases of all rules; enter them all, then ``freeze``."""

    def __init__(self) -> None:
        lexicon = load_lexicon()
        self._start = PhraseTable(lexicon)
        self._inside = PhraseTable(lexicon)
        self._context = PhraseTable(lexicon)
        self._calls = PhraseTable(lexicon)  # of both of the first, those of rules for sentences
        self._owners: list[tuple[int, str]] = []  # of each phrase list: its rule and kind
        # Many rules share a language's imperatives: each phrase is entered once.
        self._waiting: dict[str, dict[str, list[int]]] = {
            "start": {}, "inside": {}, "context": {}, "calls": {},
        }  # fmt: skip

    def add(self, number: int, match: Match, *, sentence: bool = False) -> bool:
        """Enter the phrases of rule ``number``; tell whether any of them finds it.

        ``sentence`` says that the rule is one for sentences.
        """
        for kind in (*LEADING, *_CONTEXT):
            phrases: tuple[str, ...] = getattr(match, kind)
            if phrases:
                self._owners.append((number, kind))
                table = "start" if kind in _AT_START else "inside"
                tables = ["context" if kind in _CONTEXT else table]
                if sentence and kind in LEADING:
                    tables.append("calls")
                for name, phrase in product(tables, phrases):
                    self._waiting[name].setdefault(phrase, []).append(len(self._owners) - 1)
        return any(getattr(match, kind) for kind in LEADING)

    def freeze(self) -> None:
        """Build the tries; raise RuleError for a phrase that cannot be found."""
        for table, name in (
            (self._start, "start"),
            (self._inside, "inside"),
            (self._context, "context"),
            (self._calls, "calls"),
        ):
            for phrase, owners in self._waiting.pop(name).items():
                table.add(phrase, owners)

    def candidates(self, line: Line) -> dict[int, Found]:
        """Return the rules whose phrases stand where they must, with the longest of them."""
        tokens = line.tokens
        best: dict[int, Found] = {}
        first = _first_word(tokens)
        found = self._start.search_at(tokens, first)
        if first:  # a label's number or address may itself be what a phrase begins with
            found += self._start.search_at(tokens, 0)
        for one in (*found, *self._inside.search(tokens)):
            ends = None  # whether nothing but fillers follows; asked only where it matters
            for owner in one.owners:
                number, kind = self._owners[owner]
                if kind in _TO_THE_END:
                    ends = _only_fillers(tokens, one.end) if ends is None else ends
                    if not ends:
                        continue
                known = best.get(number)
                if known is None or one.end - one.start > known.end - known.start:
                    best[number] = one
        return best

    def may_begin(self, word: str) -> bool:
        """Tell whether any rule's opening phrase begins with the folded ``word``."""
        return self._start.begins(word)

    def calls(self, tokens: list[str]) -> set[int]:
        """Return the rules for sentences that have a phrase to find them by in ``tokens``."""
        found = self._calls.search(tokens)
        return {self._owners[owner][0] for one in found for owner in one.owners}

    def context(self, tokens: list[str]) -> frozenset[tuple[int, str]]:
        """Return (rule, "also" or "unless") for each such phrase in ``tokens``."""
        return frozenset(
            self._owners[owner] for found in self._context.search(tokens) for owner in found.owners
        )


def _is_filler(token: str) -> bool:
    return token == LABEL or token.isdigit() or token in CONTACT_TOKENS


def _first_word(tokens: Sequence[str]) -> int:
    if tokens and not _is_filler(tokens[0]):
        return 0
    return next((at for at, token in enumerate(tokens) if not _is_filler(token)), 0)


def _only_fillers(tokens: Sequence[str], start: int) -> bool:
    return all(map(_is_filler, tokens[start:]))
