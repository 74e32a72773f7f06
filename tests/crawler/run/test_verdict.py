"""The verdict: the gravest finding wins, and the sentence says what to do."""

from collections import Counter

import pytest

from crawler.exits import Exit
from crawler.run.tally import Tally
from crawler.run.verdict import Ending, Limits, decide


def tally(**sites):
    counts = Tally()
    for name, values in sites.items():
        site = counts.site(name)
        for key, value in values.items():
            setattr(site, key, Counter(value) if isinstance(value, dict) else value)
    return counts


GOOD = {"sources_read": 2, "found": 5, "fetched": 5, "stored": 5}
DOWN = {"sources_failed": {"dns": 2}}

CASES = {
    "all fine": (tally(a=GOOD), Ending(), Exit.FINE, "5 articles stored from 1 site."),
    "nothing new": (
        tally(a={"sources_read": 1, "sources_unchanged": 1}),
        Ending(),
        Exit.FINE,
        "Nothing new on 1 site.",
    ),
    "no sites at all": (tally(), Ending(), Exit.FINE, "Nothing new on 0 sites."),
    "one failure among many": (
        tally(a=GOOD | {"failed": {"http-404": 1}}),
        Ending(),
        Exit.FINE,
        "5 articles stored from 1 site; 1 page failed or waiting for another try.",
    ),
    "too many failures": (
        tally(a=GOOD | {"failed": {"http-500": 7}, "quarantined": {"crash": 1}}),
        Ending(log_file="crawl.log"),
        Exit.FAILURES,
        "8 of 13 pages failed (http-500: 7, crash: 1), with 5 articles stored; see crawl.log.",
    ),
    "articles that filters dropped": (
        tally(a=GOOD | {"filtered": {"too-old": 4, "filter-short-words": 2, "filter-c4-x": 1}}),
        Ending(),
        Exit.FINE,
        "5 articles stored from 1 site; 3 articles dropped by FILTERS (filter-short-words: 2, "
        "filter-c4-x: 1).",
    ),
    "every site down": (tally(a=DOWN, b=DOWN), Ending(), Exit.NOTHING, "dns: 4"),
    "most sites down": (
        tally(a=GOOD, b=DOWN, c=DOWN, d=DOWN),
        Ending(),
        Exit.FAILURES,
        "3 of 4 sites gave no feed, sitemap or listing (first: b, c, d)",
    ),
    "every URL of a list is gone": (
        tally(a={"found": 1, "failed": {"http-404": 1}}),
        Ending(),
        Exit.NOTHING,
        "http-404: 1",
    ),
    "one old page fails again while no source is due": (
        tally(a={"deferred": {"timeout": 1}}),
        Ending(),
        Exit.FINE,
        "Nothing new on 1 site; 1 page failed or waiting for another try.",
    ),
    "signal": (tally(a=GOOD), Ending(signal="SIGTERM"), Exit.STOPPED, "Stopped by SIGTERM"),
    "full disk beats a signal": (
        tally(a=GOOD),
        Ending(signal="SIGTERM", disk_error="corpus/x.part: No space left on device"),
        Exit.DISK,
        "corpus/x.part: No space left on device",
    ),
    "damage": (tally(a=GOOD), Ending(damage="x is cut short"), Exit.DAMAGED, "x is cut short"),
    "broken": (tally(a=GOOD), Ending(broken="no workers"), Exit.FAILURES, "Stopped: no workers"),
    "unbalanced": (
        tally(a=GOOD),
        Ending(unbalanced="5 in, 4 known"),
        Exit.DAMAGED,
        "5 in, 4 known",
    ),
    "stalled": (tally(a=GOOD), Ending(stalled_s=300.0), Exit.FAILURES, "no progress for 300 s"),
    "our own fault": (tally(a=GOOD), Ending(internal_errors=1), Exit.FAILURES, "internal errors"),
    "alarm": (
        tally(a=GOOD),
        Ending(alarms=("a: 0 articles, usually 20 to 40 (redesign?)",)),
        Exit.FAILURES,
        "usually 20 to 40",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_verdict(case):
    counts, ending, code, words = CASES[case]
    verdict = decide(counts, ending, Limits())
    assert verdict.exit_code is code
    assert words in verdict.sentence


def test_failures_below_the_minimum_are_no_alarm():
    counts = tally(a=GOOD | {"stored": 1, "failed": {"http-500": 2}})
    assert decide(counts, Ending(), Limits(minimum=3)).exit_code is Exit.FINE
    assert decide(counts, Ending(), Limits(minimum=2)).exit_code is Exit.FAILURES


def test_a_graver_finding_does_not_hide_the_alarms():
    tally = Tally()
    tally.site("a").failed["http-403"] = 8
    ending = Ending(alarms=tuple(f"site-{n}: paywall (short)" for n in range(5)))
    verdict = decide(tally, ending, Limits())
    assert verdict.exit_code is Exit.FAILURES
    assert "8 of 8 pages failed (http-403: 8)" in verdict.sentence
    assert "site-0: paywall (short)" in verdict.sentence
    assert "; and 2 sites more" in verdict.sentence
