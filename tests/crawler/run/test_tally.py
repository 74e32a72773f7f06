"""The counts of a run."""

import math

import pytest

from cleaners.types import Cleaned, Removed
from crawler.frontier.types import Lease, Outcome
from crawler.run.tally import Tally

LEASE = Lease(id=1, url="https://a.example/1", key="a.example/1", site="a", attempts=0)


def outcome(state, reason=None, **more):
    return Outcome(lease=LEASE, state=state, reason=reason, **more)


def test_every_state_is_counted_where_it_belongs():
    site = Tally().site("a")
    for state, reason in [
        ("stored", None),
        ("duplicate", "same-key"),
        ("filtered", "no-article"),
        ("failed", "http-404"),
        ("quarantined", "crash"),
        ("pending", "http-503"),
    ]:
        site.outcome(outcome(state, reason))
    counts = site.as_dict()
    assert (counts["stored"], counts["duplicate"]) == (1, 1)
    assert counts["filtered"] == {"no-article": 1}
    assert counts["failed"] == {"http-404": 1}
    assert counts["quarantined"] == {"crash": 1}
    assert counts["deferred"] == {"http-503": 1}


def test_a_second_revision_is_told_from_a_first():
    site = Tally().site("a")
    site.outcome(outcome("stored", revision=1))
    site.outcome(outcome("stored", revision=2))
    assert (site.stored, site.revised) == (2, 1)


def test_an_outcome_that_is_none_is_refused():
    with pytest.raises(ValueError, match="leased"):
        Tally().site("a").outcome(outcome("leased"))


def test_removed_text_and_missing_fields_are_counted():
    site = Tally().site("a")
    removed = Removed(text="Follow us", category="social", judge="rules", rule="x", index=1)
    site.article(Cleaned(text="Twelve words.", blocks=(), removed=(removed,), title="T"))
    assert site.text_chars == 13
    assert site.removed_chars == {"social": 9}
    assert site.missing["authors"] == 1
    assert site.missing["title"] == 0


def test_each_articles_length_and_removed_share_are_counted():
    tally = Tally()
    for kept, gone in ((20, 0), (90, 30), (10, 30)):
        removed = Removed(text="x" * gone, category="social", judge="rules", rule="x", index=1)
        tally.site("a").article(Cleaned(text="y" * kept, blocks=(), removed=(removed,)))
    counts = tally.as_dict()["a"]
    logs = [math.log(kept) for kept in (20, 90, 10)]
    assert counts["text_logs"]["total"] == pytest.approx(sum(logs))
    assert counts["text_logs"]["squares"] == pytest.approx(sum(one * one for one in logs))
    assert counts["removed_shares"] == {"total": 1.0, "squares": 0.25**2 + 0.75**2}


def test_latencies_become_percentiles():
    tally = Tally()
    for latency_s in range(1, 101):
        tally.site("a").page(10, latency_s / 1000, "https://a.example/")
    counts = tally.as_dict()["a"]
    assert counts["latency_ms_p50"] == pytest.approx(50.5)
    assert counts["latency_ms_p95"] == pytest.approx(95.0, abs=0.2)
    assert (counts["fetched"], counts["bytes"]) == (100, 1000)


def test_totals_add_counters_over_sites():
    tally = Tally()
    tally.site("a").failed["x"] += 2
    tally.site("b").failed["y"] += 3
    assert tally.total("failed") == 5


def test_the_slowest_and_the_largest_pages_are_named() -> None:
    site = Tally().site("a")
    for number in range(9):
        site.page(number, (9 - number) / 1000, f"https://a.example/{number}")
    told = site.as_dict()
    assert [page["bytes"] for page in told["largest"]] == [8, 7, 6]
    assert told["slowest"][0] == {"url": "https://a.example/0", "ms": 9.0}
