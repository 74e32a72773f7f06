"""The page's own statement: its structured data holds the article's text (``articleBody``).

A block that stands in the stated text is vouched for. That a block does not stand in it
says nothing: many pages state only the beginning, or the text without lists and quotes.
"""

from __future__ import annotations

from typing import Final

from cleaners.judges.base import Document, Opinion
from cleaners.types import JudgeName

_SHORTEST: Final = 40  # characters of a block; shorter ones stand in a text by chance
_SHORTEST_BODY: Final = 200  # characters; less is a summary
# Weak, because pages state calls and captions too, and the model knows of the statement.
_CONFIDENCE: Final = 0.6


class StatementJudge:
    """Vouches for blocks that the page itself calls its article."""

    name: JudgeName = "statement"

    def judge(self, document: Document) -> list[Opinion]:
        """Return an opinion for each block that stands in the stated text."""
        stated = " ".join((document.article_body or "").split())
        if len(stated) < _SHORTEST_BODY:
            return []
        return [
            Opinion(
                index=block.index,
                remove=False,
                category="other",
                judge="statement",
                rule="article-body",
                confidence=_CONFIDENCE,
                evidence="articleBody",
            )
            for block in document.blocks
            if len(block.text) >= _SHORTEST and block.text in stated
        ]
