from datetime import UTC, datetime, timedelta

import pytest

from crawler.canonical import record_id
from crawler.frontier import Frontier
from crawler.frontier.committer import Committer
from crawler.frontier.types import Found, Outcome
from output.record import Article, text_hash
from output.writer import CorpusWriter, Rotation


class FakeClock:
    """A clock that only tests move."""

    def __init__(self, now: datetime = datetime(2031, 5, 4, 12, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **duration: float) -> None:
        self.now += timedelta(**duration)


class Crawl:
    """A frontier and a corpus in a folder, and the steps of a run without a network."""

    def __init__(self, folder, clock, **writing) -> None:
        self.folder, self.clock, self.writing = folder, clock, writing
        self.corpus, self.database = folder / "corpus", folder / "state" / "frontier.sqlite"
        self.runs = 0
        self.open()

    def open(self) -> None:
        self.runs += 1
        self.frontier = Frontier(self.database, self.clock)
        writer = CorpusWriter(self.corpus, f"r{self.runs}", clock=self.clock, **self.writing)
        self.committer = Committer(self.frontier, writer)

    def start(self):
        """Begin a run, as after whatever ended the last one."""
        self.close()
        self.open()
        return self.committer.recover()

    def close(self) -> None:
        self.committer.writer.abandon()
        self.frontier.close()

    def find(self, *urls, site="news"):
        return self.frontier.add([Found(url=url, site=site, source="urls") for url in urls])

    def article(self, lease, text=None, **fields):
        body = f"What is known of {lease.url}." if text is None else text
        return Article(
            id=fields.pop("id", record_id(lease.key)), url=lease.url, site=lease.site, text=body,
            content_hash=text_hash(body), fetched_at=self.clock(), run="r", cleaner="0", **fields,
        )  # fmt: skip

    def store(self, leases, text=None):
        return self.committer.commit(
            [(self.article(lease, text), Outcome(lease=lease, state="stored")) for lease in leases]
        )

    def crawl(self, limit=10, text=None) -> int:
        """Lease and store until nothing is left; returns how many."""
        number = 0
        while leases := self.frontier.lease(limit):
            self.store(leases, text)
            number += len(leases)
        return number


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def crawl(tmp_path, clock):
    crawl = Crawl(tmp_path, clock, rotation=Rotation(records=7))
    yield crawl
    crawl.close()


@pytest.fixture
def frontier(crawl):
    return crawl.frontier
