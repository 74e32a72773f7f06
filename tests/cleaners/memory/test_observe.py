from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cleaners.memory import observe
from cleaners.memory.limits import limits
from cleaners.memory.observe import place_of
from cleaners.memory.words import fingerprint, words_of
from cleaners.types import Removed

LINE = "Read by the harbour since the great flood."


def mark(text):
    return fingerprint(words_of(text))


def test_places(make_cleaned):
    texts = [f"{name} stood there all night" for name in "abcdefghijklmnop"]
    noted = observe(make_cleaned(texts), record="1")
    places = {one.text[0]: one.place for one in noted.kept}
    assert [places[name] for name in "abc"] == ["head"] * 3
    assert [places[name] for name in "defgh"] == ["middle"] * 5
    assert [places[name] for name in "ijklmnop"] == ["tail"] * 8
    assert [place_of(at, 4) for at in range(4)] == ["head", "head", "tail", "tail"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (LINE, "quote"),
        (LINE, "table-row"),
        (LINE, "code"),
        (f"“{LINE}”", "paragraph"),
        (f"„{LINE}“", "paragraph"),
        ("Two words", "paragraph"),
        ("14:32 +++ 15:01", "paragraph"),
        (LINE * 20, "paragraph"),
    ],
)
def test_what_is_never_noted(make_cleaned, text, kind):
    noted = observe(make_cleaned([text], kinds={text: kind}), record="1")
    assert noted.kept == ()


def test_a_line_that_recurs_on_the_page_says_so(make_cleaned):
    noted = observe(make_cleaned([LINE, "And then the water came.", LINE]), record="1")
    assert {one.text: one.repeated for one in noted.kept} == {
        LINE: True,
        "And then the water came.": False,
    }


def test_what_other_judges_removed_is_known_by_its_fingerprint(make_cleaned):
    noted = observe(make_cleaned([LINE], removed=["The tide comes at nine.", LINE]), record="1")
    assert noted.removed == (mark("The tide comes at nine."),)


def test_what_the_memory_removed_still_stands_on_the_page(make_cleaned):
    cleaned = make_cleaned(["The water rose at night.", "It fell in the morning."])
    recalled = Removed(
        text=LINE, category="template", judge="memory", rule="memory:5-of-5-pages", index=2
    )
    noted = observe(replace(cleaned, removed=(recalled,)), record="1")
    assert noted == observe(
        make_cleaned(["The water rose at night.", "It fell in the morning.", LINE]), record="1"
    )


def test_the_day_is_never_later_than_the_fetch(make_cleaned):
    fetched = datetime(2026, 11, 5, 1, tzinfo=UTC)
    early = make_cleaned([LINE], day=date(2026, 11, 2))
    late = make_cleaned([LINE], day=date(2031, 1, 1))
    assert observe(early, record="1", fetched_at=fetched).day == date(2026, 11, 2)
    assert observe(late, record="1", fetched_at=fetched).day == date(2026, 11, 5)
    assert observe(make_cleaned([LINE]), record="1", fetched_at=fetched).day == date(2026, 11, 5)
    assert observe(make_cleaned([LINE]), record="1").day is None


def test_a_huge_article_is_noted_in_part(make_cleaned):
    texts = [f"Line {'x' * at} of a very long list." for at in range(1, 400)]
    noted = observe(make_cleaned(texts, removed=[f"Not {text}" for text in texts]), record="1")
    assert len(noted.kept) == limits().kept_blocks.value
    assert len(noted.removed) == limits().removed_blocks.value
    again = observe(make_cleaned(texts[::-1]), record="1")
    assert {one.fingerprint for one in again.kept} == {one.fingerprint for one in noted.kept}
