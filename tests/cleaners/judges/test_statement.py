"""The page's own statement vouches for what stands in it, and for nothing else."""

from cleaners.judges.base import Document
from cleaners.judges.statement import StatementJudge
from cleaners.types import Block

FIRST = "The council met on Tuesday and voted for the new bridge after a debate of three hours."
SECOND = (
    "Work begins in spring, and the old bridge stays open to cyclists until the new one is built."
)
OTHER = "Sign up for our morning letter and read what the town talks about before breakfast."


def vouched(stated, *texts):
    blocks = tuple(
        Block(index=at, text=text, kind="paragraph", source=f"line {at + 1}")
        for at, text in enumerate(texts)
    )
    judged = StatementJudge().judge(Document(blocks=blocks, article_body=stated))
    assert all(not one.remove and one.confidence < 0.9 for one in judged)
    return [one.index for one in judged]


def test_blocks_in_the_stated_text_are_vouched_for():
    assert vouched(f"{FIRST}\n\n{SECOND} That is all.  " * 2, OTHER, FIRST, "Work", SECOND) == [
        1,
        3,
    ]


def test_a_summary_or_nothing_says_nothing():
    assert vouched(FIRST, FIRST) == []
    assert vouched(None, FIRST) == []
