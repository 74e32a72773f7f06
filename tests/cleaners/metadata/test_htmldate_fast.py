"""htmldate's answers, without the parser that costs seconds in every process."""

from __future__ import annotations

from datetime import datetime

import htmldate
import pytest
from htmldate import core, extractors
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from cleaners.metadata import htmldate_fast
from cleaners.metadata.htmldate_fast import find_date

# What htmldate cannot read itself, and takes for a date.
PAGE = "<html><body><p class='date'>26 | 01 | 2022</p><p>words</p></body></html>"
PIECES = (
    "2019-03-04", "/2019/03/04/1", "04.03.19", "1/1/09", "20190304", "03/2019", "2019-03", "2019",
    "3", "12", " ", "/", ".", "-", "a", "é", "©", "٢", "\n",
)  # fmt: skip


def _refuse() -> object:
    raise AssertionError("dateparser was asked")


@pytest.fixture(autouse=True)
def _forget() -> None:
    extractors.try_date_expr.cache_clear()
    htmldate_fast._TRY_DATE_EXPR.cache_clear()


def test_dateparser_is_not_asked_and_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extractors, "get_external_parser", _refuse)
    root = html.document_fromstring(PAGE)
    before = html.tostring(root)
    assert find_date(root, url=None, latest=None) == "2022-01-26"
    assert extractors.get_external_parser is _refuse
    assert html.tostring(root) == before


class _Finder:
    """A parser of a program's own."""

    def get_date_data(self, text: str) -> dict[str, datetime | None]:
        return {"date_obj": None}


@pytest.mark.parametrize("first", ["ours", "theirs"])
def test_neither_answers_for_the_other(monkeypatch: pytest.MonkeyPatch, first: str) -> None:
    monkeypatch.setattr(extractors, "get_external_parser", _Finder)
    root = html.document_fromstring(PAGE)
    ask = {
        "ours": lambda: find_date(root, url=None, latest=None),
        "theirs": lambda: htmldate.find_date(root, original_date=True, extensive_search=True),
    }
    found = {name: ask[name]() for name in sorted(ask, key=lambda name: name != first)}
    assert found["ours"] == "2022-01-26"
    assert found["theirs"] != "2022-01-26"


def test_a_date_after_the_latest_is_not_taken() -> None:
    assert find_date(html.document_fromstring(PAGE), url=None, latest="2021-06-01") is None


def test_a_year_alone_is_no_date() -> None:
    root = html.document_fromstring("<html><body><p>The harbour of 2019 was a quiet place.</p>")
    assert find_date(root, url=None, latest="2021-06-01") is None
    assert core.SIMPLE_PATTERN.search(" 2019 ")


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_in_the_numbers_of_a_page_all_dates_are_found_that_are_in_the_page(page: str) -> None:
    for name in htmldate_fast._OF_NUMBERS:
        expression = getattr(core, name)
        assert expression.findall(htmldate_fast._numbers_in(page)) == expression.findall(page)


def test_the_most_frequent_date_of_a_text_is_found_as_htmldate_finds_it() -> None:
    text = "From 2019-03-04 to 2019-03-04 2019-03-05, © 2018, 04/03/19, 20190304 and 03/2019."
    root = html.document_fromstring(f"<html><body><p>{text * 3}</p></body></html>")
    theirs = htmldate.find_date(root, original_date=True, extensive_search=True)
    assert find_date(root, url=None, latest=None) == theirs == "2019-03-04"
