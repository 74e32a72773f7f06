"""Taking a site's template out of an article that the other judges have cleaned.

The memory judges last, and only what is kept: it changes no other judge's mind. It is the
one judge that can be wrong about a whole site at once, and so the most careful one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cleaners.memory.frames import fits
from cleaners.memory.limits import limits
from cleaners.memory.observe import may_be_furniture, place_of
from cleaners.memory.types import Template
from cleaners.memory.words import fingerprint, words_of
from cleaners.rules.line import Line
from cleaners.types import Block, Removed

ABSTAINED = "memory-abstained"
_LISTED = frozenset({"list-item", "table-row"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """What stays, what goes, and a warning where the memory would have taken too much."""

    kept: tuple[Block, ...]
    removed: tuple[Removed, ...] = ()  # in reading order
    flags: tuple[str, ...] = ()


def recall(kept: tuple[Block, ...], template: Template, *, title: str | None = None) -> Recalled:
    """Return ``kept`` without what ``template`` knows, and the receipts.

    A headline stays; so do a quotation, a label whose section stays, an item whose list
    stays, and everything where too much would go.
    """
    if not template or not kept:
        return Recalled(kept=kept)
    rules = _known(kept, template, title)
    _spare_lists(kept, rules)
    _spare_labels(kept, rules)
    gone = sum(len(block.text) for block, rule in zip(kept, rules, strict=True) if rule)
    if gone > limits().abstain_share.value * sum(len(block.text) for block in kept):
        return Recalled(kept=kept, flags=(ABSTAINED,))
    pairs = list(zip(kept, rules, strict=True))
    return Recalled(
        kept=tuple(block for block, rule in pairs if rule is None),
        removed=tuple(_receipt(block, rule) for block, rule in pairs if rule is not None),
    )


def in_order(*parts: tuple[Removed, ...]) -> tuple[Removed, ...]:
    """Return several judges' receipts as one, in reading order."""
    return tuple(sorted((one for part in parts for one in part), key=lambda one: one.index))


def _known(kept: Sequence[Block], template: Template, title: str | None) -> list[str | None]:
    """Return for each block the rule that knows it."""
    exact = dict(template.exact)
    own_title = fingerprint(words_of(title)) if title else None
    words = [words_of(block.text) for block in kept]
    marks = [fingerprint(line) for line in words]
    times = Counter(marks)
    rules: list[str | None] = []
    for at, (block, line, mark) in enumerate(zip(kept, words, marks, strict=True)):
        rule = exact.get(mark)
        if rule is None and place_of(at, len(kept)) != "middle":
            rule = next((name for frame, name in template.frames if fits(frame, line)), None)
        spared = times[mark] > 1 or mark == own_title or not may_be_furniture(block)
        rules.append(None if spared else rule)
    return rules


def _spare_lists(kept: Sequence[Block], rules: list[str | None]) -> None:
    """Keep a known item whose list has others that are not known: ``salt and pepper``."""
    start = 0
    while start < len(kept):
        end = start + 1
        if kept[start].kind == "list-item":
            while end < len(kept) and kept[end].kind == "list-item":
                end += 1
            if None in rules[start:end]:
                rules[start:end] = [None] * (end - start)
        start = end


def _spare_labels(kept: Sequence[Block], rules: list[str | None]) -> None:
    """Keep a known label where what it announces stays; the last block announces nothing."""
    for at in range(len(kept) - 2, -1, -1):
        if rules[at + 1] is None and _announces(kept[at], kept[at + 1]):
            rules[at] = None


def _announces(block: Block, following: Block) -> bool:
    """Tell whether a block is a heading or a label of what follows it."""
    line = Line(block.text)
    if block.kind == "heading" or block.text.rstrip().endswith((":", "：")):
        return True
    return not line.finished and (
        line.words <= limits().label_words.value or following.kind in _LISTED
    )


def _receipt(block: Block, rule: str) -> Removed:
    return Removed(
        text=block.text, category="template", judge="memory", rule=rule, index=block.index
    )
