"""A corpus that was cut, byte by byte: refused, and mended by what the message names."""

import pytest

from crawler.exits import DamageError
from crawler.frontier.rebuild import rebuild
from output.codecs import PART
from output.reader import read_corpus, segments
from output.verify import verify

URLS = [f"https://news.example/{n}" for n in range(5)]


def stored(crawl):
    crawl.find(*URLS)
    for lease in crawl.frontier.lease(9):
        crawl.store([lease])
    return crawl


def last_three(data):
    """The bytes of the last three records."""
    return len(b"".join(data.splitlines(keepends=True)[-3:]))


def test_an_open_segment_cut_at_each_byte_is_refused_and_left_alone(crawl):
    stored(crawl)
    (part,) = crawl.corpus.rglob(f"*{PART}")
    crawl.committer.writer.abandon()
    data = part.read_bytes()
    for missing in range(1, last_three(data) + 1):
        part.write_bytes(data[:-missing])
        with pytest.raises(DamageError, match="rebuild-state"):
            crawl.committer.recover()
    part.write_bytes(data)
    crawl.committer.recover()
    assert len(list(read_corpus(crawl.corpus))) == 5


def flipped(data, position):
    broken = bytearray(data)
    broken[position] ^= 1 << position % 8
    return bytes(broken)


def test_a_flipped_bit_in_an_open_segment_or_the_manifest_is_refused_and_left_alone(crawl):
    stored(crawl).committer.close()
    crawl.find("https://news.example/open")
    crawl.store(crawl.frontier.lease(1))
    crawl.committer.writer.abandon()
    (part,) = crawl.corpus.rglob(f"*{PART}")
    for path in (part, crawl.corpus / "manifest.jsonl"):
        data = path.read_bytes()
        for position in range(0, len(data), 3):
            path.write_bytes(flipped(data, position))
            with pytest.raises(DamageError, match="rebuild-state"):
                crawl.committer.recover()
            assert path.read_bytes() == flipped(data, position)
        path.write_bytes(data)
    crawl.start()
    assert len(list(read_corpus(crawl.corpus))) == 6


@pytest.mark.parametrize("length", [1, 100, None])
def test_bytes_behind_the_last_commit_never_happened(crawl, length):
    stored(crawl)
    (part,) = crawl.corpus.rglob(f"*{PART}")
    crawl.committer.writer.abandon()
    data = part.read_bytes()
    extra = data[: data.index(b"\n") + 1][:length]  # None: a whole record, appended but not settled
    part.write_bytes(data + extra)
    assert crawl.start().cut_bytes == len(extra)
    assert len(list(read_corpus(crawl.corpus))) == 5


def test_a_complete_segment_cut_at_each_byte_is_refused(crawl):
    stored(crawl).committer.close()
    (path,) = segments(crawl.corpus)
    data = path.read_bytes()
    for missing in range(1, last_three(data) + 1):
        path.write_bytes(data[:-missing])
        with pytest.raises(DamageError, match="rebuild-state"):
            crawl.committer.recover()


@pytest.mark.parametrize("is_open", [True, False])
def test_the_command_that_is_named_mends_it(crawl, is_open):
    stored(crawl)
    if not is_open:
        crawl.committer.close()
    (path,) = crawl.corpus.rglob("*.jsonl*.part" if is_open else "*-1.jsonl")
    data = path.read_bytes()
    crawl.close()
    path.write_bytes(data[: -last_three(data) + 50])
    rebuild(crawl.corpus, crawl.database, crawl.clock)
    crawl.start()
    assert crawl.find(*URLS).new == 3
    assert crawl.crawl() == 3
    crawl.committer.close()
    assert verify(crawl.corpus).problems == []
    assert sorted(article.url for article in read_corpus(crawl.corpus)) == URLS


def test_a_database_emptied_or_lost_beside_its_corpus_is_refused(crawl):
    stored(crawl).committer.close()
    crawl.close()
    for suffix in ("", "-wal", "-shm"):
        crawl.database.with_name(crawl.database.name + suffix).unlink(missing_ok=True)
    for content in (b"", None):
        if content is not None:
            crawl.database.write_bytes(content)
        with pytest.raises(DamageError, match="rebuild-state"):
            crawl.start()
        crawl.close()
        crawl.database.unlink()
