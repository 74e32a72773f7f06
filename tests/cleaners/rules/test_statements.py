"""What begins as a call may, and is the article's."""

import html
import tomllib
from pathlib import Path

import pytest

from cleaners import clean_html, clean_text
from cleaners.rules.book import rule_book
from cleaners.rules.line import Line
from cleaners.rules.statements import may_be_told

DATA = Path(__file__).parents[2] / "data"


def lines(name):
    """Return (language, line) for each line of a file of them."""
    by_language = tomllib.loads((DATA / name).read_text())
    return [(language, one) for language, those in by_language.items() for one in those]


SENTENCES, HEADLINES = lines("told.toml"), lines("headlines.toml")
BEFORE = [
    "The council met until midnight and decided nothing at all about the bridge.",
    "Outside, the ferrymen waited with lanterns and a thermos of very strong tea.",
]
AFTER = [
    "By morning the water had fallen by a hand, and the first carts came across.",
    "Nobody had asked the two engineers, who measured the piles on Sunday and found them sound.",
]


@pytest.mark.parametrize(("language", "sentence"), SENTENCES)
def test_a_sentence_between_paragraphs_stays(language, sentence):
    assert sentence in clean_text("\n\n".join([*BEFORE, sentence, *AFTER])).text


@pytest.mark.parametrize(("language", "sentence"), SENTENCES)
def test_a_sentence_inside_a_paragraph_stays(language, sentence):
    lines = [BEFORE[0], f"{BEFORE[1]} {sentence}", *AFTER]
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    assert sentence in clean_html(f"<html lang={language}><body><div>{body}</div></body>").text


@pytest.mark.parametrize(("language", "headline"), HEADLINES)
def test_a_headline_and_a_subheading_stay(language, headline):
    assert clean_text("\n\n".join([headline, *BEFORE, *AFTER])).title == headline
    paragraphs = [f"<p>{html.escape(line)}</p>" for line in [*BEFORE, *AFTER]]
    paragraphs.insert(2, f"<h2>{html.escape(headline)}</h2>")
    page = f"<html lang={language}><body><div>{''.join(paragraphs)}</div></body></html>"
    assert headline in clean_html(page).text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("On social media the clip was seen by half of the town.", False),  # no rule knows it
        ("En redes sociales: @puerto", False),  # an address
        ("Sui social il video è diventato virale in poche ore.", True),
        ("Weitere Artikel finden Sie auf unserer Seite im Netz der Zeitung.", False),  # "unsere"
        ("Lesen Sie auch die anderen Berichte aus dem Rathaus der Stadt.", False),  # imperative
        ("Siehe auch", False),  # all of it is known
        ("Hat Ihnen dieser Artikel gefallen, der heute so lang war?", False),  # a question
    ],
)
def test_what_more_than_the_beginning_tells_a_call(text, told):
    line = Line(text)
    hits = rule_book().hits(line)
    assert any(may_be_told(line, hit) for hit in hits) is told


def test_below_the_article_the_place_is_enough():
    call = "Bereits Mitglied der Lesergemeinde sind in der Stadt schon viele."
    footer = ["Folgen Sie uns auf Facebook", "© 2026 Hafenkurier. Alle Rechte vorbehalten."]
    assert call in clean_text("\n\n".join([*BEFORE, call, *AFTER])).text
    assert call not in clean_text("\n\n".join([*BEFORE, *AFTER, call, *footer])).text
