"""The cycle collector: off while a page is cleaned, and after it as the caller had it."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from cleaners import CleaningError, clean_html
from cleaners.collector import collector_paused


@pytest.fixture(autouse=True)
def _leave_it_on() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_it_is_off_inside_and_on_again_behind() -> None:
    with collector_paused():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_collector_that_the_caller_switched_off_stays_off() -> None:
    gc.disable()
    with collector_paused():
        assert not gc.isenabled()
    assert not gc.isenabled()


def test_a_page_that_cannot_be_cleaned_leaves_it_on() -> None:
    with pytest.raises(CleaningError, match="empty"):
        clean_html("   ")
    assert gc.isenabled()
