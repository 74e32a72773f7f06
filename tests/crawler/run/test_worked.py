"""A worker's answer is the same on the other side of the socket."""

import pickle
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from cleaners import Evidence, clean_html
from crawler.run.worked import Worked

PARAGRAPH = "<p>The ferry to the island sails again from the first of May, the harbour says.</p>"
PAGE = f"<title>Ferry</title><nav><a href='/'>Home</a></nav><article>{PARAGRAPH * 4}</article>"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"published": datetime(2026, 5, 1, 7, tzinfo=UTC)},
        {"published": datetime(2026, 5, 1, tzinfo=timezone(timedelta(hours=-6)))},
        {"modified": datetime(2026, 5, 1, tzinfo=timezone(timedelta(hours=5, minutes=45)))},
        {"title": "half a pair \ud83d"},
        {"language_confidence": 1.0},
    ],
)
@pytest.mark.parametrize("next_url", [None, "https://paper.example/a?page=2"])
def test_it_travels_whole(changes, next_url):
    cleaned = clean_html(PAGE, url="https://paper.example/a", evidence=Evidence(section="Coast"))
    assert cleaned.removed
    assert cleaned.quality
    worked = Worked(cleaned=replace(cleaned, **changes), next_url=next_url)
    came = pickle.loads(pickle.dumps(worked))
    assert repr(came) == repr(worked)
    assert came == worked
