"""The learned judge: how probable it is that a block is the article's, from where it stands.

It is a small forest over numbers (``cleaners.model``), trained on pages with known text.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from cleaners.judges.base import Document, Opinion
from cleaners.model.features import features
from cleaners.model.forest import Forest
from cleaners.types import JudgeName

_FILES: Final = {True: "html.weights.json", False: "text.weights.json"}
_EVEN: Final = 0.5


@cache
def forest_for(*, is_html: bool) -> Forest:
    """Return the forest for pages, or for plain text; raises ValueError if it is damaged."""
    return Forest.from_json(files("cleaners.model").joinpath(_FILES[is_html]).read_bytes())


_names = lru_cache(maxsize=2)(frozenset[str])  # of the columns of a forest


class LearnedJudge:
    """Says of every block whether it is the article's, and how sure that is."""

    name: JudgeName = "model"

    def __init__(self, forest: Forest | None = None) -> None:
        self._forest = forest  # None: the one that fits the document

    def judge(self, document: Document) -> list[Opinion]:
        """Return one opinion for each block, in order."""
        if not document.blocks:
            return []
        forest = self._forest or forest_for(is_html=document.is_html)
        table = features(document, _names(forest.columns))
        chances = forest.probabilities(table.chosen(forest.columns)).tolist()
        return [
            Opinion(
                index=block.index,
                remove=chance < _EVEN,
                category="other",
                judge="model",
                rule="model",
                confidence=1.0 - chance if chance < _EVEN else chance,
            )
            for block, chance in zip(document.blocks, chances, strict=True)
        ]


def chance(opinion: Opinion) -> float:
    """Return the probability that the block is the article's, as the model said it."""
    return 1.0 - opinion.confidence if opinion.remove else opinion.confidence
