"""What is left of a block out of which sentences were taken, and the receipts for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleaners.judges.base import BlockView, Opinion
from cleaners.normalize import fold
from cleaners.types import Block, Removed


def receipt(text: str, opinion: Opinion) -> Removed:
    """Return the receipt for ``text``, removed on the word of ``opinion``."""
    return Removed(
        text=text,
        category=opinion.category,
        judge=opinion.judge,
        rule=opinion.rule,
        index=opinion.index,
    )


def receipts(text: str, opinions: Iterable[Opinion]) -> list[Removed]:
    """Return the receipts for the sentences of ``text`` that ``opinions`` are about."""
    return [receipt(text[slice(*one.span)], one) for one in opinions if one.span]


def without(text: str, opinions: Sequence[Opinion]) -> str:
    """Return ``text`` in normal form without the sentences that ``opinions`` are about."""
    spans = sorted((one.span for one in opinions if one.span), reverse=True)
    for start, end in spans:
        text = f"{text[:start]} {text[end:]}"
    return fold(text) if spans else text


def with_text(block: BlockView, text: str) -> Block:
    """Return the picklable block with ``text`` for its own."""
    return Block(
        index=block.index,
        text=text,
        kind=block.kind,
        source=block.source,
        level=block.level,
        links=block.links,
    )
