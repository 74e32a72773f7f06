"""htmldate's answers, without the parser that costs seconds in every process."""

from __future__ import annotations

import pytest
from htmldate import core, extractors
from lxml import html

from cleaners.metadata.htmldate_fast import find_date

# What htmldate cannot read itself, and takes for a date.
PAGE = "<html><body><p class='date'>26 | 01 | 2022</p><p>words</p></body></html>"


def _refuse() -> object:
    raise AssertionError("dateparser was asked")


@pytest.fixture(autouse=True)
def _forget() -> None:
    extractors.try_date_expr.cache_clear()


def test_dateparser_is_not_asked_and_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extractors, "get_external_parser", _refuse)
    root = html.document_fromstring(PAGE)
    before = html.tostring(root)
    assert find_date(root, url=None, latest=None) == "2022-01-26"
    assert extractors.get_external_parser is _refuse
    assert html.tostring(root) == before


def test_a_date_after_the_latest_is_not_taken() -> None:
    assert find_date(html.document_fromstring(PAGE), url=None, latest="2021-06-01") is None


def test_a_year_alone_is_no_date() -> None:
    root = html.document_fromstring("<html><body><p>The harbour of 2019 was a quiet place.</p>")
    assert find_date(root, url=None, latest="2021-06-01") is None
    assert core.SIMPLE_PATTERN.search(" 2019 ")
