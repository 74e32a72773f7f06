from datetime import timedelta

from crawler.frontier.rebuild import rebuild
from output.reader import read_corpus, segments
from output.verify import verify


def crawled(crawl, number=20):
    urls = [f"https://h{n % 3}.example/{n}" for n in range(number)]
    crawl.find(*urls)
    crawl.crawl(limit=3)
    return urls


def test_the_stored_set_is_the_same_from_the_corpus_alone(crawl):
    urls = crawled(crawl)
    crawl.close()
    for path in crawl.database.parent.glob("frontier.sqlite*"):
        path.unlink()
    found = rebuild(crawl.corpus, crawl.database)
    assert (found.urls, found.salvaged.records, found.kept_as) == (20, 20, None)
    crawl.start()
    assert crawl.find(*urls).known == 20
    assert crawl.frontier.lease(50) == []
    assert crawl.frontier.balance().closes
    assert crawl.frontier.total("records") == 20


def test_revisions_go_on_from_where_they_were(crawl):
    crawl.find("https://news.example/a")
    crawl.crawl(text="one")
    crawl.clock.move(days=2)
    crawl.frontier.refetch(timedelta(days=1))
    crawl.crawl(text="two")
    crawl.close()
    rebuild(crawl.corpus, crawl.database, crawl.clock)
    crawl.start()
    crawl.clock.move(days=2)
    assert crawl.frontier.refetch(timedelta(days=1)) == 1
    crawl.crawl(text="three")
    assert [(a.revision, a.text) for a in read_corpus(crawl.corpus, include_open=True)] == [
        (1, "one"), (2, "two"), (3, "three"),
    ]  # fmt: skip


def test_the_old_state_is_kept_aside(crawl):
    crawled(crawl)
    crawl.close()
    crawl.database.write_bytes(b"garbage")
    found = rebuild(crawl.corpus, crawl.database, crawl.clock)
    assert found.kept_as.read_bytes() == b"garbage"
    crawl.start()
    assert crawl.frontier.counts()["stored"] == 20


def test_the_articles_of_a_damaged_segment_are_fetched_again(crawl):
    urls = crawled(crawl)
    crawl.committer.close()
    crawl.close()
    last = segments(crawl.corpus)[-1]
    last.write_bytes(last.read_bytes()[:-30])
    found = rebuild(crawl.corpus, crawl.database, crawl.clock)
    assert (found.salvaged.records, found.salvaged.lost_lines) == (19, 1)
    crawl.start()
    assert crawl.find(*urls).new == 1
    assert crawl.crawl() == 1
    crawl.committer.close()
    assert len({article.id for article in read_corpus(crawl.corpus)}) == 20
    assert verify(crawl.corpus).problems == []


def test_it_may_be_repeated(crawl):
    crawled(crawl)
    crawl.close()
    rebuild(crawl.corpus, crawl.database, crawl.clock)
    crawl.clock.move(minutes=1)
    assert rebuild(crawl.corpus, crawl.database, crawl.clock).urls == 20
    crawl.start()
    assert crawl.frontier.balance().closes
