"""Reading archives into a corpus: order, what is known, whose page it is, and damage."""

import asyncio
import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cleaners.types import Page
from cleaners.warc import Note
from crawler.archive import WarcArchive
from crawler.exits import ConfigError
from crawler.run.feed import ArchiveFeed
from crawler.run.opening import open_archives
from crawler.run.verdict import Ending, Limits, decide
from output.reader import read_corpus

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SAID = (
    "The harbour council voted on Tuesday evening to keep the old swing bridge open to walkers "
    "while engineers replace the bearings beneath its eastern pier.",
    "Residents had packed the town hall, and several speakers told the members that a closed "
    "bridge would cut the fish market off from half of its customers for a whole season.",
)


def page(path, own, *, host="paper.example", at_s=0, status=200, head="", headers=()):
    """An article of its own: ``own`` is repeated in words of its own until nothing is near it."""
    url = f"https://{host}{path}"
    mine = " ".join(f"{own} {number} {word}" for number, word in enumerate(SAID[0].split()))
    body = (
        f'<html lang="en"><head><title>{own}</title>{head}</head><body><article><h1>{own}</h1>'
        f"<p>{mine}.</p><p>{SAID[1]}</p></article></body></html>"
    )
    return Page(
        url=url, final_url=url, status=status,
        headers=(("content-type", "text/html; charset=utf-8"), *headers), body=body.encode(),
        fetched_at=NOON + timedelta(seconds=at_s),
    )  # fmt: skip


@pytest.fixture
def archive(tmp_path):
    """Write an archive of pages (or of pages with notes) and return its path."""

    def write(*pages, run="crawl"):
        writer = WarcArchive(tmp_path / "warc", run)
        for one in pages:
            first, note = one if isinstance(one, tuple) else (one, None)
            writer.write(first, note=note)
        writer.close()
        return tmp_path / "warc" / f"{run}-00001.warc.gz"

    return write


@pytest.fixture
def read(settings):
    """Read archives in a run of their own; returns the run's tally."""

    def read(*files, respect=False, **changed):
        for name, value in changed.items():
            settings.set(name, value)
        run = open_archives(settings, {"files": ",".join(map(str, files))})
        try:
            feed = ArchiveFeed(run, run.assignment.files, respect_opt_out=respect)
            asyncio.run(feed.work())
            run.finish()
            assert run.fatal is None
            assert run.frontier.balance().closes
        finally:
            run.close()
        return run.tally

    return read


@pytest.fixture
def records(settings):
    return lambda: list(read_corpus(settings["CORPUS_DIR"]))


def test_pages_become_records_in_their_order(archive, read, records):
    pages = [page(f"/news/2026/story-{n}", f"Story {n}", at_s=n) for n in range(12)]
    tally = read(archive(*pages))
    found = records()
    assert [record.url for record in found] == [one.url for one in pages]
    assert [record.fetched_at for record in found] == [one.fetched_at for one in pages]
    assert {(record.site, record.run) for record in found} == {("paper.example", "crawl-00001")}
    assert (tally.total("stored"), tally.archive.responses) == (12, 12)
    assert decide(tally, Ending(), Limits()).sentence == "12 articles stored from 1 archive file."


def test_a_later_capture_is_a_revision_and_an_earlier_one_is_known(archive, read, records):
    url = "/news/2026/story"
    tally = read(
        archive(
            page(url, "First", at_s=10), page(url, "Second", at_s=20), page(url, "Second", at_s=30),
            page(url, "Zeroth", at_s=5),
        )
    )  # fmt: skip
    assert [(record.title, record.revision) for record in records()] == [
        ("First", 1),
        ("Second", 2),
    ]
    assert tally.archive.left_out == {"known": 1}


def test_another_address_of_an_article_is_a_duplicate(archive, read, records):
    canonical = '<link rel="canonical" href="https://paper.example/news/2026/story">'
    tally = read(
        archive(
            page("/news/2026/story", "Story"), page("/print/2026/story", "Story", head=canonical)
        )
    )
    assert len(records()) == tally.total("duplicate") == 1


