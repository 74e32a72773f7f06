"""Elements that are looked for only where no statement answers: bylines, dates, lower headings.

Each walk costs about as much as all statements together; most pages need none of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from cleaners.metadata import marks
from cleaners.metadata.byline_words import BylineWords, begins_byline, is_label, words_for
from cleaners.metadata.collect import Item, headings
from cleaners.metadata.words import element_text

MAX_LOOKED: Final = 200  # elements of a page whose class fits; more is a list of articles
_MAX_DATE_LINE: Final = 200  # characters; a longer text is more than a date
_MAX_BYLINE: Final = 300  # characters that are read of one byline
_START: Final = 120  # characters that decide whether a text begins like a byline
_MAX_NAME: Final = 80  # characters beside a label; a longer text is no name
_BULLETS: Final = " \t\r\n-–—•·|~"  # before a byline
_BYLINE_TAGS: Final = frozenset({"author", "byline"})  # custom elements
_MARKS: Final = frozenset({"class", "id", "data-testid"})
_TAGS: Final = (
    "a", "address", "author", "b", "byline", "cite", "dd", "div", "em", "font", "footer", "h2",
    "h3", "h4", "h5", "h6", "header", "i", "li", "p", "section", "small", "span", "strong", "td",
    "ul",
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
            if name == "words" and is_label(text, words):
                text = f"{text} {_beside(element)}"
            found.append(Item(text=text, value=None, name=name, element=element))
    return found


def _byline_kind(element: HtmlElement, words: BylineWords) -> str | None:
    marked = profile = False
    for name, value in element.items():
        if name in _MARKS:
            marked = marked or marks.hints_author(value)
        elif name == "rel" and "author" in value.lower().split():
            return "rel=author"
        elif name == "href":
            profile = element.tag == "a" and marks.is_profile(value)
    if (marked and marks.names_author(element)) or element.tag in _BYLINE_TAGS:
        return "class"
    if profile:
        return "profile"
    text = element.text
    if text and (head := text.lstrip(_BULLETS)) and begins_byline(head[:_START], words):
        return "words"
    return None


def _beside(label: HtmlElement) -> str:
    """Return what follows an element that holds no more than "By" or "Author:"."""
    if label.tail and label.tail.strip():
        return label.tail.strip()[:_MAX_NAME]
    following = label.getnext()
    if following is None:
        parent = label.getparent()
        following = None if parent is None else parent.getnext()
    if following is None or not isinstance(following.tag, str):
        return ""
    text = element_text(following, limit=_MAX_NAME + 1, without=marks.is_byline_extra)
    return text if len(text) <= _MAX_NAME else ""


def _is_elsewhere(element: HtmlElement) -> bool:
    """Tell the article's byline from a picture's and from those of comments and teasers."""
    in_figure = next(element.iterancestors("figure", "figcaption"), None) is not None
    return in_figure or marks.is_foreign(element)


def dated_elements(root: HtmlElement) -> Iterator[Item]:
    """Yield elements whose class says that they hold a date, and whose text is short."""
    dated = (e for e in root.iter(*_TAGS) if _hints_date(e) and marks.names_date(e))
    for element in islice(dated, MAX_LOOKED):
        text = element_text(element, limit=_MAX_DATE_LINE + 1)
        if len(text) > _MAX_DATE_LINE or not any(char.isdigit() for char in text):
            continue
        if not marks.is_foreign(element):
            yield Item(text=text, value=None, name="class", element=element)


def _hints_date(element: HtmlElement) -> bool:
    return any(name in _MARKS and marks.hints_date(value) for name, value in element.items())


def lower_headings(root: HtmlElement) -> list[Item]:
    """Return the first `h2` and `h3` of the article, for pages without a usable `h1`."""
    return [item for item in headings(root.iter("h2", "h3")) if not marks.is_foreign(item.element)]
