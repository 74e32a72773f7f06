"""The words of class and id: data with a test of its own."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.blocks.vocabulary import any_of, bits_of, names_of, vocabulary, word_bit
from cleaners.types import CATEGORIES


def test_every_entry_has_a_reason_and_words_that_the_cutting_can_find():
    names = [entry.name for entry in vocabulary()]
    assert len(names) == len(set(names)) <= 63
    for entry in vocabulary():
        assert entry.why
        assert entry.category is None or entry.category in CATEGORIES
        for word in (*entry.words, *entry.parts):
            assert bits_of(word) & word_bit(entry.name), (entry.name, word)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("c-articleBody__main", {"article", "body", "main"}),
        ("js-relatedStories", {"related"}),
        ("has-comments", set()),
        ("no-sidebar", set()),
        ("share_bar", {"share"}),
        ("css-1x2y3z", set()),
    ],
)
def test_names_are_cut_at_case_and_punctuation(name, expected):
    found = set(names_of(bits_of(name)))
    assert expected <= found
    if not expected:
        assert not found


def test_an_unknown_name_is_an_error():
    with pytest.raises(KeyError):
        word_bit("nothing-of-the-kind")


_PIECES = st.text("ab.", min_size=1, max_size=4)


@given(st.sets(_PIECES, min_size=1, max_size=6), st.text("ab.", max_size=30))
def test_the_longest_of_some_words_is_found(words, text):
    longest_first = sorted(words, key=len, reverse=True)
    expected = re.findall("|".join(map(re.escape, longest_first)), text)
    assert re.findall(any_of(words), text) == expected


def test_what_a_post_is_filed_under_names_no_place():
    filed = "post-7 type-post hentry category-comment tag-cookies author-ann post_tag-sidebar"
    assert bits_of(filed) == bits_of("post-7 type-post hentry")
    assert bits_of("tag-cookies") == bits_of("tag cookies")
