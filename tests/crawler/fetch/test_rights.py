"""Opt-outs: every form is recorded with its source; only reservations count as such."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.rights import opted_out, rights_of
from crawler.fetch.robots import parse_robots

URL = "https://paper.example/news/a"


def rights(headers=(), body=b"", robots=None, tdmrep=b""):
    file = None if robots is None else parse_robots(200, robots)
    found = rights_of(url=URL, headers=headers, body=body, robots=file, tdmrep=tdmrep)
    return [(right.signal, right.value, right.source) for right in found], opted_out(found)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"headers": [("tdm-reservation", "1")]}, ("tdm-reservation", "1", "header")),
        ({"headers": [("x-robots-tag", "noai, noimageai")]}, ("noai", "noai, noimageai", "header")),
        ({"headers": [("content-usage", "train-ai=n")]}, ("content-usage", "train-ai=n", "header")),
        ({"body": b'<meta name="tdm-reservation" content="1">'}, ("tdm-reservation", "1", "meta")),
        ({"body": b"<META content=1 NAME=TDM-Reservation>"}, ("tdm-reservation", "1", "meta")),
        (
            {"body": b"<meta name='tdm&#45;reservation' content='&#49;'>"},
            ("tdm-reservation", "1", "meta"),
        ),
        ({"body": "<meta name=robots content='NOAİ'>".encode()}, ("noai", "NOAİ", "meta")),
        ({"body": b"<meta name='robots' content='index,NoAI'>"}, ("noai", "index,NoAI", "meta")),
        (
            {"robots": b"User-agent: GPTBot\nDisallow: /\n"},
            ("robots-ai", "GPTBot", "robots.txt"),
        ),
        (
            {"robots": b"Content-Signal: ai-train=no\n"},
            ("content-signal", "ai-train=no", "robots.txt"),
        ),
        (
            {"tdmrep": b'[{"location":"/news/","tdm-reservation":1}]'},
            ("tdm-reservation", "1", "well-known"),
        ),
        (
            {"tdmrep": b'[{"location":"/x","tdm-reservation":0},{"location":"*","tdm-reservation":1}]'},  # noqa: E501
            ("tdm-reservation", "1", "well-known"),
        ),
    ],
)  # fmt: skip
def test_reservations(given, expected):
    found, reserved = rights(**given)
    assert expected in found
    assert (reserved.signal, reserved.source) == (expected[0], expected[2])


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"headers": [("tdm-reservation", "0")]},
        {"headers": [("content-usage", "train-ai=y")]},
        {"headers": [("x-robots-tag", "noindex")]},
        {"body": b'<meta name="robots" content="max-image-preview:large">'},
        {"body": b'<meta name="description" content="noai is a word">'},
        {"robots": b"User-agent: *\nDisallow: /private/\n"},
        {"robots": b"User-agent: GPTBot\nDisallow: /private/\n"},
        {"tdmrep": b'[{"location":"/other/","tdm-reservation":1}]'},
        {
            "tdmrep": b'[{"location":"/news/","tdm-reservation":0},{"location":"/","tdm-reservation":1}]'  # noqa: E501
        },
        {"tdmrep": b"<html>"},
        {"tdmrep": b'{"location": 7}'},
        {"tdmrep": b"[7, null, {}]"},
    ],
)
def test_nothing_is_reserved(given):
    assert rights(**given)[1] is None


def test_a_policy_is_recorded_beside_the_reservation():
    found, _ = rights(
        tdmrep=b'[{"location":"/","tdm-reservation":1,"tdm-policy":"https://p.example/"}]'
    )
    assert ("tdm-policy", "https://p.example/", "well-known") in found


def test_values_are_one_printable_bounded_line():
    found, _ = rights(headers=[("tdm-policy", "a\x1b\r\nb" + "x" * 5_000)])
    assert found[0][1].startswith("a b")
    assert len(found[0][1]) <= 300


@given(st.binary(max_size=300), st.binary(max_size=300), st.text(max_size=50))
def test_any_input_is_survived(body, tdmrep, value):
    rights(headers=[("tdm-reservation", value)], body=b"<meta " + body, tdmrep=tdmrep)
