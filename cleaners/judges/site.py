"""The judge that a site's own file instructs: its `drop` selectors and texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from cleaners import normalize
from cleaners.blocks.node import HtmlBlock
from cleaners.judges.base import BlockView, Document, Opinion
from cleaners.options import Options
from cleaners.types import JudgeName


class SiteJudge:
    """Removes what ``options`` name; sure of all it says."""

    name: JudgeName = "site"

    def __init__(self, options: Options) -> None:
        self._selectors = options.drop_selectors
        self._texts = frozenset(normalize.fold(text) for text in options.drop_texts)

    def judge(self, document: Document) -> list[Opinion]:
        """Return one opinion for each block to remove."""
        if not (self._selectors or self._texts):
            return []
        return [
            *self._by_selector(document.blocks),
            *self._by_text(document.blocks),
        ]

    def _by_selector(self, blocks: Sequence[BlockView]) -> Iterator[Opinion]:
        """Judge blocks inside a selected element; plain text has no elements to select."""
        html = [block for block in blocks if isinstance(block, HtmlBlock)]
        if not html or not self._selectors:
            return
        root = html[0].node.element.getroottree().getroot()
        for selector in self._selectors:
            chosen = set(_compiled(selector)(root))
            for block in html:
                if chosen and _is_inside(block, chosen):
                    yield _opinion(block, f"drop:{selector}")

    def _by_text(self, blocks: Sequence[BlockView]) -> Iterator[Opinion]:
        for block in blocks:
            if self._texts and normalize.fold(block.text) in self._texts:
                yield _opinion(block, "drop-text")


@lru_cache(maxsize=256)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def _is_inside(block: HtmlBlock, chosen: set[HtmlElement]) -> bool:
    """Tell whether a chosen element stands around the block."""
    node = block.node
    return node.element in chosen or any(up in chosen for up in node.element.iterancestors())


def _opinion(block: BlockView, rule: str) -> Opinion:
    return Opinion(
        index=block.index,
        remove=True,
        category="template",
        judge="site",
        rule=rule,
        confidence=1.0,
    )
