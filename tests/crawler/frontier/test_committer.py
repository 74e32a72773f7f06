import json
import sqlite3
from datetime import timedelta

import pytest

from crawler.canonical import record_id
from crawler.exits import DamageError, DiskError
from crawler.frontier.types import Outcome
from output.reader import read_corpus, segments
from output.verify import verify


def ids(crawl):
    return sorted(article.id for article in read_corpus(crawl.corpus, include_open=True))


def test_a_commit_moves_corpus_and_frontier_together(crawl):
    crawl.find(*(f"https://news.example/{n}" for n in range(20)))
    assert crawl.crawl(limit=3) == 20
    crawl.committer.close()
    assert len(set(ids(crawl))) == 20
    assert crawl.frontier.counts()["stored"] == crawl.frontier.total("records") == 20
    assert crawl.frontier.marks() == []
    assert len(segments(crawl.corpus)) == 3  # rotated after 7 records or more
    assert verify(crawl.corpus).problems == []


def test_a_run_that_just_stopped_is_completed_by_the_next_start(crawl):
    crawl.find(*(f"https://news.example/{n}" for n in range(4)))
    crawl.store(crawl.frontier.lease(2))
    crawl.frontier.lease(1)
    found = crawl.start()
    assert len(found.closed) == 1
    assert crawl.frontier.counts()["pending"] == 2
    assert crawl.crawl() == 2
    crawl.committer.close()
    assert len(set(ids(crawl))) == len(ids(crawl)) == 4


def test_a_second_address_of_one_article_is_a_duplicate(crawl):
    crawl.find("https://news.example/a", "https://news.example/a-twin", "https://news.example/c")
    leases = crawl.frontier.lease(3)
    key = record_id("news.example/a")
    ends = [
        (crawl.article(lease, id=key), Outcome(lease=lease, state="stored")) for lease in leases[:2]
    ]
    first, second = crawl.committer.commit(ends)
    assert (first.state, second.state, second.record_id) == ("stored", "duplicate", key)
    third = crawl.committer.commit(
        [(crawl.article(leases[2], id=key), Outcome(lease=leases[2], state="stored"))]
    )
    assert third[0].state == "duplicate"
    assert ids(crawl) == [key]
    assert crawl.frontier.balance().reasons == {("duplicate", "canonical"): 2}


def test_the_address_that_a_page_named_needs_no_fetch(crawl):
    crawl.find("https://news.example/amp-page", "https://news.example/named")
    (amp,) = [x for x in crawl.frontier.lease(2) if "amp-page" in x.url]
    crawl.start()
    (amp,) = crawl.frontier.lease_exactly(["https://news.example/amp-page"])
    article = crawl.article(amp, id=record_id("news.example/named"))
    crawl.committer.commit([(article, Outcome(lease=amp, state="stored"))])
    assert crawl.frontier.lease(5) == []
    assert crawl.find("https://news.example/named").known == 1
    other = record_id("news.example/other")
    crawl.find("https://news.example/b")
    (b,) = crawl.frontier.lease(1)
    crawl.committer.commit([(crawl.article(b, id=other), Outcome(lease=b, state="stored"))])
    assert crawl.find("https://news.example/other").stored == 1
    assert crawl.frontier.lease(5) == []
    assert crawl.frontier.balance().closes


def test_a_changed_article_becomes_a_revision(crawl):
    crawl.find("https://news.example/a")
    crawl.crawl(text="As it was.")
    (first,) = read_corpus(crawl.corpus, include_open=True)
    crawl.clock.move(days=3)
    assert crawl.frontier.refetch(timedelta(days=7)) == 0
    assert crawl.frontier.refetch(timedelta(days=2)) == 1
    assert crawl.crawl(text="As it is now.") == 1
    _, second = read_corpus(crawl.corpus, include_open=True)
    assert (second.id, second.revision) == (first.id, 2)
    assert (first.revision, first.previous_hash) == (1, None)
    assert second.previous_hash == first.content_hash
    assert crawl.frontier.balance().closes
    crawl.committer.close()
    assert verify(crawl.corpus).problems == []


def test_an_unchanged_article_is_not_written_again(crawl):
    crawl.find("https://news.example/a")
    crawl.crawl(text="The same.")
    crawl.clock.move(days=3)
    crawl.frontier.refetch(timedelta(days=1))
    assert crawl.crawl(text="The same.") == 1
    assert len(ids(crawl)) == 1
    assert crawl.frontier.counts()["stored"] == 1
    assert crawl.frontier.refetch(timedelta(days=1)) == 0  # it was looked at just now


