"""The judge of dumps finds the article among a page's lines, and leaves other texts alone."""

import pytest

from cleaners.blocks.text import read_blocks
from cleaners.judges.base import Document
from cleaners.judges.lines import LineJudge

SAID = [
    f"The council of Oxby spoke for {n} hours about the ferry, because nobody, said the mayor, had "
    "told the harbour master that the new quay would be closed until the spring of next year."
    for n in ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve")
]
MENU = [f"{name} {n}" for n in range(8) for name in ("News", "Sport", "Culture", "Travel", "Money")]
FOOT = [f"{name} {n}" for n in range(5) for name in ("About us", "Contact", "Jobs", "Imprint")]


def test_a_call_after_an_article_is_left_alone_where_only_dumps_are_judged():
    document = Document(blocks=read_blocks("\n".join([*SAID, "Follow us"])), is_html=False)
    assert LineJudge(dumps_only=True).judge(document) == []


def removed(lines):
    document = Document(blocks=read_blocks("\n".join(lines)), is_html=False)
    return {lines[one.index] for one in LineJudge().judge(document)}


def test_the_article_of_a_dump_stays_and_menus_go():
    gone = removed([*MENU, *SAID, *FOOT])
    assert not gone & set(SAID)
    assert len(gone & {*MENU, *FOOT}) >= 0.9 * len({*MENU, *FOOT})


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(SAID, id="article"),
        pytest.param(["Ferry late again", *SAID], id="article under its title"),
        pytest.param([f"And the rain fell {n} times on the sea" for n in range(80)], id="poem"),
        pytest.param([f"{n} g of flour" for n in range(20)], id="list"),
    ],
)
def test_other_texts_are_left_alone(lines):
    assert removed(lines) == set()
