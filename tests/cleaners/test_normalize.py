from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import normalize

# Surrogates too: a str may hold them.
ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("  two\u00a0 words\t\n", "two words"),
        ("one\u2028two\u2029three\u0085four", "one two three four"),
        ("cafe\u0301", "café"),
        ("soft\u00adhyphen", "softhyphen"),
        ("zero\u200bwidth", "zerowidth"),
        ("\ufeffmark", "mark"),
        ("bell\x07 and nul\x00", "bell and nul"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u2066isolated\u2069", "isolated"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("icon \ue001 font", "icon font"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("“curly” – ‘quotes’ …", "“curly” – ‘quotes’ …"),
        ("noncharacter\uffff", "noncharacter"),
    ],
)
def test_fold(raw: str, folded: str) -> None:
    assert normalize.fold(raw) == folded


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",  # Persian: the joiner parts prefix and verb
        "क्\u200dष",  # Devanagari: a half form
        "👩\u200d🚀 🏳️\u200d🌈",  # emoji sequences
        "ไทย\u200bแลนด์",  # Thai: a word boundary
        "abc \u05d0\u200f! \u05d1",  # Hebrew: the mark orders the punctuation
    ],
)
def test_invisible_characters_that_mean_something_stay(text: str) -> None:
    assert normalize.fold(text) == text


@pytest.mark.parametrize("text", ["in\u200cvisible", "in\u200dvisible", "in\u200evisible"])
def test_the_same_characters_are_noise_in_latin_text(text: str) -> None:
    assert normalize.fold(text) == "invisible"


@given(ANY_TEXT)
def test_fold_is_idempotent_and_holds_its_promise(text: str) -> None:
    folded = normalize.fold(text)
    assert normalize.fold(folded) == folded
    assert unicodedata.is_normalized("NFC", folded)
    assert folded == " ".join(folded.split())
    assert len(folded.splitlines()) <= 1
    assert not any(unicodedata.category(char) in {"Cc", "Cs", "Co"} for char in folded)
    folded.encode("utf-8")


@given(st.text())
def test_fold_lines_is_idempotent(text: str) -> None:
    folded = normalize.fold_lines(text)
    assert normalize.fold_lines(folded) == folded
    assert "\n\n" not in folded


def test_fold_lines_keeps_indentation() -> None:
    code = "def f():\n\treturn 1\n\n\nprint(f())\x00"
    assert normalize.fold_lines(code) == "def f():\n    return 1\nprint(f())"


def test_join_leaves_out_empty_paragraphs() -> None:
    assert normalize.join(["one", "", "two"]) == "one\n\ntwo"


@given(ANY_TEXT)
def test_repaired_text_can_be_written(text: str) -> None:
    normalize.repair_surrogates(text).encode("utf-8")


def test_a_surrogate_pair_becomes_its_character() -> None:
    assert normalize.repair_surrogates("\ud83d\ude00 \ud800") == "😀 \ufffd"


def test_no_letter_has_thousands_of_marks():
    many = "e" + "\u0300\u0323" * 5_000
    assert len(normalize.fold(f"caf{many} later")) < 50
    assert normalize.fold("e\u0323\u0302" + "\u0300" * 20).startswith("\u1ec7")
    assert normalize.fold("——" * 40) == "——" * 40
