from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.tokens import count_words, lower_words_of, words_of

_ASCII = st.text(st.characters(max_codepoint=127))


@given(st.one_of(_ASCII, st.text()))
def test_words_are_those_of_the_regular_expression(text: str) -> None:
    assert words_of(text) == re.findall(r"\w+", text)
    assert count_words(text) == len(re.findall(r"\w+", text))
    assert list(lower_words_of(text)) == re.findall(r"\w+", text.lower())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" — … ", []),
        ("the ferry's 2_day trip", ["the", "ferry", "s", "2_day", "trip"]),
        ("the ferry’s “last” trip", ["the", "ferry", "s", "last", "trip"]),
        ("a\x1fb\x00c\x7fd", ["a", "b", "c", "d"]),
        ("İstanbul’da", ["İstanbul", "da"]),  # in lower case, its dot parts the first
    ],
)
def test_what_parts_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words
