"""The decision: one place where all judges' opinions become what is kept and what is not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cleaners.blocks.node import HtmlBlock
from cleaners.judges.base import BlockView, Document, Opinion
from cleaners.judges.category import category_of
from cleaners.judges.learned import chance
from cleaners.judges.prefix import best_prefix
from cleaners.types import Block, Removed

_TOKEN = re.compile(r"\w+")
_STRICT_TOKENS: Final = 25
_STRICT_CHANCE: Final = 0.7
_SURE: Final = 0.9  # confidence from which another judge overrules the model


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is kept, what was removed and on whose word, and how sure that is."""

    kept: tuple[Block, ...]
    removed: tuple[Removed, ...]
    expected_f1: float  # 0..1, as the model expects it


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
    overruled = {index: _overruling(those) for index, those in said.items()}
    for index, by in overruled.items():
        if by is not None:
            chances[index] = 0.0 if by.remove else 1.0
    lengths = np.array([len(_TOKEN.findall(b.text)) for b in document.blocks], dtype=np.float64)
    keep, expected = best_prefix(chances, lengths)
    if strict:
        keep &= (lengths >= _STRICT_TOKENS) | (chances >= _STRICT_CHANCE)
    keep &= chances > 0.0
    _drop_duplicates(document.blocks, keep)
    title = frozenset(_TOKEN.findall((document.title or "").lower()))
    kept: list[Block] = []
    removed: list[Removed] = []
    for block, stays in zip(document.blocks, keep.tolist(), strict=True):
        those = said[block.index]
        if stays:
            cut = [o for o in those if o.span is not None and o.remove]
            kept.extend(_without(block, cut, base_url))
            removed.extend(_receipt(block.text[slice(*o.span)], o) for o in cut if o.span)
        elif not (isinstance(block, HtmlBlock) and block.hidden):
            by = overruled.get(block.index)
            removed.append(
                _receipt(block.text, by)
                if by is not None and by.remove
                else Removed(
                    text=block.text,
                    category=category_of(block, those, title),
                    judge="model",
                    rule="model",
                    index=block.index,
                )
            )
    return Decision(kept=tuple(kept), removed=tuple(removed), expected_f1=expected)


def _overruling(those: Sequence[Opinion]) -> Opinion | None:
    """Return the opinion on a whole block that overrules the model, if there is one."""
    sure = [o for o in those if o.span is None and o.confidence >= _SURE]
    return max(sure, key=lambda o: o.confidence, default=None)


def _drop_duplicates(blocks: Sequence[BlockView], keep: np.typing.NDArray[np.bool_]) -> None:
    """Stop keeping a long text a second time: pages repeat quotes, leads and whole articles."""
    seen: set[str] = set()
    for place in np.flatnonzero(keep).tolist():
        text = blocks[place].text
        if len(text) >= 60 and text in seen:  # noqa: PLR2004 - shorter ones recur in interviews
            keep[place] = False
        seen.add(text)


def _without(block: BlockView, cut: Sequence[Opinion], base_url: str | None) -> list[Block]:
    """Return the block as it is kept: without the sentences in ``cut``; none when nothing is left."""
    text = block.text
    for start, end in sorted((o.span for o in cut if o.span), reverse=True):
        text = f"{text[:start]} {text[end:]}"
    text = " ".join(text.split()) if cut else text
    if not text:
        return []
    if isinstance(block, HtmlBlock):
        return [block.plain(base_url, text=text)]
    return [
        Block(
            index=block.index,
            text=text,
            kind=block.kind,
            source=block.source,
            level=block.level,
            links=block.links,
        )
    ]


def _receipt(text: str, opinion: Opinion) -> Removed:
    return Removed(
        text=text,
        category=opinion.category,
        judge=opinion.judge,
        rule=opinion.rule,
        index=opinion.index,
    )
