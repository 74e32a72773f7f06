"""Loading what cleaning needs before the first page: for a parent that forks workers."""

from __future__ import annotations

from datetime import UTC, datetime

from cleaners import trafilatura_fast
from cleaners.clean import clean_page
from cleaners.metadata import htmldate_fast
from cleaners.types import Page

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_PAGE = (
    "<html lang=en><head><title>The ferry runs again</title></head><body><article>"
    "<h1>The ferry runs again</h1>"
    + "".join(
        f"<p>The ferry left the harbour on {day} with a hundred passengers, said its captain, "
        "who had waited for a week until the yard had mended the engine and the inspectors "
        "had looked at every single one of the boats. The next one leaves at noon.</p>"
        for day in _DAYS
    )
    + "<p>Follow us on Twitter</p></article></body></html>"
)


def warm_up() -> None:
    """Clean an article once, so that rules, lexicons, model and languages are loaded.

    Likewise what only some pages ask for, at 0.4 s: trafilatura, and htmldate's months.

    Called before any worker is forked: the workers share what it loaded, and the first page of
    each does not pay for it out of its own time.
    """
    page = Page(
        url="https://warm-up.invalid/",
        final_url="https://warm-up.invalid/",
        status=200,
        headers=(),
        body=_PAGE.encode(),
        fetched_at=datetime.now(UTC),
    )
    clean_page(page)
    trafilatura_fast.load()
    htmldate_fast.load()
