"""What an element's class and id tell: whose byline it is, whether it is the article's at all."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from lxml.html import HtmlElement

from cleaners.metadata import lexicon

MAX_MARKS: Final = 400  # characters of class and id that are looked at
_REMEMBERED: Final = 4096  # class strings: a page has some hundreds, a site repeats them
_MOST_CARDS: Final = 2  # articles one inside another that may be teasers: each is searched
_ROOTS: Final = frozenset({"article", "body", "html", "main"})
_APART: Final = frozenset({"aside", "footer", "nav"})
_FOOTER: Final = frozenset({"footer"})
_WIDGET: Final = frozenset({"widget"})
_WORD: Final = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]|[^\W\d_A-Za-z]+")


@cache
def _words(name: str) -> frozenset[str]:
    """Return the words of one table of `classes.toml`."""
    phrases: tuple[lexicon.Phrase, ...] = getattr(lexicon.classes(), name)
    return frozenset(phrase.text for phrase in phrases)


@lru_cache(maxsize=_REMEMBERED)
def _split(marks: str) -> frozenset[str]:
    """Split at case changes and non-letters: `post-author__Name` -> post, author, name."""
    return frozenset(word.lower() for word in _WORD.findall(marks))


def marks_of(element: HtmlElement) -> str:
    """Return the element's class, id and test id as one text."""
    get = element.attrib.get
    return f"{get('class', '')} {get('id', '')} {get('data-testid', '')}"[:MAX_MARKS]


def words_of(element: HtmlElement) -> frozenset[str]:
    """Return the words of the element's class and id, in lower case."""
    return _split(marks_of(element))


@lru_cache(maxsize=_REMEMBERED)
def hints_author(mark: str) -> bool:
    """Tell whether a class or id holds a byline's word at all: most do not, and all are asked."""
    low = mark[:MAX_MARKS].lower()
    return any(word in low for word in _words("byline"))


def names_author(element: HtmlElement) -> bool:
    """Tell an element with marks of a byline from a biography, a portrait or a button."""
    words = words_of(element)
    return not _words("byline").isdisjoint(words) and _words("byline_not").isdisjoint(words)


@lru_cache(maxsize=_REMEMBERED)
def hints_date(mark: str) -> bool:
    """Tell whether a class or id holds a date's word at all."""
    low = mark[:MAX_MARKS].lower()
    return any(word in low for word in _words("date"))


def names_date(element: HtmlElement) -> bool:
    """Tell an element whose marks are those of one that holds a date."""
    return not _words("date").isdisjoint(words_of(element))


def is_byline_extra(element: HtmlElement) -> bool:
    """Tell what stands inside a byline and is no name: dates, pictures' words, buttons."""
    if element.tag in {"time", "button", "figure"}:
        return True
    return not _words("byline_not").isdisjoint(words_of(element))


def is_beside_headline(element: HtmlElement) -> bool:
    """Tell what stands inside a heading and is not the headline: a kicker, a standfirst."""
    return element.tag == "small" or not _words("beside_headline").isdisjoint(words_of(element))


def is_foreign(element: HtmlElement) -> bool:
    """Tell elements that stand in comments, teasers, asides, navigation or footers."""
    cards = 0
    for ancestor in (element, *element.iterancestors()):
        if ancestor.tag in _ROOTS:
            if cards == _MOST_CARDS or not _is_card(ancestor):
                return False
            cards += 1
        words = words_of(ancestor)
        if not words.isdisjoint(_words("entry")):
            return False
        if _is_apart(ancestor, words):
            return True
    return False


def _is_card(element: HtmlElement) -> bool:
    """Tell an article that is a teaser, perhaps: it has no heading of the page's."""
    return element.tag == "article" and next(element.iter("h1"), None) is None


def _is_apart(element: HtmlElement, words: frozenset[str]) -> bool:
    """Tell what is no part of an article.

    Footers of posts are parts of it, with byline and date, and for some page builders every
    piece of a page is a widget.
    """
    foreign = words & _words("foreign")
    if foreign == _WIDGET:
        return words.isdisjoint(_words("own_widget"))
    if element.tag == "footer" or foreign == _FOOTER:
        in_article = next(element.iterancestors("article"), None) is not None
        return bool(foreign - _FOOTER) or not (in_article or words & _words("own_footer"))
    if element.tag in _APART:
        return True
    # What holds the page's heading is no box beside it, whatever it is called.
    return bool(foreign) and next(element.iter("h1"), None) is None


def is_profile(address: str) -> bool:
    """Tell the address of one writer's page: a known folder, then the name and little more."""
    if _words("profile_paths").isdisjoint(address.lower().split("/")):
        return False
    return _profile_address().search(address) is not None


@cache
def _profile_address() -> re.Pattern[str]:
    folders = "|".join(sorted(re.escape(word) for word in _words("profile_paths")))
    return re.compile(
        rf"/(?:{folders})/[^/?#]{{3,80}}(?:/\d+)?(?:/[^/?#]{{3,80}})?/?(?:[?#].*)?$", re.IGNORECASE
    )