def test_a_file_is_read_once_and_again_where_it_has_grown_or_changed(archive, read, records):
    path = archive(page("/news/2026/a-story", "One"))
    read(path)
    assert read(path).archive.as_dict()["files_known"] == 1
    more = archive(page("/news/2026/another-story", "Two"), run="more")
    with path.open("ab") as file:
        file.write(more.read_bytes())
    assert read(path).archive.responses == 1
    path.write_bytes(archive(page("/news/2026/a-third", "Three"), run="third").read_bytes())
    assert read(path).archive.responses == 1
    assert [record.title for record in records()] == ["One", "Two", "Three"]


def test_what_is_no_article_is_left_out_with_its_reason(archive, read, settings, tmp_path):
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "paper.toml").write_text(
        'name = "paper"\ndomains = ["paper.example"]\nskip = ["/live/"]\narticle = ["/\\\\d{4}/"]\n'
    )
    tally = read(
        archive(
            page("/news/2026/story", "Story"), page("/live/2026/now", "Live"),
            page("/about", "About"), page("/", "Home", host="other.example"),
            page("/news/2026/gone", "Gone", status=404),
            replace(page("/x/2026/y", "X"), final_url="news:2026", url="news:2026"),
        )
    )  # fmt: skip
    assert tally.archive.left_out == {
        "skip-pattern": 1, "no-article-pattern": 1, "not-an-article": 1, "http-status": 1,
        "no-address": 1,
    }  # fmt: skip
    assert tally.sites["paper"].stored == 1


def test_what_a_crawl_chose_is_taken_as_it_chose(archive, read, records, tmp_path):
    noted = Note(url="https://paper.example/about-us", site="theirs", run="r9")
    read(archive((page("/about-us", "About"), noted)))
    (record,) = records()
    assert (record.site, record.run) == ("theirs", "r9")


def test_opt_outs_of_the_page_are_read_and_respected_where_asked_for(archive, read, records):
    reserved = page(
        "/news/2026/mine", "Mine", head='<meta name="tdm-reservation" content="1">',
        headers=(("x-robots-tag", "noai"),),
    )  # fmt: skip
    path = archive(reserved)
    tally = read(path, respect=True)
    assert tally.sites["paper.example"].filtered == {"opt-out": 1}
    path = path.rename(path.with_name("again.warc.gz"))
    read(path)
    (record,) = records()
    assert {(right.signal, right.source) for right in record.rights} == {
        ("noai", "header"), ("tdm-reservation", "meta"),
    }  # fmt: skip


def test_filters_count_what_they_drop(archive, read, records):
    tally = read(archive(page("/news/2026/story", "Story")), FILTERS="c4,short")
    assert tally.sites["paper.example"].filtered == {"filter-c4-sentences": 1}
    assert records() == []


def test_damage_costs_what_it_hits_and_too_much_of_it_turns_the_verdict(archive, read, records):
    path = archive(*(page(f"/news/2026/story-{n}", f"Story {n}") for n in range(6)))
    data = bytearray(path.read_bytes())
    for place in (0.3, 0.5, 0.7, 0.9):
        at = int(len(data) * place)
        data[at : at + 30] = bytes(30)
    path.write_bytes(data)
    tally = read(path)
    assert 2 <= tally.archive.left_out["damaged"] <= 4  # what is damaged in a row counts once
    assert len(records()) == 2
    verdict = decide(tally, Ending(), Limits(ratio=0.3, minimum=2))
    assert (verdict.exit_code, "responses are damaged" in verdict.sentence) == (6, True)


def test_a_file_that_is_no_archive_is_told(read, tmp_path):
    path = tmp_path / "letter.warc.gz"
    path.write_bytes(gzip.compress(b"Dear reader, this is no archive."))
    tally = read(path)
    verdict = decide(tally, Ending(log_file="the log"), Limits())
    assert verdict.exit_code == 7
    assert verdict.sentence.startswith("1 file could not be read (no-response: 1)")


def test_a_folder_without_archives_is_a_mistake(settings, tmp_path):
    with pytest.raises(ConfigError, match=r"no \.warc, \.warc\.gz, \.warc\.zst file"):
        open_archives(settings, {"files": str(tmp_path)})
