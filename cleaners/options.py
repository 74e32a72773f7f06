"""What a caller may choose about cleaning; frozen, picklable, the same for every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from cleaners.memory.types import NOTHING, Template

Extractor = Literal["blocks", "trafilatura"]
EXTRACTORS: tuple[Extractor, ...] = get_args(Extractor)
MaskKind = Literal["email", "phone"]
MASK_KINDS: tuple[MaskKind, ...] = get_args(MaskKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Choices of one cleaning; the defaults are right for a news article.

    ``extractor``: ``blocks`` judges every block of the page; ``trafilatura`` takes that
    library's extraction and applies the rules to it.
    ``strict``: keep a doubtful block only where it is surely the article's; cuts leaks
    by about a third and costs a little recall.
    ``drop_selectors``, ``drop_texts``: a site file's own removals, as CSS selectors and as
    whole-block texts.
    ``language``: what the site's operator says of its language (BCP 47): compared with the
    detected one, never believed.
    ``mask``: what is replaced by a mark in text and metadata (``cleaners.masking``).
    ``template``: the blocks that recur across the site's pages (``cleaners.memory``).
    """

    extractor: Extractor = "blocks"
    strict: bool = False
    drop_selectors: tuple[str, ...] = ()
    drop_texts: tuple[str, ...] = ()
    language: str | None = None
    mask: tuple[MaskKind, ...] = ()
    template: Template = NOTHING

    def __post_init__(self) -> None:
        if self.extractor not in EXTRACTORS:
            known = ", ".join(EXTRACTORS)
            raise ValueError(f"unknown extractor {self.extractor!r}: choose one of {known}")
        for kind in self.mask:
            if kind not in MASK_KINDS:
                known = ", ".join(MASK_KINDS)
                raise ValueError(f"unknown mask {kind!r}: choose of {known}")
