from __future__ import annotations

from cleaners.guard import MUCH_REMOVED, guarded
from cleaners.judges.base import Opinion
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
