"""The learned judge of plain text: which lines are the article's.

In a dump of a whole page, many lines and most of them no running text, it chooses the best
set. Any other text is an article already, perhaps with lines of its page around it: there
it doubts a line only outside the sure text, or where it is nearly certain; rules know the
footers of such texts better, and a poem or a recipe has short lines of its own.
"""

from __future__ import annotations

import numpy as np

from cleaners.judges.base import Document, Opinion
from cleaners.judges.choice import choose, lengths_of
from cleaners.judges.learned import LearnedJudge, chance
from cleaners.judges.limits import limits
from cleaners.judges.prefix import Bools, Floats
from cleaners.model.page import running_text
from cleaners.model.table import Ints
from cleaners.model.text_features import column, text_features
from cleaners.types import JudgeName


class LineJudge:
    """Judges the lines of a text; says nothing of a page, nor of a text without running text."""

    name: JudgeName = "model"

    def __init__(self, *, dumps_only: bool = False) -> None:
        self._dumps_only = dumps_only

    def judge(self, document: Document) -> list[Opinion]:
        """Return an opinion for each line to remove."""
        if document.is_html or not document.blocks:
            return []
        text = text_features(document.blocks)
        running = running_text(text)
        share = int(running.sum()) / max(1, int(column(text, "chars").sum()))
        dump = _is_dump(len(running), share)
        if share < limits().dump_least_running.value or (self._dumps_only and not dump):
            return []
        chances = np.array([chance(one) for one in LearnedJudge().judge(document)])
        lengths = lengths_of([block.text for block in document.blocks])
        if dump:
            keep, _ = choose(lengths, chances)
        else:
            keep = _undoubted(chances, lengths)
        return _opinions(keep, chances, running)


def _is_dump(lines: int, share: float) -> bool:
    bounds = limits()
    return lines >= bounds.dump_lines.value and share <= bounds.dump_most_running.value


def _undoubted(chances: Floats, lengths: Floats) -> Bools:
    """Return which lines of an article stay; all where none is sure.

    Its headlines stand before the sure text: there, shorter lines than those are doubted most, and
    the first line is not doubted at all. A line that alone would go from between two stays.
    """
    bounds = limits()
    firm = (chances >= bounds.text_firm_chance.value) & (lengths >= bounds.firm_words.value)
    if not firm.any():
        return np.ones(len(chances), dtype=np.bool_)
    sure = np.flatnonzero(firm)
    least = np.full(len(chances), bounds.text_edge_chance.value)
    headlines = lengths[: sure[0]] >= bounds.text_headline_words.value
    least[: sure[0]][headlines] = bounds.text_headline_chance.value
    least[sure[0] : sure[-1] + 1] = bounds.text_inside_chance.value
    least[0] = 0.0
    keep = (chances >= least) | (lengths >= bounds.long_words.value)
    alone = keep[:-2] & keep[2:] & (chances[1:-1] >= bounds.text_gap_chance.value)
    keep[1:-1] |= alone
    return keep


def _opinions(keep: Bools, chances: Floats, running: Ints) -> list[Opinion]:
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
