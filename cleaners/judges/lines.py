"""The learned judge of plain text: which lines of a whole page's dump are the article's.

It speaks only where the text is evidently a dump: many lines, most of them no running
text. In an article with a footer the rules know better, and a poem or a recipe has short
lines of its own.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from cleaners.judges.base import Document, Opinion
from cleaners.judges.decision import choose
from cleaners.judges.learned import LearnedJudge, chance
from cleaners.model.page import running_text
from cleaners.model.table import Ints
from cleaners.model.text_features import column, text_features
from cleaners.types import JudgeName

_FEWEST_LINES: Final = 60  # an article of so many short lines is rarer than a dump
_MOST_RUNNING: Final = 0.8  # of the characters; a text of more is an article already
_LEAST_RUNNING: Final = 0.1  # a text of less has no article to find: lists, poems, scores


class LineJudge:
    """Judges the lines of a dump; says nothing of any other text."""

    name: JudgeName = "model"

    def judge(self, document: Document) -> list[Opinion]:
        """Return an opinion for each line to remove."""
        if document.is_html or len(document.blocks) < _FEWEST_LINES:
            return []
        text = text_features(document.blocks)
        running = running_text(text)
        if not _is_dump(running, column(text, "chars")):
            return []
        chances = np.array([chance(one) for one in LearnedJudge().judge(document)])
        keep, _ = choose([block.text for block in document.blocks], chances)
        return [
            Opinion(
                index=at,
                remove=True,
                category="other" if running[at] else "navigation",
                judge="model",
                rule="model",
                confidence=1.0 - float(chances[at]),
            )
            for at in np.flatnonzero(~keep).tolist()
        ]


def _is_dump(running: Ints, chars: Ints) -> bool:
    share = int(running.sum()) / max(1, int(chars.sum()))
    return _LEAST_RUNNING <= share <= _MOST_RUNNING
