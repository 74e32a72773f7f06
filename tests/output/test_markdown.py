"""A text as Markdown: what a CommonMark reader makes of it is the text again."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from output.markdown import to_markdown
from output.record import Link, Markup

READER = MarkdownIt("commonmark")
CONTAINERS = {"bullet_list_open": "list", "blockquote_open": "quote", "heading_open": "heading"}


def read(markdown):
    """What a reader shows: the text of each block, and all the structure that it saw."""
    texts, seen = [], []
    for token in READER.parse(markdown):
        if token.type == "inline":
            texts.append("".join(map(shown, token.children)))
            seen += [
                child.type for child in token.children if child.type not in ("text", "link_close")
            ]
        elif token.type == "fence":
            texts.append(token.content.rstrip("\n"))
            seen.append("fence")
        elif token.type in CONTAINERS:
            seen.append(
                CONTAINERS[token.type] + token.tag.removeprefix("ul").removeprefix("blockquote")
            )
        elif token.type in ("hr", "html_block", "code_block", "ordered_list_open"):
            seen.append(token.type)
    return texts, seen


def shown(child):
    return child.content if child.type not in ("softbreak", "hardbreak") else "\n"


def test_headings_lists_quotes_and_code():
    kinds = [("heading", 2), ("list-item", 1), ("list-item", 3), ("quote", 0), ("quote", 0)]
    markup = [
        Markup(paragraph=n, kind=kind, level=level) for n, (kind, level) in enumerate(kinds, 1)
    ]
    markup.append(Markup(paragraph=6, kind="code"))
    text = "One.\n\nTwo\n\nthree\n\nfour\n\nFive.\n\nSix.\n\na = `b`\n    c\n\nSeven."
    written = to_markdown(text, markup)
    assert written == (
        "One.\n\n## Two\n\n- three\n  - four\n\n> Five.\n>\n> Six.\n\n"
        "```\na = `b`\n    c\n```\n\nSeven."
    )
    assert read(written)[1] == ["headingh2", "list", "list", "quote", "fence"]


def test_links_are_kept_when_wanted_and_only_where_they_stand():
    links = [
        Link(text="a report", url="https://isle.example/a (b)"),
        Link(text="not there", url="https://isle.example/c"),
        Link(text="[it]", url="https://isle.example/d"),
    ]
    markup = [Markup(paragraph=0, kind="paragraph", links=links)]
    text = "See a report! And [it] says so."
    assert to_markdown(text, markup) == "See a report! And [it] says so."
    written = to_markdown(text, markup, links=True)
    assert written == (
        r"See [a report](https://isle.example/a%20%28b%29)! And [\[it\]](https://isle.example/d) "
        "says so."
    )
    assert read(written) == (["See a report! And [it] says so."], ["link_open", "link_open"])


def test_an_exclamation_mark_before_a_link_makes_no_image():
    markup = [
        Markup(paragraph=0, kind="paragraph", links=[Link(text="it", url="https://a.example")])
    ]
    assert read(to_markdown("Oh!it", markup, links=True)) == (["Oh!it"], ["link_open"])


@pytest.mark.parametrize(
    "text",
    [
        "# not a heading", "1. May was warm", "2031) was warmer", "- no item", "+ none", "> none",
        "---", "* * *", "___", "~~~", "```", "=== ", "5 * 3 * 2", "*not* _emphasis_ __here__",
        "snake_case_name stays", "`code`", "<b>bold</b> <https://a.example>", "AT&amp;T &#35;",
        "[a](b) [c][d]", "[foo]: /url", "back\\*slash \\ alone", "!\\[x](y)", "#hashtag", "- ",
        "a\\", "1986\\. A year", "| a | b |", "    ", "<!-- x -->", "<?php", "&#x41;",
    ],
)  # fmt: skip
def test_what_looks_like_markup_is_shown_as_it_is(text):
    texts, seen = read(to_markdown(text, []))
    assert ("\n".join(texts), seen) in [(text.strip(), []), ("", [])]


def test_what_needs_no_escape_has_none():
    text = "Mr. Smith [the mayor] said: 3 < 5 & 7 > 2, snake_case, #tag, 5-3, [...] (sic)!"
    assert to_markdown(text, []) == text


# One paragraph as the record holds it: folded white space, something visible.
PARAGRAPH = (
    st.text(st.sampled_from("ab1 .)-+*_`#>~=<&;[]()!\\:/|x"), min_size=1, max_size=24)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


@given(st.lists(PARAGRAPH, min_size=1, max_size=4), st.sampled_from(["paragraph", "quote"]))
@settings(max_examples=120, deadline=None)
@example(["1) a", "# b"], "quote")
def test_any_text_is_shown_as_it_is(paragraphs, kind):
    markup = [Markup(paragraph=place, kind=kind) for place in range(len(paragraphs))]
    texts, seen = read(to_markdown("\n\n".join(paragraphs), markup))
    assert texts == paragraphs
    assert set(seen) <= {"quote"}


@given(PARAGRAPH, st.integers(1, 6))
@settings(max_examples=120, deadline=None)
def test_any_heading_is_shown_as_it_is(words, level):
    markup = [Markup(paragraph=0, kind="heading", level=level)]
    assert read(to_markdown(words, markup)) == ([words], [f"headingh{level}"])


@given(st.lists(st.tuples(PARAGRAPH, st.integers(0, 5)), min_size=1, max_size=5))
@settings(max_examples=120, deadline=None)
@example([("--", 0)])  # a rule, after the dash of its item
def test_any_list_is_shown_as_it_is(items):
    markup = [
        Markup(paragraph=place, kind="list-item", level=level)
        for place, (_, level) in enumerate(items)
    ]
    words = [text for text, _ in items]
    texts, seen = read(to_markdown("\n\n".join(words), markup))
    assert texts == words
    assert set(seen) == {"list"}


@given(PARAGRAPH, PARAGRAPH, PARAGRAPH)
@settings(max_examples=150, deadline=None)
@example("a\\", "b", "c")
@example("a", "b\\]", "c")
def test_any_link_is_shown_as_it_is(before, inside, after):
    words = f"{before}{inside}{after}"
    links = [Link(text=inside, url="https://isle.example/a?b=(c)&d=<e>")]
    markup = [Markup(paragraph=0, kind="paragraph", links=links)]
    assert read(to_markdown(words, markup, links=True)) == ([words], ["link_open"])
