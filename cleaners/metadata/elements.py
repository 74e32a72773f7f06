"""Elements that are looked for only where no statement answers: bylines, dates, lower headings.

Each walk costs about as much as all statements together; most pages need none of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from cleaners.metadata import marks, names
from cleaners.metadata.byline_words import BylineWords, words_for
from cleaners.metadata.collect import Item, headings
from cleaners.metadata.words import element_text

MAX_LOOKED: Final = 200  # elements of a page whose class fits; more is a list of articles
_MAX_DATE_LINE: Final = 200  # characters; a longer text is more than a date
_MAX_BYLINE: Final = 300  # characters that are read of one byline
_START: Final = 120  # characters that decide whether a text begins like a byline
_TAGS: Final = (
    "a", "address", "b", "cite", "div", "em", "footer", "h2", "h3", "h4", "h5", "h6", "header",
    "li", "p", "section", "small", "span", "strong", "td", "ul",
)  # fmt: skip


def bylines(root: HtmlElement, language: str | None) -> list[Item]:
    """Return the elements that may hold the author's name, in document order.

    An item's name says why: `rel=author`, `class` (or id, or test id), `profile` (a link to a
    writer's page), `words` (a text that begins like a byline of the page's language).
    """
    words = words_for(language)
    kinds = ((element, _byline_kind(element, words)) for element in root.iter(*_TAGS))
    found: list[Item] = []
    for element, name in islice((pair for pair in kinds if pair[1]), MAX_LOOKED):
        if name and not _is_elsewhere(element):
            text = element_text(element, limit=_MAX_BYLINE, without=marks.is_byline_extra)
            found.append(Item(text=text, value=None, name=name, element=element))
    return found


def _byline_kind(element: HtmlElement, words: BylineWords) -> str | None:
    if "author" in element.get("rel", "").lower().split():
        return "rel=author"
    if marks.names_author(marks.marks_of(element)):
        return "class"
    if element.tag == "a" and marks.profile_address().search(element.get("href", "")):
        return "profile"
    text = element.text
    if text and names.begins_byline(text[:_START], words):
        return "words"
    return None


def _is_elsewhere(element: HtmlElement) -> bool:
    """Tell the article's byline from a picture's and from those of comments and teasers."""
    in_figure = next(element.iterancestors("figure", "figcaption"), None) is not None
    return in_figure or marks.is_foreign(element)


def dated_elements(root: HtmlElement) -> Iterator[Item]:
    """Yield elements whose class says that they hold a date, and whose text is short."""
    dated = (e for e in root.iter(*_TAGS) if marks.names_date(marks.marks_of(e)))
    for element in islice(dated, MAX_LOOKED):
        text = element_text(element, limit=_MAX_DATE_LINE + 1)
        if len(text) > _MAX_DATE_LINE or not any(char.isdigit() for char in text):
            continue
        if not marks.is_foreign(element):
            yield Item(text=text, value=None, name="class", element=element)


def lower_headings(root: HtmlElement) -> list[Item]:
    """Return the first `h2` and `h3` of the article, for pages without a usable `h1`."""
    return [item for item in headings(root, "h2", "h3") if not marks.is_foreign(item.element)]
