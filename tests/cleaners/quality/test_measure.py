from dataclasses import asdict, fields

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.quality.measure import measure
from cleaners.quality.types import Quality
from output.record import Quality as WrittenQuality

ARTICLE = (
    "The harbour council voted on Tuesday to keep the old bridge open.\n\n"
    "“It is the only way to the market,” said its keeper. Work begins in March.\n\n"
    "Costs are put at four million…"
)
THAI = "สภาเมืองลงมติให้เปิดสะพานเก่าต่อไปในวันอังคาร และงานจะเริ่มในเดือนมีนาคม"


def test_an_article_in_english():
    quality = measure(ARTICLE, language="en", page_language="en-GB", site_language="de")
    assert (quality.characters, quality.words, quality.lines) == (len(ARTICLE), 33, 3)
    assert quality.sentences == 4
    assert quality.punctuated_line_share == 1
    assert quality.ellipsis_line_share == 0.3333
    assert quality.bullet_line_share == quality.short_line_share == 0
    assert quality.symbol_word_share == 0.0303  # one ellipsis, 33 words
    assert quality.alphabetic_word_share == 1
    assert quality.stop_words == 8
    assert quality.mean_word_length == 4.0
    assert (quality.page_language_agrees, quality.site_language_agrees) == (True, False)


def test_what_a_script_has_not_is_unknown():
    quality = measure(THAI, language="th")
    assert quality.sentences is quality.punctuated_line_share is quality.mean_word_length is None
    assert quality.stop_words >= 3
    assert 0 < quality.stop_word_share < 1


def test_a_language_without_a_list_has_no_stop_words():
    quality = measure("Jó reggelt, mondta a kapitány.", language=None)
    assert quality.stop_words is quality.stop_word_share is None


@pytest.mark.parametrize("text", ["", "… —"])
def test_a_text_without_words_has_no_shares_of_words(text):
    quality = measure(text, language="en")
    assert quality.words == 0
    assert quality.stop_word_share is quality.top_2gram_share is quality.mean_word_length is None


def test_numbers_and_lone_signs_are_no_alphabetic_words():
    assert measure("Lions 3 | Bears 2", language=None).alphabetic_word_share == 0.4


def test_bullets_are_counted_and_a_dialogues_dash_is_not():
    text = "• one thing\n- another thing\n* a third\n– Good morning, said the captain."
    assert measure(text).bullet_line_share == 0.75


def test_signs_of_code_and_of_placeholders():
    quality = measure("function() { return; }\n\nLorem Ipsum dolor")
    assert quality.curly_bracket
    assert quality.placeholder
    assert not measure("A plain text.").curly_bracket


SHARES = [field.name for field in fields(Quality) if field.name.endswith("share")]


@given(st.text() | st.text(st.sampled_from("ab. \n港口ท่า#…•")))
def test_any_text_has_signals_in_their_bounds(text):
    quality = measure(text, language="en", page_language=text[:10])
    for name in SHARES:
        share = getattr(quality, name)
        assert share is None or share >= 0
        # Several symbols may stand at one word; every other share is a part of a whole.
        assert name == "symbol_word_share" or share is None or share <= 1
    assert quality == measure(text, language="en", page_language=text[:10])


def test_the_record_has_every_signal_under_its_name_and_type():
    written = WrittenQuality(**asdict(measure(ARTICLE, language="en")))
    assert msgspec.convert(msgspec.to_builtins(written), WrittenQuality) == written
    ours = {field.name: field.type for field in fields(Quality)}
    assert ours == WrittenQuality.__annotations__
