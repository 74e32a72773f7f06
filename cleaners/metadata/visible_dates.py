"""Dates that only a reader sees: in date elements, and in the text around the headline."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from itertools import accumulate, islice
from typing import Any, Final

from lxml import etree
from lxml.html import HtmlElement

from cleaners.metadata import date_claims, marks, moments
from cleaners.metadata.collect import MAX_ELEMENTS
from cleaners.metadata.elements import dated_elements
from cleaners.metadata.htmldate_fast import find_date
from cleaners.metadata.types import Dated

_MAX_VISIBLE: Final = 5  # date elements that are weighed; more is a list of articles
_BEFORE: Final = 200  # characters of text before the headline in which a date counts
_AFTER: Final = 1800  # characters after it: kickers, standfirsts and pictures stand between
_NEAR: Final = 400
_AROUND: Final = 26  # characters around a year that hold the rest of its date
_OLDEST: Final = 1995  # an older date near a headline is history, not a publication
_LONGEST_LINE: Final = 120  # characters of a text that may be a line with a date
_DATELINE: Final = 40  # characters before the year in a text that begins with place and day
_HEAD: Final = 60  # characters of the headline that are looked for
_MOST_MARKUP: Final = 3_000_000  # bytes; the largest of 2,124 real pages has 2.9 million
_MOST_ELEMENTS: Final = 15_000  # the most of a real page are 10,112
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TEXTS: Final = etree.XPath(
    "//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]"
)


def seen(root: HtmlElement, title: str | None, language: str | None) -> Iterator[Dated]:
    """Yield the dates of date elements; without any, the first date around the headline."""
    found = [dated for item in dated_elements(root) for dated in _line(item.text, language)]
    if found:
        yield from islice(found, _MAX_VISIBLE)
    elif title:
        yield from _around(root, title, language)


def _line(text: str, language: str | None) -> Iterator[Dated]:
    confidence = 0.45 if date_claims.is_update(text) else 0.7
    return date_claims.read("visible", text, confidence, language)


def _around(root: HtmlElement, title: str, language: str | None) -> Iterator[Dated]:
    nodes = [node for node in _TEXTS(root) if node.strip()]
    lines = [" ".join(node.split()) for node in nodes]
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    text = " ".join(lines)
    at = text.find(title[:_HEAD])
    if at < 0:
        return
    for year in _YEAR.finditer(text, max(0, at - _BEFORE), at + len(title) + _AFTER):
        node = bisect_right(starts, year.start()) - 1
        is_prose = len(lines[node]) > _LONGEST_LINE and year.start() - starts[node] > _DATELINE
        if is_prose or _is_teasers(_holder(nodes[node])):
            continue  # prose tells of other days, and teasers have their own
        window = text[max(0, year.start() - _AROUND) : year.end() + _AROUND]
        moment = moments.parse(window, language=language)
        if moment is not None and moment.value.year == int(year.group()) >= _OLDEST:
            near = year.start() - at - len(title) <= _NEAR
            yield Dated(moment=moment, source="text", confidence=0.6 if near else 0.45)
            return


def _is_teasers(element: HtmlElement) -> bool:
    """Tell what stands in an article of its own among others, beside the page's."""
    card = next(element.iterancestors("article"), None)
    return card is not None and marks.is_foreign(card)


def _holder(node: Any) -> HtmlElement:
    """Return the element that a text stands in: lxml gives a tail to the element before it."""
    element: HtmlElement = node.getparent()
    parent: HtmlElement | None = element.getparent() if node.is_tail else None
    return element if parent is None else parent


def guessed(root: HtmlElement, url: str | None, fetched_at: datetime | None) -> Dated | None:
    """Ask htmldate, which prunes a copy of its own.

    The first of January is its answer where it saw no more than a year: not taken. It needs
    25 s for 49,000 paragraphs and 5 s for 11 MB of script, so no huge page is asked about.
    """
    if len(etree.tostring(root)) > _MOST_MARKUP or sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        return None
    latest = fetched_at.date().isoformat() if fetched_at else None
    found = find_date(_without_cards(root), url=url, latest=latest)
    moment = moments.parse(found) if found and not found.endswith("-01-01") else None
    return None if moment is None else Dated(moment=moment, source="htmldate", confidence=0.4)


def _without_cards(root: HtmlElement) -> HtmlElement:
    """Return the tree without other articles' teasers, whose days htmldate takes; or itself."""
    if not any(marks.is_foreign(card) for card in islice(root.iter("article"), MAX_ELEMENTS)):
        return root
    copy = deepcopy(root)
    for card in list(islice(copy.iter("article"), MAX_ELEMENTS)):
        if card.getparent() is not None and marks.is_foreign(card):
            card.drop_tree()
    return copy
