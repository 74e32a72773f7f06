import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.quality.words import _OTHER, _words_of_any, words_of


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("The harbour, re-opened: 12 ships!", ["the", "harbour", "re", "opened", "12", "ships"]),
        ("L'été n’est pas fini", ["l", "été", "n", "est", "pas", "fini"]),
        ("बंदरगाह खुला है।", ["बंदरगाह", "खुला", "है"]),  # vowel signs are no letters to \w
        ("می‌شود و", ["میشود", "و"]),  # a joiner holds a word together
        ("항구가 다시 열렸다", ["항구가", "다시", "열렸다"]),
        ("", []),
        ("… — !", []),
    ],
)
def test_words_are_runs_of_letters_marks_and_digits(text, units):
    words = words_of(text)
    assert words.units == units
    assert (words.count, words.separated) == (len(units), True)


def test_chinese_is_counted_two_characters_a_word():
    words = words_of("港口今天重新开放。")
    assert words.units == list("港口今天重新开放")
    assert (words.count, words.per_word, words.separated, words.has_stops) == (4, 2, False, True)


def test_a_foreign_word_in_chinese_is_one_word():
    words = words_of("港口的 Meridian 号今天到了")
    assert "meridian" in words.units
    assert words.count == 1 + 4  # eight characters and a name


def test_thai_is_counted_four_characters_a_word_and_has_no_stops():
    words = words_of("ท่าเรือเปิดอีกครั้ง")
    assert (words.per_word, words.has_stops) == (4, False)
    assert words.count == -(-len(words.units) // 4)


def test_burmese_and_khmer_end_their_sentences():
    assert words_of("ဆိပ်ကမ်းကို ဖွင့်သည်။").has_stops
    assert words_of("កំពង់ផែបានបើកវិញ។").has_stops


def test_a_chinese_name_in_an_english_text_changes_nothing():
    words = words_of("The ship, 海星, came back to the harbour on Tuesday morning")
    assert words.separated
    assert "海星" in words.units


@given(st.text())
def test_any_text_is_cut(text):
    words = words_of(text)
    assert all(words.units)
    assert not any(char.isspace() for unit in words.units for char in unit)
    assert 0 <= words.count <= len(words.units)
    assert (words.count > 0) == bool(words.units)


QUICK = "".join(char for char in map(chr, range(0x10000)) if not _OTHER.match(char))


def test_the_quick_way_knows_every_character_that_it_takes_as_the_other_way_does():
    for char in QUICK:
        text = f"a{char}b"
        assert words_of(text) == _words_of_any(text.lower()), hex(ord(char))


@given(st.text(st.sampled_from(QUICK)))
def test_the_quick_way_cuts_as_the_other_way_does(text):
    if _OTHER.search(text.lower()) is None:  # a few capitals have marks in lower case
        assert words_of(text) == _words_of_any(text.lower())
