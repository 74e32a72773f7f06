"""The decision: one place where all judges' opinions become what is kept and what is not.

In this order: what a judge is sure of that knows the block's place or the site; the odds
that the model gives, changed by each rule and statement about a block; the set of
blocks with the best expected F1; no text twice; and out of kept blocks the sentences that
a judge pointed at. Kept and removed together are every displayed block of the page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cleaners.blocks.node import HtmlBlock
from cleaners.judges.base import BlockView, Document, Opinion
from cleaners.judges.category import category_of
from cleaners.judges.learned import chance
from cleaners.judges.prefix import Bools, Floats, best_prefix
from cleaners.normalize import fold
from cleaners.tokens import count_words, words_of
from cleaners.types import Block, Category, JudgeName, Removed

_STRICT_TOKENS: Final = 25  # where strict, a shorter block must be
_STRICT_CHANCE: Final = 0.7  # this probable
SURE: Final = 0.9  # confidence from which a judge that may overrules the model
# Rules and statements weigh against the model and do not overrule it: on measured pages, overruling
# removed "Read more" lists that were the article. As evidence, each counts twice: once
# its confidence leaves sentences that the model is certain of from their place alone.
_WEIGHED: Final[frozenset[JudgeName]] = frozenset({"rules", "statement"})
# Calls that no article makes of its own count four times: with "Follow us on ..." as the first
# line of a footer, the place alone says "article". Lists of links and notes do not: articles
# have them, too.
_CALLS: Final[frozenset[Category]] = frozenset({"social", "newsletter", "comments", "consent"})
_PARTS: Final = 1 << 16
_LEAST: Final = 1e-6  # probabilities are this far from 0 and 1
_LONG: Final = 60  # characters; shorter texts recur in interviews and lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is kept, what was removed and on whose word, and how sure that is."""

    kept: tuple[Block, ...]
    removed: tuple[Removed, ...]
    expected_f1: float  # 0..1, as the model expects it of what is kept


def decide(
    document: Document,
    opinions: Iterable[Opinion],
    *,
    base_url: str | None = None,
    strict: bool = False,
) -> Decision:
    """Return which blocks stay. Links of those kept are made absolute against ``base_url``."""
    said: dict[int, list[Opinion]] = defaultdict(list)
    chances = np.zeros(len(document.blocks))
    for opinion in opinions:
        if opinion.judge == "model":
            chances[opinion.index] = chance(opinion)
        else:
            said[opinion.index].append(opinion)
    overruling = {index: by for index, those in said.items() if (by := _sure(those)) is not None}
    for index, those in said.items():
        chances[index] = _weighed(chances[index], those)
    for index, by in overruling.items():
        chances[index] = 0.0 if by.remove else 1.0
    keep, expected = choose([block.text for block in document.blocks], chances, strict=strict)
    repeated = repeats([block.text for block in document.blocks], keep)
    keep &= ~repeated
    receipts = _Receipts(document, said, overruling, repeated)
    kept: list[Block] = []
    removed: list[Removed] = []
    for block, stays in zip(document.blocks, keep.tolist(), strict=True):
        if stays:
            cut = [o for o in said.get(block.index, ()) if o.span is not None and o.remove]
            kept.extend(_without(block, cut, base_url))
            removed.extend(_receipt(block.text[slice(*o.span)], o) for o in cut if o.span)
        elif not (isinstance(block, HtmlBlock) and block.hidden):
            removed.append(receipts.of(block))
    return Decision(kept=tuple(kept), removed=tuple(removed), expected_f1=expected)


def _sure(those: Sequence[Opinion]) -> Opinion | None:
    """Return the opinion on a whole block that overrules the model, if there is one."""
    sure = [o for o in those if _overrules(o)]
    return max(sure, key=lambda o: o.confidence, default=None)


def _overrules(opinion: Opinion) -> bool:
    return opinion.span is None and opinion.confidence >= SURE and opinion.judge not in _WEIGHED


def _weighed(chance_before: float, those: Sequence[Opinion]) -> float:
    """Return the probability after hearing the rules: each changes the odds by its own."""
    odds = chance_before / max(1.0 - chance_before, _LEAST)
    for opinion in those:
        if opinion.span is None and opinion.judge in _WEIGHED:
            against = (1.0 - opinion.confidence) / max(opinion.confidence, _LEAST)
            by = against if opinion.remove else 1.0 / max(against, _LEAST)
            odds *= by ** (4 if opinion.category in _CALLS else 2)
    # In parts of 65536 like the model's: sums of them are exact, whatever their order.
    return round(_PARTS * odds / (1.0 + odds)) / _PARTS


def choose(texts: Sequence[str], chances: Floats, *, strict: bool = False) -> tuple[Bools, float]:
    """Return which blocks to keep, and the F1 to be expected."""
    lengths = np.array([count_words(text) for text in texts], dtype=np.float64)
    keep, expected = best_prefix(chances, lengths)
    keep &= chances > 0.0
    if strict:
        keep &= (lengths >= _STRICT_TOKENS) | (chances >= _STRICT_CHANCE)
    return keep, expected


def repeats(texts: Sequence[str], keep: Bools) -> Bools:
    """Mark long texts that are kept already: pages repeat leads, quotes and whole articles."""
    repeated = np.zeros_like(keep)
    seen: set[str] = set()
    for place in np.flatnonzero(keep).tolist():
        text = texts[place]
        repeated[place] = len(text) >= _LONG and text in seen
        seen.add(text)
    return repeated


class _Receipts:
    """Writes the receipt of a block that is removed whole."""

    def __init__(
        self,
        document: Document,
        said: Mapping[int, Sequence[Opinion]],
        overruling: Mapping[int, Opinion],
        repeated: Bools,
    ) -> None:
        self._title = frozenset(words_of((document.title or "").lower()))
        self._said = said
        self._overruling = overruling
        self._repeated = repeated

    def of(self, block: BlockView) -> Removed:
        """Return the receipt, on the word of the judge that was sure, else the model's."""
        by = self._overruling.get(block.index) or self._told_by_rule(block.index)
        if by is not None and by.remove:
            return _receipt(block.text, by)
        return Removed(
            text=block.text,
            category=category_of(block, self._said.get(block.index, ()), self._title),
            judge="model",
            rule="duplicate" if self._repeated[block.index] else "model",
            index=block.index,
        )

    def _told_by_rule(self, index: int) -> Opinion | None:
        """Return the rule that names the block: it says more than that the model agreed."""
        rules = (o for o in self._said.get(index, ()) if o.judge in _WEIGHED and o.span is None)
        return max(rules, key=lambda o: o.confidence, default=None)


def _without(block: BlockView, cut: Sequence[Opinion], base_url: str | None) -> Iterator[Block]:
    """Yield the block as it is kept, without the sentences in ``cut``; nothing if none is left."""
    text = block.text
    for start, end in sorted((o.span for o in cut if o.span), reverse=True):
        text = f"{text[:start]} {text[end:]}"
    text = fold(text) if cut else text
    if text and isinstance(block, HtmlBlock):
        yield block.plain(base_url, text=text)
    elif text:
        yield Block(
            index=block.index,
            text=text,
            kind=block.kind,
            source=block.source,
            level=block.level,
            links=block.links,
        )


def _receipt(text: str, opinion: Opinion) -> Removed:
    return Removed(
        text=text,
        category=opinion.category,
        judge=opinion.judge,
        rule=opinion.rule,
        index=opinion.index,
    )
