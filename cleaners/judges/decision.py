"""The decision: one place where all judges' opinions become what is kept and what is not.

In this order: what a judge is sure of that knows the block's place or the site; the odds
that the model gives, changed by each rule and statement about a block; the set of
blocks with the best expected F1, less what is short and doubtful beside the sure text; no
text twice; and out of kept blocks the sentences that a judge pointed at. Kept and removed
together are every displayed block of the page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cleaners.blocks.node import HtmlBlock
from cleaners.judges import choice
from cleaners.judges.base import BlockView, Document, Opinion
from cleaners.judges.category import category_of
from cleaners.judges.choice import repeats
from cleaners.judges.learned import chance
from cleaners.judges.prefix import Bools, Floats
from cleaners.judges.weighing import WEIGHED, sure_of, weighed
from cleaners.normalize import fold
from cleaners.tokens import words_of
from cleaners.types import Block, Removed


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
    overruling = {index: by for index, those in said.items() if (by := sure_of(those)) is not None}
    for index, those in said.items():
        chances[index] = weighed(chances[index], those)
    for index, by in overruling.items():
        chances[index] = 0.0 if by.remove else 1.0
    texts = [block.text for block in document.blocks]
    keep, expected = _chosen(texts, chances, strict=strict)
    repeated = repeats(texts, keep)
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


def _chosen(texts: Sequence[str], chances: Floats, *, strict: bool) -> tuple[Bools, float]:
    lengths = choice.lengths_of(texts)
    keep, expected = choice.choose(lengths, chances)
    keep = choice.trimmed(keep, lengths, chances)
    return (choice.strict(keep, lengths, chances) if strict else keep), expected


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
        rules = (o for o in self._said.get(index, ()) if o.judge in WEIGHED and o.span is None)
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
