from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.quality.repetition import REPEATED, TOP, ngram_shares, repeated_lines
from cleaners.quality.words import Words, words_of


def plain_top(units, size):
    """The most frequent n-gram's characters, counted as the paper says it."""
    grams = [tuple(units[at : at + size]) for at in range(len(units) - size + 1)]
    counts = Counter(grams)
    most = max(counts.values(), default=0)
    if most < 2:
        return 0
    return most * max(len("".join(gram)) for gram, count in counts.items() if count == most)


def plain_repeated(units, size):
    """Characters in n-grams that stood before, those that overlap counted once."""
    seen, covered, at = set(), 0, 0
    while at <= len(units) - size:
        gram = tuple(units[at : at + size])
        if gram in seen:
            covered += len("".join(gram))
            at += size
        else:
            seen.add(gram)
            at += 1
    return covered


UNITS = st.lists(st.sampled_from(["a", "bb", "ccc", "d"]), min_size=1, max_size=60)


@given(UNITS, st.sampled_from([1, 2, 4]))
def test_the_shares_are_those_of_the_plain_definition(units, per_word):
    shares = ngram_shares(Words(units=units, count=len(units), per_word=per_word))
    letters = len("".join(units))
    for size in TOP:
        assert shares[size] == min(1, plain_top(units, size * per_word) / letters)
    for size in REPEATED:
        assert shares[size] == min(1, plain_repeated(units, size * per_word) / letters)


def test_running_text_hardly_repeats():
    words = words_of(
        "The council met on Monday to hear what the bridge will cost. Nobody in the room had "
        "expected the sum, and the mayor asked for a second opinion before the summer."
    )
    shares = ngram_shares(words)
    assert max(shares.values()) == 0


def test_a_text_that_is_one_phrase_again_and_again():
    shares = ngram_shares(words_of("call us now for a free quote " * 20))
    assert shares[2] > 0.2
    assert all(shares[size] > 0.8 for size in REPEATED)


def test_chinese_phrases_are_measured_in_words_of_two_characters():
    shares = ngram_shares(words_of("今天港口重新开放了欢迎光临" * 2))
    assert shares[5] > 0.3
    assert ngram_shares(words_of("今天港口重新开放了欢迎光临"))[5] == 0


@pytest.mark.parametrize(
    ("lines", "shares"),
    [
        (["a", "b", "c"], (0, 0)),
        (["aaaa", "bb", "aaaa", "cc"], (1 / 4, 4 / 12)),
        (["aa", "aa", "aa"], (2 / 3, 2 / 3)),
    ],
)
def test_a_line_that_stood_before_is_repeated(lines, shares):
    assert repeated_lines(lines) == shares
