"""Access: what the page states, and what the lengths show."""

import pytest

from cleaners import metadata
from cleaners.metadata import access


@pytest.mark.parametrize(
    ("free", "tier", "verdict"),
    [
        (None, None, "unknown"),
        (True, None, "free"),
        (False, None, "paywalled"),
        ("False", None, "paywalled"),
        (None, "free", "free"),
        (None, "metered", "metered"),
        (None, "locked", "paywalled"),
        (True, "metered", "metered"),
        (False, "free", "paywalled"),
        (None, "nonsense", "unknown"),
    ],
)
def test_statements(free, tier, verdict, page, meta):
    ld = {"@type": "NewsArticle", "headline": "x"}
    if free is not None:
        ld["isAccessibleForFree"] = free
    found = metadata.read(page(meta(article__content_tier=tier) if tier else "", ld=ld))
    assert found.access == verdict
    assert bool(found.access_reasons) is (verdict != "unknown")


def test_a_locked_part_is_named(page):
    part = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".locked"}
    ld = {"@type": "NewsArticle", "headline": "x", "hasPart": part}
    found = metadata.read(page(ld=ld))
    assert found.access == "paywalled"
    assert "json-ld:hasPart.cssSelector=.locked" in found.access_reasons


def test_words_about_subscriptions_prove_nothing(page):
    assert metadata.read(page(body="<p>Subscribe now to read on!</p>")).access == "unknown"


BODY = "The bridge over the river opened on Friday. " * 40


@pytest.mark.parametrize(
    ("before", "text", "stated", "after"),
    [
        ("unknown", BODY, BODY, "unknown"),
        ("free", BODY[:200], BODY, "truncated"),
        ("unknown", BODY[:200], BODY, "truncated"),
        ("paywalled", BODY[:200], BODY, "paywalled"),
        ("unknown", "", "too short to tell", "unknown"),
        ("unknown", BODY, None, "unknown"),
    ],
)
def test_lengths_are_compared(before, text, stated, after):
    verdict, reasons = access.weigh(before, (), text=text, stated=stated)
    assert verdict == after
    assert bool(reasons) is (len(text) < len(stated or "") and len(stated or "") > 400)
