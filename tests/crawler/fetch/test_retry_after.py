"""Retry-After in all its forms."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.retry_after import LONGEST_S, parse_retry_after

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("30", 30.0),
        (" 30 ", 30.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("31536000", LONGEST_S),  # a year
        ("99999999999999999999", None),
        ("Sun, 22 Nov 2026 12:01:00 GMT", 60.0),
        ("Sunday, 22-Nov-26 12:01:00 GMT", 60.0),  # RFC 850
        ("Sun Nov 22 12:01:00 2026", 60.0),  # asctime
        ("Sun, 22 Nov 2026 13:01:00 +0100", 60.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),  # past
        ("Mon, 22 Nov 2027 12:00:00 GMT", LONGEST_S),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
        ("Sun, 99 Nov 2026 12:01:00 GMT", None),
        ("1" * 5_000, None),
    ],
)
def test_forms(value, expected):
    assert parse_retry_after(value, NOW) == expected


@given(st.text(max_size=120))
def test_any_text_is_none_or_bounded(value):
    wait_s = parse_retry_after(value, NOW)
    assert wait_s is None or 0 <= wait_s <= LONGEST_S
