"""Loading what cleaning needs before the first page: for a parent that forks workers."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from cleaners.clean import clean_page
from cleaners.errors import CleaningError
from cleaners.types import Page

_PAGE = (
    b"<html lang=en><title>The ferry runs again</title><article><h1>The ferry runs again</h1>"
    + b"<p>After a week in the yard the ferry took up its work on Monday, said its captain.</p>" * 9
    + b"<p>Follow us</p></article></html>"
)


def warm_up() -> None:
    """Clean a page once, so that rules, lexicons and the model are loaded.

    Called before any worker is forked: the workers share what it loaded, and the first page of
    each does not pay for it out of its own time.
    """
    page = Page(
        url="https://warm-up.invalid/",
        final_url="https://warm-up.invalid/",
        status=200,
        headers=(),
        body=_PAGE,
        fetched_at=datetime.now(UTC),
    )
    with suppress(CleaningError):  # too little of an article: it does not matter
        clean_page(page)
