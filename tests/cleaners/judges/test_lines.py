"""The judge of dumps finds the article among a page's lines, and leaves other texts alone."""

import pytest

from cleaners.blocks.text import read_blocks
from cleaners.judges import lines
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


def removed(text):
    document = Document(blocks=read_blocks("\n".join(text)), is_html=False)
    return {text[one.index] for one in LineJudge().judge(document)}


def test_the_article_of_a_dump_stays_and_menus_go():
    gone = removed([*MENU, *SAID, *FOOT])
    assert not gone & set(SAID)
    assert len(gone & {*MENU, *FOOT}) >= 0.9 * len({*MENU, *FOOT})


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SAID, id="article"),
        pytest.param(["Ferry late again", *SAID], id="article under its title"),
        pytest.param([f"And the rain fell {n} times on the sea" for n in range(80)], id="poem"),
        pytest.param([f"{n} g of flour" for n in range(20)], id="list"),
    ],
)
def test_other_texts_are_left_alone(text):
    assert removed(text) == set()


SLOGAN = "All the news of the coast, by phone, tablet and smart watch, in one place"
DECK = "Oxby: the mayor blames the harbour master, the harbour master blames the mayor"


def test_of_long_lines_before_an_article_the_improbable_go_and_the_headlines_stay(monkeypatch):
    text = ["Ferry late again", SLOGAN, DECK, *SAID]
    chances = [0.0, 0.05, 0.15, *[0.99] * len(SAID)]
    monkeypatch.setattr(lines, "chance", lambda opinion: chances[opinion.index])
    assert removed(text) == {SLOGAN}


def test_a_long_paragraph_of_an_article_stays_whatever_the_model_says(monkeypatch):
    long, short = " ".join(SAID[:2]), "The ferry is late again on Mondays."
    text = [*SAID, short, long]
    chances = [*[0.99] * len(SAID), 0.01, 0.01]
    monkeypatch.setattr(lines, "chance", lambda opinion: chances[opinion.index])
    assert removed(text) == {short}


@pytest.mark.parametrize(("chance", "goes"), [(0.15, False), (0.05, True)])
def test_a_line_that_alone_would_go_from_a_list_stays(monkeypatch, chance, goes):
    entries = ["2 onions, sliced", "1 litre of stock", "salt and pepper"]
    text = ["Soup of the coast", *entries, *SAID]
    chances = [0.5, 0.5, chance, 0.5, *[0.99] * len(SAID)]
    monkeypatch.setattr(lines, "chance", lambda opinion: chances[opinion.index])
    assert removed(text) == ({entries[1]} if goes else set())
