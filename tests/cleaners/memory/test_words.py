import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaners.memory.words import (
    _words_of_any,
    count,
    fingerprint,
    mark_of,
    subject_words,
    words_of,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stand: 3.11.2026, 14:32 Uhr", "STAND – 12. 4. 2025 9:01 uhr"),
        ("Our house,  since 1871.", "our house since 2"),
        ("Ｔｈｅ Ｐｏｓｔ", "the post"),
        ("Étude de la maison", "étude de la maison !"),
        ("عدد ١٢", "عدد 7"),
    ],
)
def test_what_makes_no_difference(one, other):
    assert words_of(one) == words_of(other)
    assert fingerprint(words_of(one)) == fingerprint(words_of(other))


def test_other_words_are_another_line():
    assert fingerprint(words_of("The paper of the coast")) != fingerprint(words_of("The paper"))


def test_words_of_scripts_without_spaces():
    assert words_of("朝を照らす。") == ("朝", "を", "照", "ら", "す")
    assert count(words_of("朝を照らす。")) == 3
    assert subject_words(words_of("灯台は朝を照らす。")) == {"灯台"}


def test_numbers_are_no_words():
    assert count(words_of("Update 14:32 Uhr")) == 2


def test_short_words_tell_no_subject():
    assert subject_words(words_of("The end of the ferry")) == {"ferry"}


@given(st.text(max_size=300))
def test_any_text_has_words(text):
    words = words_of(text)
    assert all(words)
    assert words_of(" ".join(words)) == words
    assert len(fingerprint(words)) == 16


PUNCTUATION = "aZ09 _-:|>.,/%@'\"\n\t‘’“”„–—•…›→►▶Ωİ０\u0301\u200b"


@given(st.text(alphabet=st.one_of(st.sampled_from(PUNCTUATION), st.characters(max_codepoint=255))))
@example("".join(map(chr, range(256))))
@example(" ".join(map(chr, range(256))))
def test_the_quick_way_finds_the_same(text):
    words = _words_of_any(text)
    assert words_of(text) == words
    assert mark_of(text, 2) == (fingerprint(words) if count(words) >= 2 else None)
