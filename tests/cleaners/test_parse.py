from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.errors import CleaningError
from cleaners.flatten import flatten
from cleaners.parse import parse

INSIDE = "<p>the very last words</p>"


def text_of(markup: str) -> str:
    return parse(f"<html><body>{markup}</body></html>").root.text_content()


@pytest.mark.parametrize(
    ("markup", "how"),
    [
        ("<div>" * 300 + INSIDE + "</div>" * 300, "plain"),
        ("<div>" * 3_000 + INSIDE + "</div>" * 3_000, "flattened"),
        ("<b>" * 20_000 + INSIDE, "flattened"),
        ("<span title='a>b'>" * 5_000 + INSIDE, "flattened"),
        ("<div>" * 200_000 + INSIDE + "</div>" * 200_000, "flattened"),
        ("<x-y>" * 5_000 + INSIDE, "flattened"),
    ],
)
def test_deep_nesting_loses_no_text(markup: str, how: str) -> None:
    parsed = parse(f"<html><body>{markup}<p>after</p></body></html>")
    assert parsed.how == how
    assert "the very last words" in parsed.root.text_content()
    assert "after" in parsed.root.text_content()


def test_a_node_over_ten_megabytes() -> None:
    markup = "<p>" + "word " * 2_200_000 + "</p>" + INSIDE
    assert text_of(markup).endswith("the very last words")


@pytest.mark.parametrize(
    ("reference", "shown"),
    [
        ("&#11;", " "),
        ("&#12;", " "),
        ("&#11", " "),
        ("&#x0C;", " "),
        ("&#1;", ""),
        ("&#0;", ""),
        ("&#x1F;", ""),
        ("&#xFFFF;", ""),
        ("&#xD800;", "\ufffd"),
        ("&#9999999;", "\ufffd"),
        ("&#99999999999;", "\ufffd"),
        ("&#xFFFFFFFFFFFF;", "\ufffd"),
        ("&#000000000000065;", "A"),
        ("&#150;", "–"),  # as browsers read C1 references: cp1252
        ("&#x92;", "’"),
        ("&#8364;", "€"),
        ("&#x20AC;", "€"),
    ],
)
def test_numeric_references(reference: str, shown: str) -> None:
    assert text_of(f"<p>a{reference} b</p>") == f"a{shown} b"


def test_raw_control_characters_do_not_reach_the_tree() -> None:
    assert text_of("<p>a\x00b\x0bc\x1fd\uffffe</p>") == "ab cde"


def test_too_many_tags_are_refused() -> None:
    with pytest.raises(CleaningError) as caught:
        parse("<p>x</p>" * 100_000)
    assert caught.value.cause == "too-large"


def test_inline_tags_beyond_the_limit_are_no_reason_to_refuse() -> None:
    assert "x " * 10 in text_of("<p>" + "<i>x</i> " * 70_000 + "</p>")


@pytest.mark.parametrize("markup", ["<!-- only a comment -->", "<!---->"])
def test_a_page_without_anything_has_no_text(markup: str) -> None:
    with pytest.raises(CleaningError) as caught:
        parse(markup)
    assert caught.value.cause == "empty"


def test_flatten_keeps_raw_text_and_comments() -> None:
    markup = "<!-- <b> --><script>if (a<b) '<i>'</script><b>x</b><textarea><b></textarea>"
    assert flatten(markup, 5) == markup.replace("<b>x</b>", "x")


def test_flatten_takes_out_only_the_surplus() -> None:
    assert flatten("<div><div><p>x</p></div></div>", 1) == "<div> <p>x</p> </div>"


@given(
    st.lists(st.sampled_from(["<div>", "</div>", "<b>", "</b>", "<p>", "word ", "< ", ">", '"']))
)
def test_flatten_loses_no_word(pieces: list[str]) -> None:
    markup = "".join(pieces)
    assert flatten(markup, 3).count("word") == markup.count("word")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_stands_in_the_tree(text: str) -> None:
    root = parse(f"<p>begin</p>{text}<!----><p>end</p>").root
    assert root.text_content().startswith("begin")


@pytest.mark.parametrize(
    ("page", "order"),
    [
        ("<title>T</title><article><p>one</p></article>", ["article"]),
        ("<title>T</title><main><p>one</p></main><p>two", ["main", "p"]),
        ("<meta charset=utf-8><title>T</title><header>one</header><p>two</p>", ["header", "p"]),
        ("<head><title>T</title><x-app>one</x-app></head><body>two<p>three", ["x-app", "p"]),
        ("<title>T</title><noscript>no</noscript><section>one</section>", ["section"]),
    ],
)
def test_what_a_page_shows_is_never_left_in_its_head(page, order) -> None:
    root = parse(page).root
    assert [each.tag for each in root.find("body")] == order
    assert not {each.tag for each in root.find("head")} & set(order)
    shown = "".join(root.find("body").itertext())
    assert shown == "".join(word for word in ("one", "two", "three") if word in page)
