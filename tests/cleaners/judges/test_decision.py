"""The decision: what the judges say becomes what is kept, and a receipt for the rest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from cleaners.blocks.html import walk
from cleaners.judges.base import Document, Opinion
from cleaners.judges.decision import decide
from cleaners.judges.prefix import best_prefix
from cleaners.types import Block

PROSE = "The council met on Tuesday and voted for the new bridge, after a debate of three hours."


def lines(*texts):
    return Document(
        blocks=tuple(
            Block(index=at, text=text, kind="paragraph", source=f"line {at + 1}")
            for at, text in enumerate(texts)
        ),
        title="Council votes for bridge",
        is_html=False,
    )


def by_model(*chances):
    return [
        Opinion(
            index=at,
            remove=chance < 0.5,
            category="other",
            judge="model",
            rule="model",
            confidence=1 - chance if chance < 0.5 else chance,
        )
        for at, chance in enumerate(chances)
    ]


def said(index, *, remove=True, confidence=0.95, span=None, judge="site", category="social"):
    return Opinion(
        index=index,
        remove=remove,
        category=category,
        judge=judge,
        rule="social.follow",
        confidence=confidence,
        span=span,
    )


def test_what_is_probable_stays_and_the_rest_gets_a_receipt():
    decision = decide(lines(PROSE, "Home", f"{PROSE} Again."), by_model(0.9, 0.1, 0.8))
    assert [block.index for block in decision.kept] == [0, 2]
    assert [(one.text, one.judge, one.rule) for one in decision.removed] == [
        ("Home", "model", "model")
    ]
    assert 0.8 < decision.expected_f1 <= 1


def test_a_judge_that_is_sure_overrules_the_model_and_is_named():
    decision = decide(lines(PROSE, f"{PROSE} Follow us."), [*by_model(0.9, 0.9), said(1)])
    assert [block.index for block in decision.kept] == [0]
    assert decision.removed[0].rule == "social.follow"


SLIDE = "A long tram climbs the hill above the harbour; behind it the cranes that the town sold "
SLIDE += "last year wait for the ship that is to take them to the other coast."


@pytest.mark.parametrize(
    ("text", "chance", "judge", "category", "kept"),
    [
        (SLIDE, 0.95, "container", "caption", [0, 1]),  # a picture story
        (SLIDE, 0.85, "container", "caption", [0]),
        ("The tram above the harbour.", 0.95, "container", "caption", [0]),
        (SLIDE, 0.95, "container", "comments", [0]),
        (SLIDE, 0.95, "site", "caption", [0]),  # what the site's own file says goes
    ],
)
def test_a_long_caption_that_is_surely_a_paragraph_stays(text, chance, judge, category, kept):
    opinions = [*by_model(0.95, chance), said(1, judge=judge, category=category)]
    decision = decide(lines(PROSE, text), opinions)
    assert [block.index for block in decision.kept] == kept


@pytest.mark.parametrize(
    ("category", "chance", "kept"),
    [("related", 0.9, [0]), ("related", 0.9999, [0, 1]), ("social", 0.9999, [0])],
)
def test_a_rule_weighs_against_the_model_and_a_call_weighs_more(category, chance, kept):
    opinions = [*by_model(0.9, chance), said(1, judge="rules", category=category)]
    decision = decide(lines(PROSE, f"{PROSE} Follow us."), opinions)
    assert [block.index for block in decision.kept] == kept
    assert [one.judge for one in decision.removed] == ["rules"] * (2 - len(kept))


def test_a_judge_that_doubts_only_names_what_the_model_removes():
    decision = decide(
        lines(PROSE, "Follow us"),
        [*by_model(0.9, 0.1), said(1, confidence=0.6), said(0, confidence=0.6)],
    )
    assert [block.index for block in decision.kept] == [0]
    assert [(one.category, one.judge) for one in decision.removed] == [("social", "model")]


def test_a_judge_that_vouches_keeps_a_block():
    decision = decide(lines(PROSE, "Short."), [*by_model(0.9, 0.1), said(1, remove=False)])
    assert [block.index for block in decision.kept] == [0, 1]


def test_a_sentence_is_cut_out_of_a_kept_block():
    text = f"{PROSE} (Follow us here.) It opens in May."
    start = text.index("(")
    decision = decide(lines(text), [*by_model(0.9), said(0, span=(start, start + 17))])
    assert decision.kept[0].text == f"{PROSE} It opens in May."
    assert [one.text for one in decision.removed] == ["(Follow us here.)"]


def test_a_block_of_nothing_but_cut_sentences_does_not_stay():
    text = "Follow us here."
    decision = decide(lines(PROSE, text), [*by_model(0.9, 0.9), said(1, span=(0, len(text)))])
    assert [block.index for block in decision.kept] == [0]


def test_a_long_text_is_kept_once_and_short_ones_recur():
    decision = decide(
        lines(PROSE, "Why?", PROSE, "Why?", f"{PROSE} Again."), by_model(0.9, 0.9, 0.9, 0.9, 0.9)
    )
    assert [block.index for block in decision.kept] == [0, 1, 3, 4]
    assert [one.rule for one in decision.removed] == ["duplicate"]


def test_strict_drops_short_blocks_that_are_not_sure():
    opinions = by_model(0.9, 0.7)
    assert len(decide(lines(PROSE, "A word from us"), opinions).kept) == 2
    assert len(decide(lines(PROSE, "A word from us"), opinions, strict=True).kept) == 1


def test_the_title_again_is_named():
    decision = decide(lines("Council votes for bridge", PROSE), by_model(0.1, 0.9))
    assert decision.removed[0].category == "title"


def test_hidden_blocks_have_no_receipt():
    blocks = walk(html.document_fromstring(f"<p>{PROSE}</p><p hidden>Unseen</p><p>Home</p>"))
    decision = decide(Document(blocks=blocks), by_model(0.9, 0.1, 0.1))
    assert [one.text for one in decision.removed] == ["Home"]


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=12))
def test_kept_and_removed_together_are_every_block(chances):
    texts = [f"{PROSE} That was number {at}." for at in range(len(chances))]
    decision = decide(lines(*texts), by_model(*chances))
    both = [(one.index, one.text) for one in (*decision.kept, *decision.removed)]
    assert sorted(both) == list(enumerate(texts))


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 50)), min_size=1, max_size=8))
def test_no_set_of_blocks_has_a_better_expectation(rows):
    chances, lengths = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    _, best = best_prefix(chances, lengths)
    right = chances * lengths
    for bits in range(1, 1 << len(rows)):
        chosen = np.array([bits >> at & 1 for at in range(len(rows))], dtype=bool)
        f1 = 2 * right[chosen].sum() / (lengths[chosen].sum() + right.sum() + 1e-9)
        assert f1 <= best + 1e-9


def test_nothing_to_choose_from():
    keep, expected = best_prefix(np.array([]), np.array([]))
    assert not keep.size
    assert expected == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("chance", "remove", "kept", "judge"),
    [
        (0.75, True, [0], "extractor"),
        (0.3, False, [0, 1], None),
        (0.999, True, [0, 1], None),
        (0.2, True, [0], "model"),
    ],
)
def test_the_second_extractor_tips_what_the_model_doubts(chance, remove, kept, judge):
    word = said(1, judge="extractor", remove=remove, confidence=0.86, category="other")
    decision = decide(lines(PROSE, f"{PROSE} Again."), [*by_model(0.9, chance), word])
    assert [block.index for block in decision.kept] == kept
    assert [one.judge for one in decision.removed] == [judge] * (2 - len(kept))
