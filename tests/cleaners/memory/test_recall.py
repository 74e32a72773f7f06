import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import Options, clean_html, clean_text
from cleaners.memory import ABSTAINED, Frame, Template, recall
from cleaners.memory.words import fingerprint, words_of
from cleaners.types import Block

RULE = "memory:12-of-14-pages-since-2026-11-02"
OWN = (
    "The council met until midnight and decided nothing at all about the bridge.",
    "Outside, the ferrymen waited with lanterns and a thermos of very strong tea.",
    "By morning the water had fallen by a hand, and the first carts came across.",
)
SLOGAN = "A small lamp above a very long river."
NOTICE = "Our reporters pay for their own trains."


def template_of(*lines, frames=()):
    return Template(
        exact=tuple((fingerprint(words_of(line)), RULE) for line in lines),
        frames=tuple((frame, RULE) for frame in frames),
    )


def texts(blocks):
    return [block.text for block in blocks]


def test_known_lines_go_with_their_receipt(make_blocks):
    kept = make_blocks([SLOGAN, *OWN, NOTICE])
    found = recall(kept, template_of(SLOGAN, NOTICE))
    assert texts(found.kept) == list(OWN)
    assert [(one.text, one.index) for one in found.removed] == [(SLOGAN, 0), (NOTICE, 4)]
    assert {(one.category, one.judge, one.rule) for one in found.removed} == {
        ("template", "memory", RULE)
    }
    assert found.flags == ()


def test_an_empty_template_changes_nothing(make_blocks):
    kept = make_blocks([SLOGAN, *OWN])
    assert recall(kept, Template()).kept is kept


def test_a_title_stays(make_blocks):
    kept = make_blocks([SLOGAN, *OWN])
    assert recall(kept, template_of(SLOGAN), title=SLOGAN.upper()).kept == kept


@pytest.mark.parametrize("kind", ["quote", "table-row", "code"])
def test_what_is_never_furniture_stays(make_blocks, kind):
    kept = make_blocks([*OWN, NOTICE], {NOTICE: kind})
    assert recall(kept, template_of(NOTICE)).kept == kept


def test_what_stands_twice_stays(make_blocks):
    kept = make_blocks([NOTICE, *OWN, NOTICE])
    assert recall(kept, template_of(NOTICE)).kept == kept


@pytest.mark.parametrize("kind", ["heading", "paragraph"])
def test_a_label_stays_with_what_it_announces(make_blocks, kind):
    label, items = "What goes in", ["Salt and pepper", "Two pounds of barley"]
    kinds = {label: kind, **dict.fromkeys(items, "list-item")}
    kept = make_blocks([*OWN, label, *items, OWN[0][:-1] + " again."], kinds)
    assert recall(kept, template_of(label, items[0])).kept == kept


def test_a_heading_goes_with_its_section(make_blocks):
    kept = make_blocks([*OWN, "About this house", NOTICE], {"About this house": "heading"})
    found = recall(kept, template_of("About this house", NOTICE))
    assert texts(found.kept) == list(OWN)


def test_a_list_goes_only_whole(make_blocks):
    items = ["Write to the house", "Visit the house"]
    kept = make_blocks([*OWN, *items], dict.fromkeys(items, "list-item"))
    assert texts(recall(kept, template_of(*items)).kept) == list(OWN)
    assert recall(kept, template_of(items[0])).kept == kept


def test_it_abstains_where_too_much_would_go(make_blocks):
    kept = make_blocks([OWN[0], OWN[1], NOTICE])
    found = recall(kept, template_of(*OWN[:2]))
    assert found.kept == kept
    assert found.removed == ()
    assert found.flags == (ABSTAINED,)


def test_frames_are_looked_for_near_the_ends_only(make_blocks):
    frame = Frame(before=(), after=("keeps", "an", "eye", "on", "the", "river"), gap_words=6)
    line = "Ada Quill keeps an eye on the river."
    own = [f"{text} It was the {'x' * at} time." for at in range(6) for text in OWN]
    at_end = recall(make_blocks([*own, line]), template_of(frames=[frame]))
    amid = recall(make_blocks([*own[:6], line, *own[6:]]), template_of(frames=[frame]))
    assert [one.text for one in at_end.removed] == [line]
    assert amid.removed == ()


def test_a_page_is_cleaned_by_it():
    body = "".join(f"<p>{text}</p>" for text in (*OWN, *OWN[::-1], NOTICE))
    page = f"<html><body><article><h1>A bridge</h1>{body}</article></body></html>"
    assert NOTICE in clean_html(page).text
    cleaned = clean_html(page, options=Options(template=template_of(NOTICE)))
    assert NOTICE not in cleaned.text
    (receipt,) = [one for one in cleaned.removed if one.judge == "memory"]
    assert receipt.rule == RULE
    assert [one.index for one in cleaned.removed] == sorted(one.index for one in cleaned.removed)


def test_plain_text_is_cleaned_by_it():
    text = "\n".join(["The bridge is open", *OWN[:2], NOTICE, OWN[2]])
    assert NOTICE in clean_text(text).text
    cleaned = clean_text(text, options=Options(template=template_of(NOTICE)))
    assert NOTICE not in cleaned.text
    assert [one.rule for one in cleaned.removed if one.judge == "memory"] == [RULE]


def test_a_full_template_is_cheap_to_send():
    full = Template(exact=tuple((f"{at:016x}", RULE) for at in range(200)))
    assert len(pickle.dumps(full)) < 10_000


_KINDS = st.sampled_from(["paragraph", "heading", "list-item", "quote"])
_LINES = st.lists(st.tuples(st.sampled_from([*OWN, SLOGAN, NOTICE, "Salt:"]), _KINDS), max_size=9)


@given(_LINES, st.sets(st.sampled_from([*OWN, SLOGAN, NOTICE, "Salt:"])))
def test_nothing_is_lost_and_never_more_than_half_goes(lines, known):
    kept = tuple(
        Block(index=at, text=text, kind=kind, source=f"line {at + 1}")
        for at, (text, kind) in enumerate(lines)
    )
    found = recall(kept, template_of(*sorted(known)))
    together = [*texts(found.kept), *(one.text for one in found.removed)]
    assert sorted(together) == sorted(texts(kept))
    gone = sum(len(one.text) for one in found.removed)
    assert gone * 2 <= sum(len(block.text) for block in kept)
