import dataclasses
import re
from html.parser import HTMLParser

import pytest

from cleaners.types import CATEGORIES
from crawler.demo.outlets import read_outlets, read_phrases
from crawler.demo.pages import MAKES, page_of

STORIES = [(outlet, story) for outlet in read_outlets() for story in outlet.stories]
IDS = [f"{outlet.name}/{story.slug}" for outlet, story in STORIES]


class Reader(HTMLParser):
    """What a reader sees of a page, by a parser that is not the project's."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag, attrs) -> None:
        self._silent += tag in {"script", "style", "title"}

    def handle_endtag(self, tag) -> None:
        self._silent -= tag in {"script", "style", "title"}

    def handle_data(self, data) -> None:
        if not self._silent:
            self.seen.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.seen).split())


def read(page) -> str:
    reader = Reader()
    reader.feed(page.html)
    return reader.text


@pytest.mark.parametrize(("outlet", "story"), STORIES, ids=IDS)
def test_a_page_shows_the_whole_story_and_all_its_boilerplate(outlet, story) -> None:
    page = page_of(outlet, story)
    seen = read(page)
    for part in story.parts:
        for piece in part.cells if part.kind == "row" else [part.text]:
            assert piece in seen
    for line in page.boilerplate:
        assert " ".join(line.text.split()) in seen
    assert "$" not in page.html


@pytest.mark.parametrize(("outlet", "story"), STORIES, ids=IDS)
def test_what_a_page_shows_is_either_story_or_boilerplate(outlet, story) -> None:
    page = page_of(outlet, story)
    rest = read(page)
    cells = [cell for part in story.parts if part.kind == "row" for cell in part.cells]
    known = [part.text for part in story.parts if part.kind != "row"] + cells
    known += [" ".join(line.text.split()) for line in page.boilerplate]
    for text in sorted(known, key=len, reverse=True):
        rest = rest.replace(text, " ")
    assert re.sub(r"[\s|]|Menu", "", rest) == ""


@pytest.mark.parametrize("language", ["ar", "de", "en", "es", "fr", "ja", "ru"])
def test_phrases_are_named_by_a_category(language) -> None:
    names = read_phrases(language).lines
    assert names
    assert {name.partition("_")[0] for name in names} <= set(CATEGORIES)


def test_every_make_is_somebodys() -> None:
    assert {path.stem for path in MAKES.glob("*.html")} == {
        outlet.file.make for outlet in read_outlets()
    }


def test_values_are_escaped() -> None:
    outlet, story = STORIES[0]
    hostile = dataclasses.replace(story, title='<script>alert(1)</script>" onload="')
    html = page_of(outlet, hostile).html
    assert "<script>alert" not in html
    assert '" onload="' not in html
