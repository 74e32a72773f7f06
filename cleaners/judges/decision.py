"""The decision: one place where all judges' opinions become what is kept and what is not.

In this order: what a judge is sure of that knows the block's place or the site; the odds
that the model gives, changed by each rule and statement about a block; the set of
blocks with the best expected F1, less what is short and doubtful beside the sure text, and
its gaps filled; no text twice; and out of kept blocks the sentences that a judge pointed
at. Kept and removed together are every displayed block of the page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cleaners.blocks.node import HtmlBlock
from cleaners.judges import choice
from cleaners.judges.base import BlockView, Document, Opinion
from cleaners.judges.category import category_of
from cleaners.judges.choice import repeats
from cleaners.judges.cutting import receipt, receipts, with_text, without
from cleaners.judges.gaps import filled
from cleaners.judges.learned import chance
from cleaners.judges.prefix import Bools, Floats
from cleaners.judges.weighing import is_told, sure_of, weighed
from cleaners.tokens import words_of
from cleaners.types import Block, JudgeName, Removed

_FLUENT = frozenset({"quote", "table-row"})
_NAMING = frozenset({"rules", "statement"})  # judges that say what a block is
_EVEN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is kept, what was removed and on whose word, and how sure that is."""

    kept: tuple[Block, ...]
    removed: tuple[Removed, ...]
    expected_f1: float  # 0..1, as the model expects it of what is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which blocks of a document stay, and what was heard of them."""

    document: Document
    keep: Bools
    repeated: Bools  # those that would have stayed, had they not stood there already
    expected_f1: float  # 0..1, as the model expects it of what is kept
    said: Mapping[int, Sequence[Opinion]]  # by block, what the others say
    by_model: Sequence[float]  # the probability of each block, before they were heard
    overruling: Mapping[int, Opinion]


def decide(
    document: Document,
    opinions: Iterable[Opinion],
    *,
    base_url: str | None = None,
    strict: bool = False,
) -> Decision:
    """Return which blocks stay. Links of those kept are made absolute against ``base_url``."""
    return written(choose_blocks(document, opinions, strict=strict), base_url)


def choose_blocks(
    document: Document, opinions: Iterable[Opinion], *, strict: bool = False
) -> Choice:
    """Return which blocks stay, before anything is written of them."""
    found, said = _heard(len(document.blocks), opinions)
    by_model = tuple(found)
    texts = [block.text for block in document.blocks]
    lengths = choice.lengths_of(texts)
    overruling = _overruling(said, found, lengths)
    for index, those in said.items():
        found[index] = weighed(found[index], those)
    for index, by in overruling.items():
        found[index] = 0.0 if by.remove else 1.0
    named = {index for index, those in said.items() if any(by.judge != "extractor" for by in those)}
    keep, expected = _chosen(document.blocks, lengths, np.array(found), named, strict=strict)
    repeated = repeats(texts, keep)
    return Choice(
        document=document,
        keep=keep & ~repeated,
        repeated=repeated,
        expected_f1=expected,
        said=said,
        by_model=by_model,
        overruling=overruling,
    )


def written(chosen: Choice, base_url: str | None) -> Decision:
    """Return the blocks that stay, and a receipt for each that is displayed and does not."""
    writer = _Receipts(chosen)
    kept: list[Block] = []
    removed: list[Removed] = []
    for block, stays in zip(chosen.document.blocks, chosen.keep.tolist(), strict=True):
        if stays:
            said = chosen.said.get(block.index, ())
            cut = [o for o in said if o.span is not None and o.remove]
            if rest := without(block.text, cut):
                kept.append(_plain(block, rest, base_url))
            removed.extend(receipts(block.text, cut))
        elif not (isinstance(block, HtmlBlock) and block.hidden):
            removed.append(writer.of(block))
    return Decision(kept=tuple(kept), removed=tuple(removed), expected_f1=chosen.expected_f1)


def _heard(count: int, opinions: Iterable[Opinion]) -> tuple[list[float], dict[int, list[Opinion]]]:
    """Return the model's probability of each block, and by block what the others say of it."""
    chances = [0.0] * count  # plain numbers: numpy's own cost more, one by one
    said: dict[int, list[Opinion]] = defaultdict(list)
    for opinion in opinions:
        if opinion.judge == "model":
            chances[opinion.index] = chance(opinion)
        else:
            said[opinion.index].append(opinion)
    return chances, said


def _overruling(
    said: Mapping[int, Sequence[Opinion]], by_model: Sequence[float], lengths: Floats
) -> dict[int, Opinion]:
    """Return, by block, the opinion that overrules the model."""
    sure = ((index, sure_of(those)) for index, those in said.items())
    return {
        index: by
        for index, by in sure
        if by is not None and not is_told(by, by_model[index], lengths[index])
    }


def _chosen(
    blocks: Sequence[BlockView],
    lengths: Floats,
    chances: Floats,
    named: Collection[int],
    *,
    strict: bool,
) -> tuple[Bools, float]:
    keep, expected = choice.choose(lengths, chances)
    keep = choice.trimmed(keep, lengths, chances)
    fluent = np.array([block.kind in _FLUENT and not block.links for block in blocks], dtype=bool)
    keep = choice.in_flow(keep, lengths, chances, fluent)
    keep = filled(blocks, keep, chances, named)
    return (choice.strict(keep, lengths, chances) if strict else keep), expected


class _Receipts:
    """Writes the receipt of a block that is removed whole."""

    def __init__(self, chosen: Choice) -> None:
        self._title = frozenset(words_of((chosen.document.title or "").lower()))
        self._said = chosen.said
        self._overruling = chosen.overruling
        self._repeated = chosen.repeated
        self._by_model = chosen.by_model

    def of(self, block: BlockView) -> Removed:
        """Return the receipt, on the word of the judge that was sure, else the model's."""
        by = self._overruling.get(block.index) or self._told_by_rule(block.index)
        if by is not None and by.remove:
            return receipt(block.text, by)
        judge, rule = self._unnamed(block.index)
        return Removed(
            text=block.text,
            category=category_of(block, self._said.get(block.index, ()), self._title),
            judge=judge,
            rule=rule,
            index=block.index,
        )

    def _unnamed(self, index: int) -> tuple[JudgeName, str]:
        """Return who removed a block of which nobody says what it is."""
        if self._repeated[index]:
            return "model", "duplicate"
        if self._by_model[index] >= _EVEN:
            for opinion in self._said.get(index, ()):
                if opinion.judge == "extractor" and opinion.remove:
                    return "extractor", opinion.rule
        return "model", "model"

    def _told_by_rule(self, index: int) -> Opinion | None:
        """Return the rule that names the block: it says more than that the model agreed."""
        said = self._said.get(index)
        if said is None:
            return None
        rules = [o for o in said if o.judge in _NAMING and o.span is None]
        return max(rules, key=lambda o: o.confidence, default=None)


def _plain(block: BlockView, text: str, base_url: str | None) -> Block:
    if isinstance(block, HtmlBlock):
        return block.plain(base_url, text=text)
    return with_text(block, text)
