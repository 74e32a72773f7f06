import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from output.near_duplicates.signature import _WORD, _plain_words, shingle


def test_hangul_is_shingled_by_words_and_han_by_characters() -> None:
    korean = "섬으로 가는 배는 오월부터 다시 다닌다"
    assert next(shingle(korean)) == "섬으로 가는 배는"
    assert next(shingle("去岛上的渡船从五月起恢复")) == "去岛上的渡"


LATIN = "".join(map(chr, range(256)))
PUNCTUATION = "–—‘’‚‛“”„‟†•‹›⁄←→■►▶−€"


@given(st.text(alphabet=st.sampled_from(LATIN + PUNCTUATION)))
@example(LATIN)
@example(" ".join(LATIN))
@example(f"a{'b'.join(PUNCTUATION)}c")
def test_the_quick_way_finds_the_same_words(text: str) -> None:
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = _plain_words(folded)
    assert plain is None or plain == _WORD.findall(folded)


def test_the_quick_way_is_for_western_letters_only() -> None:
    assert _plain_words("“the ferry’s île” – 3 €") == ["the", "ferry", "s", "île", "3"]
    assert _plain_words("ein łan") is None
