import math
import random
from datetime import UTC, datetime, timedelta

import pytest

from crawler.operate.alarms import alarms
from crawler.operate.counts import read_summary
from crawler.operate.history import History
from crawler.operate.limits import likely_cause

START = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # a Monday


def moments(values) -> dict:
    """What a run counts of a value that each article has one of."""
    values = list(values)
    return {"total": sum(values), "squares": sum(value * value for value in values)}


NONE = {"text_chars_total": 0, "text_logs": moments(()), "removed_chars": {},
        "removed_shares": moments(()), "missing": {}}  # fmt: skip


class Paper:
    """A healthy outlet: how much it publishes, how long, how often its pages fail."""

    def __init__(self, name: str, rng: random.Random, *, per_day: float | None = None) -> None:
        self.name, self.rng = name, rng
        self.per_day = per_day or math.exp(rng.uniform(math.log(0.3), math.log(80)))
        self.weekend = rng.uniform(0.3, 1.0)
        self.fails = rng.choice([0.0, 0.01, 0.03, 0.08])
        self.length = rng.uniform(1500, 6000)
        self.varies = rng.choice([0.4, 0.6, 1.1])  # notices and long reads on one site
        self.share = rng.uniform(0.1, 0.5)
        self.anonymous = rng.choice([0.0, 0.05, 0.4, 1.0])  # articles without authors

    def day(self, when: datetime, day_share: float = 1.0) -> dict:
        mean = self.per_day * day_share * (self.weekend if when.weekday() >= 5 else 1.0)
        new = self._poisson(mean * self.rng.lognormvariate(0, 0.15))
        bad = sum(self.rng.random() < self.fails for _ in range(new))
        stored = new - bad
        lengths = [
            int(self.length * self.rng.lognormvariate(0, self.varies)) for _ in range(stored)
        ]
        shares = [min(max(self.rng.gauss(self.share, 0.2), 0.01), 0.9) for _ in range(stored)]
        gone = sum(int(n * s / (1 - s)) for n, s in zip(lengths, shares, strict=True))
        return {
            "found": new + 20,
            "new": new,
            "fetched": new,
            "stored": stored,
            "failed": {"http-404": bad} if bad else {},
            "sources_read": 2,
            "text_chars_total": sum(lengths),
            "text_logs": moments(map(math.log, lengths)),
            "removed_chars": {"related": gone} if gone else {},
            "removed_shares": moments(shares),
            "missing": {"authors": sum(self.rng.random() < self.anonymous for _ in range(stored))},
        }

    def _poisson(self, mean: float) -> int:
        limit, count, product = math.exp(-mean), 0, self.rng.random()
        while product > limit:
            count, product = count + 1, product * self.rng.random()
        return count


def down(counts: dict) -> dict:
    return {"sources_failed": {"timeout": 2}}


def refused(counts: dict) -> dict:
    return {"sources_failed": {"http-403": 2}}


def redesigned(counts: dict) -> dict:
    return counts | NONE | {"stored": 0, "failed": {}, "filtered": {"no-article": counts["new"]}}


def stubbed(counts: dict) -> dict:
    return counts | NONE | {"stored": 0, "failed": {}, "filtered": {"paywall-stub": counts["new"]}}


def waiting(counts: dict) -> dict:
    """The sources answer, the pages do not: they wait for another try."""
    return counts | NONE | {"stored": 0, "failed": {}, "deferred": {"http-503": counts["new"]}}


def silent(counts: dict) -> dict:
    return {"found": 20, "new": 0, "sources_read": 2, "sources_unchanged": 2}


def anonymous(counts: dict) -> dict:
    return counts | {"missing": {"title": counts["stored"]}}


