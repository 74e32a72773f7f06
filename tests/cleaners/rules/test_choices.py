"""Choices inside choices mean what they say, and do not multiply."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.rules.choices import CHOICE, expand, flat, options


@pytest.mark.parametrize(
    ("phrase", "same"),
    [
        ("see (a|b)", "see (a|b)"),
        ("(a|b (c|d)|e)", "(a|b c|b d|e)"),
        ("(a (b|c) (d|e)|f) g", "(a b d|a b e|a c d|a c e|f) g"),
        ("(ship(s|)|boat) left", "(ships|ship|boat) left"),
        ("(a|(b|(c|d)) e)", "(a|b e|c e|d e)"),
        ("(a|b) (c|(d|e))", "(a|b) (c|d|e)"),
    ],
)
def test_nothing_stays_inside(phrase, same):
    assert flat(phrase) == same


def test_a_long_list_with_choices_inside_is_as_long_as_it_looks():
    phrase = "(" + "|".join(f"w{at} (a|b|c|d)" for at in range(40)) + ")"
    assert len(list(expand(phrase))) == 160


def nested(inner):
    parts = st.lists(st.one_of(st.sampled_from(["a ", "b ", "c "]), inner), min_size=1, max_size=3)
    choices = st.lists(parts.map("".join), min_size=1, max_size=3)
    return choices.map(lambda found: f"({'|'.join(found)})")


def spelled(phrase):
    """Spell out from the inside, as the definition has it."""
    choice = CHOICE.search(phrase)
    if choice is None:
        return {phrase}
    return {one for each in options(phrase, choice) for one in spelled(each)}


@given(st.recursive(st.sampled_from(["a ", "b "]), nested, max_leaves=7))
def test_the_same_phrases_as_from_the_inside(phrase):
    assert set(expand(phrase)) == spelled(phrase)
