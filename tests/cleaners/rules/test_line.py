"""Folding and cutting lines: quotations, addresses and scripts without spaces."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.rules.book import rule_book
from cleaners.rules.line import EMAIL, HANDLE, PHONE, QUOTE, URL, Line
from cleaners.rules.sentences import sentences


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Follow us: @harbour_post", ["follow", "us", ":", HANDLE]),
        ("Mail a.b@c.example, call +49 30 555 0123", ["mail", EMAIL, "call", PHONE]),
        ("See www.harbour.example/news?x=1 now", ["see", URL, "now"]),
        ("“Follow us,” he said", [QUOTE, "he", "said"]),
        ("'Follow us on X', he said", [QUOTE, "he", "said"]),
        ("The dog's bone isn’t here", ["the", "dog", "s", "bone", "isn", "t", "here"]),
        ("7 Ada Quist 2339 1 1 11 18", ["7", "ada", "quist", "2339", "1", "1", "11", "18"]),
        ("Call 1 800 555 0100", ["call", PHONE]),
        ("İSTANBUL ΔΙΑΒΆΣΤΕ Ёлка", ["istanbul", "διαβαστε", "елка"]),
        ("続き：港", ["続", "き", ":", "港"]),
        ("On 12.05.2024 at 10", ["on", "12", "05", "2024", "at", "10"]),
    ],
)
def test_tokens(text, tokens):
    assert Line(text).tokens == tokens


def test_words_of_unspaced_scripts_count_half():
    assert Line("公司宣布停航").words == 3
    assert Line("Follow us: now").words == 3


@pytest.mark.parametrize(
    "said",
    [
        "Er rief: „Bleibt hier.“",
        "Er rief: ‚Bleibt hier.‘",
        "Er rief: »Bleibt hier.«",
        "She called: “Stay here.”",
        "Il cria : « Restez ici. »",
        "Il cria : ‹Restez ici.›",
        "他喊道：「留下。」",
        "(Stay here!)",
    ],
)
def test_a_sentence_ends_before_the_closing_quotation_mark(said):
    assert Line(said).finished
    later = f"{said} Next."
    assert [later[slice(*span)] for span in sentences(later)][-1] == "Next."


def test_a_greek_question_is_finished_and_a_list_is_not():
    assert Line("Πότε φεύγει το πλοίο;").finished
    assert Line("Πότε φεύγει το πλοίο\u037e").finished
    assert not Line("salt; pepper;").finished


def test_a_line_that_ends_in_an_opening_bracket_is_no_sentence():
    assert not Line("Stay here (").finished
    assert not Line("Stay here").finished


@settings(deadline=None)  # the first example loads the rules
@given(st.text(max_size=400))
def test_any_text_is_read(text):
    rule_book().read(text)
    spans = list(sentences(text))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())


@pytest.mark.parametrize(
    "unit",
    ["a", " ", "(", "@", "a@", "a.", "1", "1 ", "© ", "“", "'a", "www.", "读", "... ", "1.a-"],
)
def test_hostile_lines_cost_little(unit):
    text = (unit * 20_000)[:20_000]
    rule_book().read("warm")
    started = time.process_time()
    rule_book().read(text)
    list(sentences(text))
    rule_book().may_call(text)
    assert time.process_time() - started < 2.0
