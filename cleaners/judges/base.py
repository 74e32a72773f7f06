"""The judges' common language: what they are shown, and what they answer.

A judge looks at a ``Document`` and answers with ``Opinion``s. It never decides:
``cleaners.judges.decision`` does, in one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cleaners.types import Block, Category, JudgeName


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What every judge sees: the blocks in reading order, and what the page says of itself."""

    blocks: Sequence[Block]  # for HTML the richer HtmlBlock, for text plain Block
    title: str | None = None
    authors: tuple[str, ...] = ()
    description: str | None = None
    site_name: str | None = None
    language: str | None = None  # a hint for lexicons: the page's claim, not the answer
    article_body: str | None = None  # JSON-LD articleBody, where the page states it
    is_html: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What one judge says of one block, or of one sentence in it."""

    index: int  # the block
    remove: bool  # False: the judge vouches for the block
    category: Category
    judge: JudgeName
    rule: str
    confidence: float  # 0..1; rules state it in their data
    span: tuple[int, int] | None = None  # characters of the block's text; None = the whole block
    evidence: str = ""  # what was seen, for a reader: the matched words, the container's name


class Judge(Protocol):
    """The one interface of all judges."""

    name: JudgeName

    def judge(self, document: Document) -> list[Opinion]:
        """Return opinions on any of the document's blocks; blocks not named are not judged."""
        ...