def test_a_refetch_that_fails_takes_nothing_away(crawl):
    crawl.find("https://news.example/a")
    crawl.crawl()
    crawl.clock.move(days=3)
    crawl.frontier.refetch(timedelta(days=1))
    (lease,) = crawl.frontier.lease(1)
    assert (lease.revision, lease.record_id) == (1, record_id("news.example/a"))
    crawl.frontier.settle([Outcome(lease=lease, state="failed", reason="http-410")])
    assert crawl.frontier.balance().reasons == {("stored", "refetch: http-410"): 1}


def test_an_article_keeps_its_id_when_its_page_names_another_address_later(crawl):
    crawl.find("https://news.example/a")
    crawl.crawl(text="As it was.")
    crawl.clock.move(days=3)
    crawl.frontier.refetch(timedelta(days=1))
    (lease,) = crawl.frontier.lease(1)
    article = crawl.article(lease, text="New.", id=record_id("news.example/b"))
    (end,) = crawl.committer.commit([(article, Outcome(lease=lease, state="stored"))])
    assert (end.record_id, end.revision) == (record_id("news.example/a"), 2)


def assert_nothing_was_doubled(crawl, number):
    """The next start takes back what was never settled, and the crawl stores it once."""
    with pytest.raises(RuntimeError, match="failed before"):
        crawl.store(crawl.frontier.lease(1))
    crawl.committer.close()
    assert crawl.start().cut_bytes > 0
    crawl.crawl()
    crawl.committer.close()
    assert len(set(ids(crawl))) == len(ids(crawl)) == number
    assert crawl.frontier.total("records") == number
    assert verify(crawl.corpus).problems == []


def test_a_state_held_by_another_program_ends_the_writing(crawl):
    crawl.find(*(f"https://news.example/{n}" for n in range(4)))
    crawl.store(crawl.frontier.lease(1))
    leases = crawl.frontier.lease(1)
    crawl.frontier._database.connection.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(crawl.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DiskError, match="held by another program"):
        crawl.store(leases)
    other.close()
    assert_nothing_was_doubled(crawl, 4)


def test_an_outcome_that_cannot_be_settled_ends_the_writing(crawl):
    crawl.find(*(f"https://news.example/{n}" for n in range(4)))
    crawl.store(crawl.frontier.lease(1))
    leases = crawl.frontier.lease(1)
    crawl.frontier.give_back(leases)
    with pytest.raises(ValueError, match="is not leased"):
        crawl.store(leases)
    assert_nothing_was_doubled(crawl, 4)


def test_an_empty_frontier_beside_a_corpus_is_refused(crawl):
    crawl.find("https://news.example/a")
    crawl.crawl()
    crawl.close()
    for path in crawl.database.parent.glob("frontier.sqlite*"):
        path.unlink()
    with pytest.raises(DamageError, match="scrapy corpus rebuild-state"):
        crawl.start()
    assert len(ids(crawl)) == 1


def test_a_frontier_older_than_its_corpus_is_refused(crawl):
    crawl.find("https://news.example/a")
    crawl.start()
    backup = crawl.database.read_bytes()
    crawl.crawl()
    crawl.committer.close()
    crawl.close()
    crawl.database.write_bytes(backup)
    for suffix in ("-wal", "-shm"):
        crawl.database.with_name(crawl.database.name + suffix).unlink(missing_ok=True)
    with pytest.raises(DamageError, match=r"lists 1 records.*counts 0.*rebuild-state"):
        crawl.start()


def test_a_corpus_that_lost_its_manifest_is_refused(crawl):
    crawl.find("https://news.example/a")
    crawl.crawl()
    crawl.committer.close()
    manifest = crawl.corpus / "manifest.jsonl"
    assert json.loads(manifest.read_text())["records"] == 1
    manifest.unlink()
    with pytest.raises(DamageError, match="rebuild-state"):
        crawl.start()


def test_complete_segments_may_be_moved_away_but_not_the_whole_corpus(crawl):
    urls = [f"https://news.example/{n}" for n in range(9)]
    crawl.find(*urls)
    crawl.crawl(limit=3)
    crawl.committer.close()
    for path in segments(crawl.corpus):
        path.rename(crawl.folder / path.name)
    crawl.start()
    assert crawl.find(*urls).new == 0
    crawl.find("https://news.example/later")
    assert crawl.crawl() == 1
    crawl.committer.close()
    crawl.corpus.rename(crawl.folder / "elsewhere")
    with pytest.raises(DamageError, match=r"lists 0 records.*counts 10"):
        crawl.start()
