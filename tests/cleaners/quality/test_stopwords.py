import justext
import pytest

from cleaners.language import detectable
from cleaners.quality.stopwords import count_stop_words, load, stop_words
from cleaners.quality.words import words_of

# Names of jusText's lists: the most frequent words of each language's Wikipedia.
JUSTEXT = {
    "af": "Afrikaans", "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan",
    "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "id": "Indonesian", "it": "Italian", "kn": "Kannada", "ko": "Korean", "lt": "Lithuanian",
    "lv": "Latvian", "mk": "Macedonian", "ml": "Malayalam", "mr": "Marathi", "ne": "Nepali",
    "nl": "Dutch", "no": "Norwegian_Bokmal", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian", "sv": "Swedish",
    "sw": "Swahili", "ta": "Tamil", "te": "Telugu", "tl": "Tagalog", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese",
}  # fmt: skip
# What the cut at an apostrophe leaves, and what the press writes more often than Wikipedia.
OURS = {
    "ca": {"l", "d", "s"}, "cy": {"r", "n"}, "fr": {"l", "d", "s", "n", "qu"}, "it": {"l", "dell"},
    "he": {"היתה"}, "ko": {"했다", "것이다", "밝혔다", "말했다"},
}  # fmt: skip


def test_every_language_that_is_detected_has_a_list():
    assert all(stop_words(code) for code in detectable())
    assert len(load()) > 50


@pytest.mark.parametrize("code", sorted(load()))
def test_a_list_is_data_in_order(code):
    words = load()[code].words
    assert len(words) == len(set(words)) >= 15
    assert load()[code].why
    if code not in {"ja", "th", "zh"}:  # those are looked for in running characters
        assert [words_of(word).units for word in words] == [[word] for word in words]


@pytest.mark.parametrize("code", sorted(JUSTEXT))
def test_an_independent_count_knows_the_words_of_a_list(code):
    frequent = {word.lower() for word in justext.get_stoplist(JUSTEXT[code])}
    assert set(load()[code].words) - frequent == OURS.get(code, set())


def test_words_are_counted_and_so_are_different_ones():
    words = words_of("The mayor of the town and the keeper of the bridge met.")
    assert count_stop_words(words, "en") == (3, 7)


def test_chinese_function_words_are_characters():
    different, number = count_stop_words(words_of("港口的桥是老的，也是好的"), "zh-cn")
    assert (different, number) == (3, 3)  # six characters are three words


def test_a_longer_word_of_unparted_script_goes_before_a_shorter_one():
    assert count_stop_words(words_of("橋ということ"), "ja") == (2, 2)


@pytest.mark.parametrize("language", [None, "xx"])
def test_an_unknown_language_has_no_count(language):
    assert count_stop_words(words_of("The town"), language) is None
