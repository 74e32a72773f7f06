"""The tolerant JSON reader: what it repairs, what it keeps, and that it always ends."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.metadata import tolerant

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": "b",}', {"a": "b"}),
        ('{"a": "b",, "c": "d"}', {"a": "b", "c": "d"}),
        ('{"a": "b" "c": "d"}', {"a": "b", "c": "d"}),
        ('{"a": ["b", "c",],}', {"a": ["b", "c"]}),
        ('{// note\n"a": /* note */ "b"}', {"a": "b"}),
        ('<!-- {"a": "b"} -->', {"a": "b"}),
        ('{"a": "one\ntwo\tthree"}', {"a": "one\ntwo\tthree"}),
        ('{"a": "he said "no" twice", "b": "c"}', {"a": 'he said "no" twice', "b": "c"}),
        ('{"a": "bad \\escape \\u00e4"}', {"a": "bad escape ä"}),
        ('{a: "b", c: true, d: null, e: 12}', {"a": "b", "c": True, "d": None, "e": "12"}),
        ('{"a": {"b": "c"', {"a": {"b": "c"}}),
        ('{"a": "b"', {"a": "b"}),
        ('{"a": "cut of', {"a": "cut of"}),
        ('{"a": , "b": "c"}', {"b": "c"}),
        ('{"a": "1", "a": "2"}', {"a": "1"}),
        ('{"a": "\\ud83d\\ude00 \\ud83d"}', {"a": "😀 \ufffd"}),
        ('{"a": ["b"}', {"a": ["b"]}),
    ],
)
def test_repairs(text, expected):
    assert tolerant.read(text)[0] == expected


def test_reads_several_values_in_a_row():
    assert tolerant.read('{"a": "1"}; {"b": "2"}') == [{"a": "1"}, {"b": "2"}]


def test_nesting_is_bounded():
    assert tolerant.read("[" * 100_000)
    assert tolerant.read('{"a":' * 100_000)


def test_a_hostile_text_costs_linear_time():
    start = time.process_time()
    for text in ('"' * 50_000, '{"a"' * 30_000, "\\" * 50_000, "/*" * 50_000, '["x" ' * 30_000):
        tolerant.read(text)
    assert time.process_time() - start < 5


@given(JSON_VALUES)
def test_good_json_is_read_as_by_the_standard_reader(value):
    text = json.dumps({"root": value})
    assert tolerant.read(text) == [json.loads(text)]


@given(st.text(alphabet='{}[]",:\\/*u0dn \n<!->ab', max_size=200))
def test_never_raises(text):
    assert isinstance(tolerant.read(text), list)
