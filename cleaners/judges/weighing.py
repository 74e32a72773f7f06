"""How much each opinion counts: who overrules the model, and who only changes its odds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cleaners.judges.base import Opinion
from cleaners.judges.limits import limits
from cleaners.rules.footer import FOOTER_RUN
from cleaners.types import Category, JudgeName

# Rules, statements and other extractors weigh against the model and do not overrule it: on
# measured pages, overruling removed "Read more" lists that were the article.
WEIGHED: Final[frozenset[JudgeName]] = frozenset({"rules", "statement", "extractor"})
_CALLS: Final[frozenset[Category]] = frozenset({"social", "newsletter", "comments", "consent"})
_PARTS: Final = 1 << 16
_LEAST: Final = 1e-6  # probabilities are this far from 0 and 1


def sure_of(those: Sequence[Opinion]) -> Opinion | None:
    """Return the opinion on a whole block that overrules the model, if there is one."""
    sure = [o for o in those if is_sure(o) and o.judge not in WEIGHED]
    return max(sure, key=lambda o: o.confidence, default=None)


def is_told(by: Opinion, chance: float, words: float) -> bool:
    """Tell whether what stands in a place that overrules the model is the article all the same.

    The slides of a picture story are captions: long ones, which the model takes for paragraphs.
    """
    bounds = limits()
    slide = chance >= bounds.slide_chance.value and words >= bounds.slide_words.value
    return slide and by.remove and by.judge == "container" and by.category == "caption"


def is_sure(opinion: Opinion) -> bool:
    """Tell whether the opinion is on a whole block, and as sure as overruling takes."""
    return opinion.span is None and opinion.confidence >= limits().sure.value


def weighed(chance_before: float, those: Sequence[Opinion]) -> float:
    """Return the probability after hearing the rules: each changes the odds by its own."""
    odds = chance_before / max(1.0 - chance_before, _LEAST)
    for opinion in those:
        if opinion.span is None and opinion.judge in WEIGHED:
            against = (1.0 - opinion.confidence) / max(opinion.confidence, _LEAST)
            by = against if opinion.remove else 1.0 / max(against, _LEAST)
            odds *= by ** _power(opinion)
    # In parts of 65536 like the model's: sums of them are exact, whatever their order.
    return round(_PARTS * odds / (1.0 + odds)) / _PARTS


def _power(opinion: Opinion) -> float:
    bounds = limits()
    if opinion.judge == "extractor":
        return 1.0
    if not opinion.remove:
        return bounds.statement_power.value
    if opinion.rule == FOOTER_RUN:
        return bounds.run_power.value
    return (bounds.call_power if opinion.category in _CALLS else bounds.rule_power).value
