"""The choice: the best set, less what is short and doubtful beside the sure text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.judges.choice import choose, lengths_of, repeats, strict, trimmed
from cleaners.judges.limits import Number, limits
from cleaners.limits import limits as page_limits

ALL = np.ones(5, dtype=bool)
LONG = limits().long_words.value


def test_lengths_are_words():
    assert lengths_of(["The ferry left, late.", "Home", ""]).tolist() == [4, 1, 0]


def test_what_is_impossible_is_never_chosen():
    keep, _ = choose(np.array([10.0, 10.0]), np.array([0.0, 0.0]))
    assert not keep.any()


@pytest.mark.parametrize(
    ("place", "limit"),
    [(0, "before_chance"), (2, "inside_chance"), (4, "after_chance")],
)
def test_a_short_block_must_be_as_probable_as_its_place_asks(place, limit):
    least = getattr(limits(), limit).value
    lengths = np.full(5, 15.0)
    for chance, stays in ((least - 0.01, False), (least, True)):
        chances = np.array([0.7, 0.99, 0.7, 0.99, 0.7])
        chances[place] = chance
        assert trimmed(ALL, lengths, chances)[place] == stays


@pytest.mark.parametrize(("words", "stays"), [(19, False), (20, True)])
def test_a_summary_above_the_text_is_doubted_less_than_a_label(words, stays):
    chances = np.array([limits().deck_chance.value, 0.99, 0.99, 0.99, 0.99])
    assert trimmed(ALL, np.array([words, 20.0, 20, 20, 20]), chances)[0] == stays


def test_a_long_doubtful_block_stays():
    chances = np.array([0.99, 0.99, 0.99, 0.99, 0.3])
    assert trimmed(ALL, np.array([20.0, 20, 20, 20, LONG]), chances).all()


def test_nothing_is_trimmed_where_nothing_is_sure():
    assert trimmed(ALL, np.full(5, 20.0), np.full(5, 0.3)).all()


def test_strict_asks_short_blocks_for_more():
    lengths, chances = np.array([5.0, 5, 90, 90, 5]), np.array([0.6, 0.8, 0.4, 0.9, 0.1])
    assert strict(ALL, lengths, chances).tolist() == [False, True, True, True, False]


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 90)), min_size=1, max_size=9))
def test_trimming_only_takes_and_never_what_is_firm(rows):
    chances, lengths = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    keep = chances > 0.2
    left = trimmed(keep, lengths, chances)
    firm = keep & (chances >= limits().firm_chance.value) & (lengths >= limits().firm_words.value)
    assert not (left & ~keep).any()
    assert (left | ~firm).all()


def test_a_text_is_marked_only_where_it_was_kept_before():
    text = "The ferry to Oxby left late on Monday, because the harbour had been closed."
    keep = np.array([False, True, True])
    assert repeats([text] * 3, keep).tolist() == [False, False, True]


SENTENCES = [
    f"On day {day} the ferry to Oxby left {day} minutes late, because the quay at Hallam was shut "
    f"and {day} lorries had to wait in the lane behind the fish market, the harbour master said."
    for day in range(2, 8)
]
WHOLE = " ".join(SENTENCES)
ONLY = "The council will decide on Thursday whether the quay stays shut."


@pytest.mark.parametrize("place", [0, 3, 6])
def test_a_copy_of_the_article_in_one_piece_is_marked_wherever_it_stands(place):
    texts = [*SENTENCES[:place], WHOLE, *SENTENCES[place:]]
    marked = repeats(texts, np.full(len(texts), True))
    assert np.flatnonzero(marked).tolist() == [place]


def test_a_copy_goes_with_what_a_block_of_its_own_was_left_out_for():
    texts = [f"{WHOLE} {ONLY}", *SENTENCES, ONLY]
    assert repeats(texts, np.array([True] * 7 + [False])).tolist() == [True, *[False] * 7]


def test_a_copy_stays_where_its_parts_do_not():
    keep = np.array([True, *[False] * len(SENTENCES)])
    assert not repeats([WHOLE, *SENTENCES], keep).any()


@pytest.mark.parametrize(
    "texts",
    [
        [WHOLE, *SENTENCES[:4]],  # a third of it is nowhere else
        [WHOLE, WHOLE[:-20]],  # a text and its beginning
        [" ".join(SENTENCES[:3]), *SENTENCES[:3]],  # a paragraph that a list says again
        [f"{WHOLE} {ONLY}", *SENTENCES],  # a sentence of it is nowhere else
    ],
)
def test_a_text_that_is_no_copy_of_the_article_stays(texts):
    assert not repeats(texts, np.full(len(texts), True)).any()


def test_a_text_of_which_judges_read_the_beginning_is_no_copy():
    most = page_limits().judged_chars.value
    told = [f"{number}: {SENTENCES[number % 6]}" for number in range(200)]
    whole = " ".join(told)[:most]
    texts = [whole, *(text for text in told if text in whole), whole]
    assert not repeats(texts, np.full(len(texts), True)).any()


SAID = [*SENTENCES, ONLY]
TEXTS = [*SAID, WHOLE, WHOLE[:700], WHOLE[300:], f"{ONLY} {WHOLE}", f"{WHOLE[:700]} {ONLY}"]


@given(st.lists(st.sampled_from(TEXTS), max_size=9))
def test_what_is_marked_is_still_said(texts):
    keep = np.full(len(texts), True)
    left = [text for text, gone in zip(texts, repeats(texts, keep), strict=True) if not gone]
    assert all(any(s in text for text in left) for s in SAID if any(s in t for t in texts))


@pytest.mark.parametrize("name", limits().__struct_fields__)
def test_every_number_has_its_reason(name):
    number: Number = getattr(limits(), name)
    assert number.value > 0
    assert len(number.why) > 20


def test_a_repeated_lead_is_told_by_what_it_says_in_any_script():
    chinese = "云雀市议会周二晚间表决通过重建旧港大桥的方案，结束了多年的争议。"
    for text, twice in ((chinese, True), ("是的，我知道。", False), ("Yes, I know.", False)):
        keep = np.ones(2, dtype=bool)
        assert repeats([text, text], keep).tolist() == [False, twice]
