from __future__ import annotations

import msgspec

from cleaners.guard import MUCH_REMOVED, behind_the_text, guarded
from cleaners.judges.base import Opinion
from cleaners.rules.footer import FOOTER_RUN
from cleaners.types import Block

SENTENCE = (
    "The letter goes out every morning at six, and half of the town reads it before it rises."
)
BLOCKS = [
    Block(index=index, text=SENTENCE, kind="paragraph", source=f"line {index}")
    for index in range(20)
]


def remove(*indices: int) -> list[Opinion]:
    return [
        Opinion(
            index=index, remove=True, category="newsletter", judge="rules", rule="x", confidence=1.0
        )
        for index in indices
    ]


def test_rules_that_take_most_of_an_article_are_not_believed() -> None:
    opinions, flags = guarded(BLOCKS, remove(*range(15)), frozenset(range(20)))
    assert opinions == []
    assert flags == (MUCH_REMOVED,)


def test_a_few_lines_may_go() -> None:
    opinions = remove(18, 19)
    assert guarded(BLOCKS, opinions, frozenset(range(20))) == (opinions, ())


def test_what_nobody_takes_for_the_article_may_go_whole() -> None:
    opinions = remove(*range(15))
    assert guarded(BLOCKS, opinions, frozenset({15, 16})) == (opinions, ())


def test_a_footer_does_not_end_an_article_midway() -> None:
    runs = [msgspec.structs.replace(one, rule=FOOTER_RUN) for one in remove(3, 8)]
    known = remove(3)
    assert behind_the_text([*runs, *known], 5) == [runs[1], *known]
    assert behind_the_text(runs, -1) == runs
