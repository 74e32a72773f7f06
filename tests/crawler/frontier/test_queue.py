from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cleaners.types import Evidence
from crawler.frontier import Frontier
from crawler.frontier.types import STATES, Found, Outcome

DAY = timedelta(days=1)


def found(url, published=None, site="news", **evidence):
    known = Evidence(published=published, **evidence) if published or evidence else None
    return Found(url=url, site=site, source="https://news.example/feed", evidence=known)


def test_a_url_comes_in_once_however_it_is_spelled(frontier):
    added = frontier.add(
        [
            found("https://www.news.example/a?utm_source=rss"),
            found("http://news.example/a/#top"),
            found("https://news.example/b"),
        ]
    )
    assert (added.new, added.known, added.invalid) == (2, 1, 0)
    assert frontier.add([found("https://m.news.example/b")]).known == 1
    assert frontier.total("urls_in") == 2
    assert frontier.balance().closes


def test_what_is_no_address_never_comes_in(frontier):
    added = frontier.add([found("mailto:a@b.example"), found("https://[bad"), found("")])
    assert (added.new, added.invalid) == (0, 3)
    assert frontier.balance().urls_in == 0


def test_the_newest_first_within_a_host(frontier, clock):
    days = [3, 1, 5, 2, 4]
    frontier.add([found(f"https://news.example/{n}", clock() - n * DAY) for n in days])
    frontier.add([found("https://news.example/undated")])
    leased = [lease.url.rpartition("/")[2] for lease in frontier.lease(10)]
    assert leased == ["undated", "1", "2", "3", "4", "5"]


def test_an_article_from_the_future_is_not_preferred_for_ever(frontier, clock):
    frontier.add([found("https://news.example/future", clock() + 400 * DAY)])
    clock.move(hours=1)
    frontier.add([found("https://news.example/new", clock())])
    assert [lease.url for lease in frontier.lease(1)] == ["https://news.example/new"]


def test_hosts_take_turns(frontier):
    frontier.add([found(f"https://big.example/{n}") for n in range(50)])
    frontier.add([found(f"https://small{n}.example/a") for n in range(3)])
    first = [lease.url for lease in frontier.lease(8)]
    assert {url for url in first if "small" in url} == {
        f"https://small{n}.example/a" for n in range(3)
    }
    assert len(frontier.lease(100)) == 53 - len(first)
    assert frontier.lease(100) == []


def test_every_host_gets_its_turn_when_there_are_more_than_leases(frontier):
    frontier.add([found(f"https://h{n}.example/{i}") for n in range(10) for i in range(5)])
    hosts = [frontier.lease(1)[0].url.split("/")[2] for _ in range(20)]
    assert len(set(hosts[:10])) == len(set(hosts[10:])) == 10


def test_excluded_hosts_and_other_sites_wait(frontier):
    frontier.add([found("https://a.example/1"), found("https://b.example/1")])
    frontier.add([found("https://c.example/1", site="other")])
    leased = frontier.lease(10, exclude_hosts=["a.example"], sites=["news"])
    assert [lease.url for lease in leased] == ["https://b.example/1"]


def test_the_evidence_travels_with_the_lease(frontier):
    moment = datetime(2031, 5, 1, 8, tzinfo=UTC)
    frontier.add([found("https://news.example/a", moment, title="Ünïque", tags=("x", "y"))])
    (lease,) = frontier.lease(1)
    assert lease.evidence == Evidence(published=moment, title="Ünïque", tags=("x", "y"))


def test_evidence_that_comes_later_is_kept(frontier):
    frontier.add([found("https://news.example/a")])
    frontier.add([found("https://news.example/a", title="Known now")])
    (lease,) = frontier.lease(1)
    assert lease.evidence == Evidence(title="Known now")


def test_too_old_is_filtered_and_given_another_chance_when_the_clock_is_right_again(
    frontier, clock
):
    item = found("https://news.example/a", clock() - 2 * DAY)
    clock.move(days=365)
    assert frontier.add([item], max_age_days=30).too_old == 1
    assert frontier.balance().reasons == {("filtered", "too-old"): 1}
    clock.move(days=-365)
    assert frontier.add([item], max_age_days=30).known == 1
    assert [lease.url for lease in frontier.lease(1)] == [item.url]
    assert frontier.balance().closes


def test_a_later_try_waits_for_its_time(frontier, clock):
    frontier.add([found("https://news.example/a")])
    (lease,) = frontier.lease(1)
    until = clock() + timedelta(minutes=5)
    frontier.settle([Outcome(lease=lease, state="pending", reason="http-503", retry_at=until)])
    assert frontier.next_retry() >= until
    clock.move(minutes=4, seconds=59)
    assert frontier.lease(1) == []
    clock.move(seconds=2)
    (again,) = frontier.lease(1)
    assert (again.id, again.attempts) == (lease.id, 1)


def test_the_next_retry_of_some_sites(frontier, clock):
    for minutes, site in ((1, "other"), (5, "news"), (9, "third")):
        frontier.add([Found(url=f"https://{site}.example/a", site=site, source="urls")])
        (lease,) = frontier.lease(1)
        until = clock() + timedelta(minutes=minutes)
        frontier.settle([Outcome(lease=lease, state="pending", reason="reset", retry_at=until)])

    def wait_s(sites):
        return (frontier.next_retry(sites) - clock()).total_seconds() // 60 * 60

    assert wait_s(None) == wait_s(["news", "other"]) == 60
    assert wait_s({"news", "third"}) == 300
    assert wait_s(("third",)) == 540
    assert frontier.next_retry(["fourth"]) is frontier.next_retry([]) is None


