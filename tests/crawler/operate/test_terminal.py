"""What a terminal is sent: one line, and nothing that it would obey."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.operate.terminal import printable


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_printable_is_one_line_that_a_terminal_shows_and_utf8_holds(text):
    line = printable(text)
    assert line.isprintable()
    assert len(line.splitlines()) <= 1
    line.encode()


@pytest.mark.parametrize("sign", ["\x1b", "\r", "\x85", "\u061c", "\u200b", "\u202e", "\u2066"])
def test_what_a_terminal_would_obey_is_shown_as_an_escape(sign):
    assert printable(f"a{sign}b") == f"a{sign.encode('unicode_escape').decode()}b"


def test_a_long_line_is_cut():
    assert printable("x" * 10, limit=4) == "xxx…"
