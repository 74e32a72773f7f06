"""Dates that only a reader sees: in date elements, and in the text around the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from cleaners.metadata import date_claims, moments
from cleaners.metadata.elements import dated_elements
from cleaners.metadata.htmldate_fast import find_date
from cleaners.metadata.types import Dated

_MAX_VISIBLE: Final = 5  # date elements that are weighed; more is a list of articles
_BEFORE: Final = 200  # characters of text before the headline in which a date counts
_AFTER: Final = 1800  # characters after it: kickers, standfirsts and pictures stand between
_NEAR: Final = 400
_AROUND: Final = 26  # characters around a year that hold the rest of its date
_OLDEST: Final = 1995  # an older date near a headline is history, not a publication
_HEAD: Final = 60  # characters of the headline that are looked for
_MOST_MARKUP: Final = 3_000_000  # bytes; the largest of 2,124 real pages has 2.9 million
_MOST_ELEMENTS: Final = 15_000  # the most of a real page are 10,112
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TEXTS: Final = etree.XPath(
    "//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]",
    smart_strings=False,
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
    text = " ".join(" ".join(_TEXTS(root)).split())
    at = text.find(title[:_HEAD])
    if at < 0:
        return
    for year in _YEAR.finditer(text, max(0, at - _BEFORE), at + len(title) + _AFTER):
        window = text[max(0, year.start() - _AROUND) : year.end() + _AROUND]
        moment = moments.parse(window, language=language)
        if moment is not None and moment.value.year >= _OLDEST:
            near = year.start() - at - len(title) <= _NEAR
            yield Dated(moment=moment, source="text", confidence=0.6 if near else 0.45)
            return


def guessed(root: HtmlElement, url: str | None, fetched_at: datetime | None) -> Dated | None:
    """Ask htmldate, which prunes a copy of its own.

    The first of January is its answer where it saw no more than a year: not taken. It needs
    25 s for 49,000 paragraphs and 5 s for 11 MB of script, so no huge page is asked about.
    """
    if len(etree.tostring(root)) > _MOST_MARKUP or sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        return None
    latest = fetched_at.date().isoformat() if fetched_at else None
    found = find_date(root, url=url, latest=latest)
    moment = moments.parse(found) if found and not found.endswith("-01-01") else None
    return None if moment is None else Dated(moment=moment, source="htmldate", confidence=0.4)