def shortened(counts: dict) -> dict:
    removed = {category: chars // 8 for category, chars in counts["removed_chars"].items()}
    logs, by, stored = counts["text_logs"], math.log(8), counts["stored"]
    squares = logs["squares"] - 2 * by * logs["total"] + stored * by * by
    return counts | {
        "text_chars_total": counts["text_chars_total"] // 8,
        "text_logs": {"total": logs["total"] - stored * by, "squares": squares},
        "removed_chars": removed,
    }


def swallowed(counts: dict) -> dict:
    """The cleaner suddenly removes most of every page, evenly with what it keeps."""
    kept = counts["text_chars_total"] * 2 // 3
    stored = counts["stored"]
    return counts | {
        "text_chars_total": kept,
        "removed_chars": {"other": kept * 9},
        "removed_shares": moments([0.9] * stored),
        "text_logs": moments([math.log(max(1, kept / max(1, stored)))] * stored),
    }


def summary_of(number: int, when: datetime, sites: dict) -> dict:
    return {
        "run": f"run-{number:05}",
        "started_at": when.isoformat(),
        "ended_at": (when + timedelta(minutes=9)).isoformat(),
        "sites": sites,
    }


def judge(history: History, number: int, when: datetime, sites: dict, minimums=None) -> list:
    """Judge one run and remember it, as a crawl does."""
    told = summary_of(number, when, sites)
    found = alarms(history, told, minimums)
    history.record(read_summary(told), found)
    return found


@pytest.fixture
def history(tmp_path):
    with History(tmp_path / "history.sqlite") as opened:
        yield opened


def days(number: int):
    """Daily runs that start within a quarter of an hour of each other's time of day."""
    rng = random.Random(7)
    return [START + timedelta(days=day, minutes=rng.uniform(0, 15)) for day in range(number)]


@pytest.mark.slow
def test_hundreds_of_healthy_sites_raise_no_alarm_in_a_month(history) -> None:
    rng = random.Random(20260302)
    papers = [Paper(f"site-{number}", rng) for number in range(300)]
    for number, when in enumerate(days(30)):
        sites = {paper.name: paper.day(when) for paper in papers}
        assert [str(alarm) for alarm in judge(history, number, when, sites)] == []


def test_hourly_runs_of_healthy_sites_raise_no_alarm(history) -> None:
    rng = random.Random(5)
    papers = [Paper(f"site-{number}", rng) for number in range(6)]
    for number in range(24 * 10):
        when = START + timedelta(hours=number)
        waking = 2.4 if 6 <= when.hour < 16 else 0.0  # nobody publishes at night
        sites = {paper.name: paper.day(when, waking / 24) for paper in papers}
        assert [str(alarm) for alarm in judge(history, number, when, sites)] == []


@pytest.mark.parametrize(
    ("rot", "kind", "cause"),
    [
        (down, "sources", "outage"),
        (refused, "sources", "the site blocks the crawler"),
        (redesigned, "failures", "redesign"),
        (stubbed, "failures", "paywall"),
        (waiting, "failures", "outage"),
        (silent, "silence", "it publishes elsewhere, or its sources stopped telling"),
        (anonymous, "fields", "redesign"),
        (shortened, "text", "paywall or redesign"),
        (swallowed, "removed", "redesign"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
@pytest.mark.parametrize("seed", range(5))
def test_rot_is_named_on_its_first_run_and_nobody_else_is(history, rot, kind, cause, seed) -> None:
    rng = random.Random(seed)
    papers = [Paper(f"healthy-{number}", rng) for number in range(15)]
    ill = Paper("ill", rng, per_day=24)
    ill.weekend = 0.8
    first = rng.randrange(10, 25)
    for number, when in enumerate(days(first + 3)):
        sites = {paper.name: paper.day(when) for paper in papers}
        sites["ill"] = rot(ill.day(when)) if number >= first else ill.day(when)
        found = judge(history, number, when, sites)
        named = [(alarm.site, alarm.kind, alarm.cause) for alarm in found]
        assert named == ([("ill", kind, cause)] if number >= first else []), number


def test_a_second_run_by_hand_is_no_silence(history) -> None:
    paper = Paper("paper", random.Random(1), per_day=40)
    for number, when in enumerate(days(20)):
        assert judge(history, 2 * number, when, {"paper": paper.day(when)}) == []
        again = when + timedelta(minutes=20)
        assert judge(history, 2 * number + 1, again, {"paper": silent({})}) == []


def test_a_paper_without_sundays_is_missed_after_some_days(history) -> None:
    """One silent day looks like its Sunday; the second or the fourth does not."""
    paper = Paper("paper", random.Random(6), per_day=24)
    paper.weekend = 0.1
    named = []
    for number, when in enumerate(days(40)):
        counts = paper.day(when) if number < 32 else silent({})
        named.append(bool(judge(history, number, when, {"paper": counts})))
    assert not any(named[:32])
    assert any(named[32:36])


def test_a_small_site_is_judged_over_several_runs(history) -> None:
    """One article a day: its redesign is named when a few pages have shown it."""
    paper = Paper("small", random.Random(3), per_day=1)
    good = {"found": 9, "new": 1, "stored": 1, "sources_read": 1, "text_chars_total": 3000}
    bad = {"found": 9, "new": 1, "sources_read": 1, "quarantined": {"no-article": 1}}
    named = []
    for number, when in enumerate(days(60)):
        counts = good if number < 55 else bad
        named.append(bool(judge(history, number, when, {paper.name: counts})))
    assert not any(named[:57])
    assert all(named[59:])


def test_what_goes_on_for_long_becomes_the_norm(history) -> None:
    paper = Paper("paper", random.Random(4), per_day=30)
    named = []
    for number, when in enumerate(days(45)):
        counts = paper.day(when)
        if number >= 20:
            counts = anonymous(counts)
        named.append(bool(judge(history, number, when, {"paper": counts})))
    assert not any(named[:20])
    assert all(named[20:30])
    assert not any(named[31:])


@pytest.mark.parametrize(
    ("reasons", "cause"),
    [
        ({"robots-unreachable": 2}, "outage"),
        ({"robots": 3}, "robots.txt forbids it now"),
        ({"http-403": 2, "http-500": 1}, "the site blocks the crawler"),
        ({"paywall-stub": 4, "too-short": 1}, "paywall"),
        ({"too-short": 4, "no-article": 2}, "redesign"),
        ({"reset": 1, "timeout": 1, "http-404": 1}, "outage"),
    ],
)
def test_the_likely_cause_is_that_of_most(reasons, cause) -> None:
    assert likely_cause(reasons) == cause


def test_what_waits_by_our_own_choice_is_no_failure(history) -> None:
    paper = Paper("paper", random.Random(8), per_day=30)
    for number, when in enumerate(days(20)):
        counts = paper.day(when)
        if number == 15:
            counts = waiting(counts) | {"deferred": {"host-budget": counts["new"]}}
        assert judge(history, number, when, {"paper": counts}) == []


def test_a_sunday_is_compared_with_sundays(history) -> None:
    """Nothing on a Sunday where there are always a few, and nothing on a Tuesday."""
    for number, when in enumerate(days(31)):
        usual = 5 if when.weekday() == 6 else 12
        new = 0 if number in {27, 29} else usual
        counts = {"found": 40, "new": new, "stored": new, "sources_read": 2,
                  "text_chars_total": 3000 * new}  # fmt: skip
        named = [alarm.kind for alarm in judge(history, number, when, {"paper": counts})]
        assert named == (["silence"] if number == 29 else []), when


def test_a_young_site_is_never_alarmed(history) -> None:
    paper = Paper("young", random.Random(2), per_day=30)
    for number, when in enumerate(days(4)):
        assert judge(history, number, when, {"young": paper.day(when)}) == []
    assert judge(history, 4, days(5)[4], {"young": down({})}) == []


def test_the_floor_needs_no_history(history) -> None:
    counts = {"found": 3, "sources_read": 2}
    (alarm,) = judge(history, 0, START, {"paper": counts}, {"paper": 5})
    assert alarm.kind == "floor"
    assert "name 3 articles, minimum_articles is 5" in alarm.evidence


def test_the_floor_is_not_reached_where_no_source_answers(history) -> None:
    counts = {"found": 0, "sources_failed": {"http-403": 1}}
    (alarm,) = judge(history, 0, START, {"paper": counts}, {"paper": 5})
    assert (alarm.kind, alarm.cause) == ("floor", "the site blocks the crawler")


@pytest.mark.parametrize(
    "counts",
    [
        {"found": 5, "sources_read": 1},
        {"found": 0, "sources_read": 1, "sources_unchanged": 1, "sources_failed": {"timeout": 1}},
        {"found": 0, "sources_read": 2, "sources_unchanged": 2},
        {"found": 2, "sources_read": 3, "sources_unchanged": 2},
        {"found": 0},
    ],
)
def test_the_floor_is_silent_where_sources_told_enough_or_nothing_new(history, counts) -> None:
    assert judge(history, 0, START, {"paper": counts}, {"paper": 5}) == []
