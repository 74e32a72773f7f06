"""resiliparse's main content: the article's lines, of our tree, which stays as it was."""

import lxml.html
import pytest

from cleaners.main_content import main_content
from cleaners.parse import parse

STORY = [
    "The ferry to the outer islands will run twice a day from the first of May.",
    "Last winter's storms had damaged the pier, and repairs took longer than planned.",
    "Grüße von der Insel: auf Wiedersehen, до свидания, さようなら.",
]


def page(*paragraphs):
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    menu = "<nav><a href=/a>Sport</a><a href=/b>Culture</a></nav>"
    return parse(f"<html><body>{menu}<article>{body}</article></body></html>").root


def test_the_article_is_taken_and_the_menu_left():
    root = page(*STORY)
    before = lxml.html.tostring(root)
    assert [line.text for line in main_content(root)] == STORY
    assert lxml.html.tostring(root) == before


@pytest.mark.parametrize("markup", ["<p></p>", "<b>" * 3000, "<table>" * 500, "\ufffd&#1;"])
def test_any_tree_gives_an_answer(markup):
    assert isinstance(main_content(parse(f"<body>{markup}x").root), tuple)
