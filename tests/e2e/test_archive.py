"""A crawl that keeps its responses: they are cleaned again without the network, to the same."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from itertools import groupby

import pytest

from benchmarks.site_memory.sites import make_site
from crawler.demo.answers import Answer, html
from output.faults import VARIABLE

HOST, MIRROR = "harbour.test", "mirror.test"
ROBOTS = "User-agent: *\nAllow: /\nContent-Signal: ai-train=no\n\nUser-agent: GPTBot\nDisallow: /\n"
SENTENCES = (
    "The ferry company told the council that its oldest ship would leave the route in spring.",
    "Dockers who have worked the quay for thirty years said they had heard it from the radio.",
    "A study by the port authority puts the cost of a new pier at eleven million over ten years.",
    "Nobody at the meeting could say who would carry the freight until the new one is built.",
)
# Of a row of `scrapy clean`, what is not the record's: its id is the WARC record's own.
ROWS_OWN = {
    "id", "site_name", "charset", "charset_conflict", "error", "error_detail",
}  # fmt: skip


def page_of(title, body, extra=""):
    return html(
        f'<html lang="en"><head><title>{title}</title></head><body><article><h1>{title}</h1>'
        f"{body}</article>{extra}</body></html>"
    )


def parts(web, url, number, last):
    """Put up an article on pages 1 to ``number`` that says it has ``last``."""
    for at in range(1, number + 1):
        body = "".join(f"<p>{said} That stands on page {at}.</p>" for said in SENTENCES)
        following = f'<a rel="next" href="{url}?page={at + 1}">Next</a>' if at < last else ""
        web.answers[url if at == 1 else f"{url}?page={at}"] = page_of(
            "A long story", body, following
        )


def put_up(web, scrapy):
    """A site whose records need more than its pages: feed, robots.txt, further parts, its file."""
    urls = web.site(HOST, pages=4)
    base = f"http://{HOST}/news/2026"
    reserved = web.answers[urls[1]]
    web.answers[urls[1]] = replace(reserved, headers=(("TDM-Reservation", "1"),))
    web.answers[f"{base}/moved-story"] = Answer(
        body=b"", content_type="text/html", status=301, headers=(("Location", urls[2] + "-moved"),)
    )
    web.answers[urls[2] + "-moved"] = page_of(
        "A moved story", "".join(f"<p>{said} It moved.</p>" for said in SENTENCES)
    )
    web.answers[f"{base}/login"] = html("<title>Log in</title><form><input></form>")
    parts(web, f"{base}/long-story", 3, 3)
    parts(web, f"{base}/cut-story", 2, 3)
    items = "".join(
        f"<item><title>Headline {n} of the feed</title><link>{url}</link>"
        f"<pubDate>Tue, {n + 1:02} Mar 2026 08:00:00 +0100</pubDate></item>"
        for n, url in enumerate(
            [*urls, *(f"{base}/{n}" for n in ("moved-story", "login", "long-story", "cut-story"))]
        )
    )
    feed = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>f</title>{items}</channel></rss>'
    )
    web.answers[f"http://{HOST}/feed.xml"] = Answer(
        body=feed.encode(), content_type="application/rss+xml"
    )
    web.answers[f"http://{HOST}/robots.txt"] = Answer(
        body=ROBOTS.encode(), content_type="text/plain"
    )
    scrapy.site_file(
        "harbour", HOST, language='"de"', drop=f'{{ texts = ["{SENTENCES[3]} It moved."] }}'
    )
    copied = web.site(MIRROR, pages=1)
    web.answers[copied[0]] = web.answers[urls[0]]
    scrapy.site_file("mirror", MIRROR)


def lines_of(folder):
    """All lines of a corpus, sorted."""
    found = []
    for path in folder.rglob("*.jsonl"):
        if path.name != "manifest.jsonl":
            found += path.read_bytes().splitlines()
    return sorted(found)


@pytest.fixture
def crawled(web, scrapy):
    """The archive of a crawl, with the network gone."""
    put_up(web, scrapy)
    done = scrapy("crawl", "news", settings={"ARCHIVE_WARC": "1"})
    assert done.returncode == 0, done.stderr
    (warc,) = (scrapy.corpus / "warc").iterdir()
    web.answers.clear()
    web.asked.clear()
    return warc


def test_an_archived_crawl_gives_the_same_records_again(crawled, scrapy, web):
    records = scrapy.records()
    by_title = {record["title"]: record for record in records}
    # What this test would be worth nothing without:
    assert len(records) == 8
    assert any(record["duplicate_kind"] == "mirror" for record in records)
    assert {"robots-ai", "content-signal", "tdm-reservation"} <= {
        right["signal"] for record in records for right in record["rights"]
    }
    assert all(record["published"] for record in records if record["site"] == "harbour")
    assert (
        "part-3-http-404"
        in next(r for r in records if r["access"] == "truncated")["access_reasons"]
    )
    assert by_title["A moved story"]["url"].endswith("-moved")
    assert any(one["rule"] == "drop-text" for r in records for one in r["removed"])

    again = scrapy.folder / "again"
    done = scrapy(
        "crawl", "archive", "-a", f"files={crawled}",
        settings={"CORPUS_DIR": again / "corpus", "STATE_DIR": again / "state"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert web.asked == []
    assert done.stderr.splitlines()[-1] == "8 articles stored from 1 archive file."
    # Byte for byte: id, times, rights, near-duplicates, the run that fetched it, checksum.
    assert lines_of(again) == lines_of(scrapy.corpus)
    verified = scrapy("corpus", "verify", settings={"CORPUS_DIR": again / "corpus"})
    assert verified.returncode == 0, verified.stderr


@pytest.mark.slow
def test_three_days_crawls_one_of_them_killed_give_the_same_records_again(web, scrapy, make_feed):
    made = list(make_site("en", 18))
    host = made[0].url.split("/")[2]
    scrapy.site_file("ledger", host)
    for page in made:
        web.answers[page.url] = html(page.html)
    settings = {"NEAR_DUPLICATES": "off", "ARCHIVE_WARC": "1", "COMMIT_RECORDS": 2}
    settings["COMMIT_SECONDS"] = 600  # no commit by the clock
    for known, kill in ((6, None), (12, "inside-transaction:3"), (12, None), (18, None)):
        web.answers[f"http://{host}/feed.xml"] = make_feed(*(page.url for page in made[:known]))
        env = {**scrapy.environment(), **({VARIABLE: kill} if kill else {})}
        done = scrapy("crawl", "news", settings=settings, env=env)
        assert done.returncode == (-signal.SIGKILL if kill else 0), done.stderr
    recalled = [
        sum(any(one["judge"] == "memory" for one in record["removed"]) for record in records)
        for _, records in groupby(scrapy.records(), key=lambda record: record["run"])
    ]
    # Six pages a day; of the second day's, two were committed before the kill.
    assert recalled == [0, 2, 4, 6]
    archives = sorted((scrapy.corpus / "warc").iterdir())
    assert [path.suffixes for path in archives] == [[".warc", ".gz"]] * 4
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", *archives], check=False, capture_output=True
    )
    assert (checked.returncode, checked.stdout) == (0, b"")
    rules = {one["rule"] for record in scrapy.records() for one in record["removed"]}
    assert {f"memory:{n}-of-{n}-pages-since-2025-03-01" for n in (6, 12)} <= rules

    web.answers.clear()
    again = scrapy.folder / "again"
    folders = {**settings, "CORPUS_DIR": again / "corpus", "STATE_DIR": again / "state"}
    arguments = ("crawl", "archive", "-a", f"files={scrapy.corpus / 'warc'}")
    in_a_later_file = {**scrapy.environment(), VARIABLE: "after-commit:6"}
    killed = scrapy(*arguments, settings=folders, env=in_a_later_file)
    assert killed.returncode == -signal.SIGKILL
    assert scrapy(*arguments, settings=folders).returncode == 0
    assert lines_of(again) == lines_of(scrapy.corpus)


def test_scrapy_clean_gives_the_same_fields_of_every_record(crawled, scrapy, web):
    out = scrapy.folder / "again.jsonl"
    done = scrapy("clean", crawled, "-o", out)
    assert done.returncode == 0, done.stderr
    assert web.asked == []
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    rows_by_url = {row["url"]: row for row in rows if row["error"] is None}
    records = {record["url"]: record for record in scrapy.records()}
    assert rows_by_url.keys() == records.keys()
    assert len(rows) == len(records) + 1  # the page without an article
    for url, record in records.items():
        row = rows_by_url[url]
        assert record.keys() > row.keys() - ROWS_OWN
        for key in row.keys() - ROWS_OWN:
            assert told(row[key]) == told(record[key]), (url, key)


def told(value):
    """A time in one spelling: Z and +00:00 are the same."""
    if isinstance(value, str) and value[:3] == "202":
        return datetime.fromisoformat(value)
    return value


def test_warcios_checker_finds_nothing_wrong_with_a_crawls_archive(crawled):
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(crawled)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    # Nine articles' first pages with their notes, three further parts, the warcinfo.
    assert done.stdout.count("digest pass") == 2 * 9 + 3 + 1


def test_an_archive_is_read_once(crawled, scrapy):
    again = scrapy.folder / "again"
    folders = {"CORPUS_DIR": again / "corpus", "STATE_DIR": again / "state"}
    arguments = ("crawl", "archive", "-a", f"files={crawled.parent}")
    assert scrapy(*arguments, settings=folders).returncode == 0
    before = lines_of(again)
    done = scrapy(*arguments, settings=folders)
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == (
        "0 articles stored from 0 archive files (1 known already)."
    )
    assert lines_of(again) == before


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        (None, "name the archives"),
        ("files=none.warc.gz", "none.warc.gz: no such file or folder"),
        ("files=,", "names nothing"),
        ("urls=x", "unknown spider argument 'urls': known are files"),
    ],
)
def test_wrong_arguments_end_with_2(scrapy, argument, said):
    done = scrapy("crawl", "archive", *(() if argument is None else ("-a", argument)))
    assert done.returncode == 2
    assert said in done.stderr.splitlines()[-1]