@pytest.mark.parametrize("shift", [-DAY, 365 * DAY])
def test_a_clock_that_jumps_loses_nothing(frontier, clock, shift):
    frontier.add([found(f"https://news.example/{n}", clock() - DAY) for n in range(3)])
    leases = frontier.lease(2)
    later = clock() + timedelta(hours=1)
    frontier.settle([Outcome(lease=leases[0], state="pending", reason="reset", retry_at=later)])
    clock.now += shift
    frontier.release_expired()
    taken = frontier.lease(10)
    clock.now += timedelta(days=1, hours=2) if shift < timedelta() else timedelta()
    taken += frontier.lease(10)
    assert len({lease.id for lease in taken}) == 3
    assert frontier.lease(10) == []
    assert frontier.balance().closes


def test_a_time_set_by_a_clock_a_year_ahead_does_not_hide_a_url(frontier, clock):
    frontier.add([found("https://news.example/a")])
    clock.move(days=365)
    (lease,) = frontier.lease(1)
    later = clock() + timedelta(hours=1)
    frontier.settle([Outcome(lease=lease, state="pending", reason="reset", retry_at=later)])
    clock.move(days=-365)
    assert len(frontier.lease(1)) == 1


def test_leases_of_a_dead_run_are_given_out_again_and_do_not_count_as_tries(crawl):
    crawl.find("https://news.example/a")
    for _ in range(20):
        (lease,) = crawl.frontier.lease(1)
        assert lease.attempts == 0
        crawl.start()
    assert crawl.frontier.balance().closes


def test_a_url_that_went_down_with_its_process_again_and_again_comes_last(crawl):
    crawl.find("https://news.example/poison")
    for _ in range(3):
        assert [lease.url for lease in crawl.frontier.lease(1)] == ["https://news.example/poison"]
        crawl.start()
    crawl.clock.move(days=-30)
    crawl.find("https://news.example/older")
    assert [lease.url[-5:] for lease in crawl.frontier.lease(2)] == ["older", "oison"]


def test_what_was_not_asked_for_is_given_back(frontier):
    frontier.add([found("https://news.example/a")])
    frontier.give_back(frontier.lease(1))
    assert frontier.counts()["pending"] == 1
    assert frontier.lease(1)[0].attempts == 0


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"state": "leased"}, "cannot end as"),
        ({"state": "failed"}, "needs a reason"),
        ({"state": "stored"}, "record's id"),
        ({"state": "stored", "record_id": "0" * 32}, "content hash"),
        ({"state": "duplicate", "reason": "x"}, "record's id"),
    ],
)
def test_an_outcome_that_says_too_little_is_refused(frontier, fields, message):
    frontier.add([found("https://news.example/a")])
    (lease,) = frontier.lease(1)
    with pytest.raises(ValueError, match=message):
        frontier.settle([Outcome(lease=lease, **fields)])
    assert frontier.counts()["leased"] == 1


def test_a_lease_ends_once_and_a_refused_batch_changes_nothing(frontier):
    frontier.add([found(f"https://news.example/{n}") for n in range(2)])
    one, two = frontier.lease(2)
    frontier.settle([Outcome(lease=one, state="failed", reason="http-404")])
    with pytest.raises(ValueError, match="not leased"):
        frontier.settle(
            [
                Outcome(lease=two, state="failed", reason="http-404"),
                Outcome(lease=one, state="failed", reason="http-404"),
            ]
        )
    assert frontier.counts() == {**dict.fromkeys(STATES, 0), "leased": 1, "failed": 1}


class FrontierMachine(RuleBasedStateMachine):
    """Whatever is done in whatever order: the balance closes, and nothing is leased twice."""

    def __init__(self):
        super().__init__()
        self.now = datetime(2031, 5, 4, tzinfo=UTC)
        self.frontier = Frontier(":memory:", lambda: self.now)
        self.held = {}
        self.urls = set()

    def teardown(self):
        self.frontier.close()

    @rule(numbers=st.lists(st.integers(0, 30), max_size=8), site=st.sampled_from(["a", "b"]))
    def add(self, numbers, site):
        urls = [f"https://h{n % 4}.example/{n}" for n in numbers]
        added = self.frontier.add([found(url, site=site) for url in urls])
        assert added.new == len(set(urls) - self.urls)
        assert added.new + added.known == len(urls)
        self.urls.update(urls)

    @rule(limit=st.integers(0, 6), excluded=st.sets(st.integers(0, 3)))
    def lease(self, limit, excluded):
        hosts = [f"h{n}.example" for n in excluded]
        leases = self.frontier.lease(limit, exclude_hosts=hosts)
        assert len(leases) <= limit
        for lease in leases:
            assert lease.id not in self.held
            assert not any(host in lease.url for host in hosts)
            self.held[lease.id] = lease

    @precondition(lambda self: self.held)
    @rule(data=st.data(), state=st.sampled_from([s for s in STATES if s != "leased"]))
    def settle(self, data, state):
        lease = self.held.pop(data.draw(st.sampled_from(sorted(self.held))))
        self.frontier.settle(
            [
                Outcome(
                    lease=lease,
                    state=state,
                    reason="because",
                    record_id=f"{lease.id:032x}",
                    content_hash="0" * 64,
                    retry_at=self.now + timedelta(minutes=5),
                )
            ]
        )

    @rule(hours=st.integers(-48, 48))
    def move_clock(self, hours):
        self.now += timedelta(hours=hours)

    @rule()
    def die(self):
        assert self.frontier.release_expired() == len(self.held)
        self.held.clear()

    @rule()
    def refetch(self):
        self.frontier.refetch(timedelta(days=1))

    @invariant()
    def balance_closes(self):
        balance = self.frontier.balance()
        assert balance.closes
        assert balance.urls_in == len(self.urls)
        assert balance.states["leased"] == len(self.held)


TestFrontierMachine = FrontierMachine.TestCase
TestFrontierMachine.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
