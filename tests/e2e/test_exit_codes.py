"""Every exit code, by a real process; the last line on standard error says what happened."""

import fcntl
import json
import resource
import signal
import sqlite3
import subprocess

import pytest

from crawler.demo.answers import html
from crawler.exits import Exit

HOST = "harbour.test"


def last_line(done):
    return done.stderr.strip().splitlines()[-1]


def summary(scrapy):
    return json.loads(max((scrapy.state / "runs").glob("*.json")).read_text())


def test_all_fine_then_nothing_new(scrapy, web):
    urls = web.site(HOST)
    scrapy.site_file("harbour", HOST)
    first = scrapy("crawl", "news")
    assert (first.returncode, last_line(first)) == (0, "3 articles stored from 1 site.")
    assert first.stdout == ""
    assert first.stderr.count("\n") == 1
    records = scrapy.records()
    assert sorted(record["url"] for record in records) == sorted(urls)
    assert all(record["site"] == "harbour" for record in records)
    log = (scrapy.state / "logs" / "crawl.log").read_text().splitlines()
    assert json.loads(log[-1]) == summary(scrapy)
    assert summary(scrapy)["counts"]["stored"] == 3

    web.asked.clear()
    second = scrapy("crawl", "news")
    assert (second.returncode, last_line(second)) == (0, "Nothing new on 1 site.")
    assert not set(urls) & set(web.asked)
    quiet = scrapy("crawl", "news", "--quiet")
    assert (quiet.returncode, quiet.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-a", "sites=nowhere"), "nowhere"),
        (("-a", "seeds=missing.txt"), "missing.txt"),
        (("-a", "colour=red"), "unknown spider argument 'colour'"),
        (("-s", "EXTRACTOR=magic"), "EXTRACTOR=magic"),
        (("-s", "CLEAN_WORKERS=abc"), "CLEAN_WORKERS=abc"),
        (("-s", "CONCURRENT_REQUESTS=0"), "CONCURRENT_REQUESTS=0"),
        (("-s", "CONTACT_URL=nobody"), "CONTACT_URL='nobody'"),
        (("-s", "ALLOW_PRIVATE=everything"), "ALLOW_PRIVATE"),
        (("-o", "out.jsonl"), "CORPUS_DIR"),
    ],
)
def test_wrong_configuration_is_2_and_sends_nothing(scrapy, web, arguments, words):
    scrapy.site_file("harbour", HOST)
    done = scrapy("crawl", "news", *arguments)
    assert done.returncode == Exit.CONFIGURATION
    assert words in last_line(done)
    assert web.asked == []


def test_a_crawl_that_cannot_be_made_is_6_and_names_the_error(scrapy, web):
    web.site(HOST)
    scrapy.site_file("harbour", HOST)
    done = scrapy("crawl", "news", settings={"SCHEDULER": "no.such.Scheduler"})
    assert done.returncode == Exit.FAILURES
    assert "ModuleNotFoundError: No module named 'no'" in last_line(done)
    assert str(scrapy.state / "logs" / "crawl.log") in last_line(done)
    assert summary(scrapy)["exit_code"] == Exit.FAILURES
    assert web.asked == []


def test_an_unknown_key_in_a_site_file_is_2_and_named(scrapy):
    scrapy.site_file("harbour", HOST, colour='"red"')
    done = scrapy("crawl", "news")
    assert done.returncode == Exit.CONFIGURATION
    assert "harbour.toml" in last_line(done)
    assert "colour" in last_line(done)


@pytest.mark.parametrize("which", ["corpus", "state"])
def test_a_folder_that_cannot_be_written_is_3_before_the_first_request(scrapy, web, which):
    web.site(HOST)
    scrapy.site_file("harbour", HOST)
    getattr(scrapy, which).write_text("a file in the way")
    done = scrapy("crawl", "news")
    assert done.returncode == Exit.DISK
    assert str(getattr(scrapy, which)) in last_line(done)
    assert web.asked == []


def test_a_full_disk_is_3_and_loses_nothing(scrapy, web):
    urls = web.site(HOST, pages=12)
    scrapy.site_file("harbour", HOST)
    small = 160 * 1024  # the database's files fit, the segment grows beyond it

    def shrink():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (small, small))

    for url in urls:  # long articles
        more = "".join(
            f"<p>The {n} members then heard report {n} of the day.</p>" for n in range(900)
        )
        web.answers[url] = html(web.answers[url].body.decode().replace("</article>", more))
    done = scrapy("crawl", "news", settings={"COMMIT_RECORDS": 1}, preexec_fn=shrink)
    assert done.returncode == Exit.DISK, done.stderr
    assert str(scrapy.folder) in last_line(done)
    again = scrapy("crawl", "news")
    assert again.returncode == Exit.FINE, again.stderr
    assert sorted(record["url"] for record in scrapy.records()) == sorted(urls)


def test_damaged_state_is_4_and_says_how_to_mend_it(scrapy, web):
    web.site(HOST)
    scrapy.site_file("harbour", HOST)
    scrapy.state.mkdir()
    (scrapy.state / "frontier.sqlite").write_bytes(b"this is no database" * 500)
    done = scrapy("crawl", "news")
    assert done.returncode == Exit.DAMAGED
    assert "scrapy corpus rebuild-state" in last_line(done)
    assert web.asked == []


def test_a_second_run_is_5_and_a_dead_ones_lock_blocks_nobody(scrapy, web):
    web.site(HOST)
    scrapy.site_file("harbour", HOST)
    scrapy.state.mkdir()
    with (scrapy.state / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = scrapy("crawl", "news")
    assert done.returncode == Exit.LOCKED
    assert str(scrapy.state / "lock") in last_line(done)
    assert scrapy("crawl", "news").returncode == Exit.FINE


def test_too_many_failures_are_6(scrapy, web):
    urls = web.site(HOST, pages=8)
    scrapy.site_file("harbour", HOST)
    for url in urls[:6]:
        del web.answers[url]
    done = scrapy("crawl", "news")
    assert done.returncode == Exit.FAILURES
    assert "6 of 8 pages failed (http-404: 6)" in last_line(done)
    assert len(scrapy.records()) == 2


def test_every_site_down_is_7(scrapy):
    scrapy.site_file("harbour", HOST)
    scrapy.site_file("other", "other.test")
    done = scrapy("crawl", "news")
    assert done.returncode == Exit.NOTHING
    assert "Nothing could be obtained from 2 sites (http-404: 2)" in last_line(done)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_ends_the_run_with_143_and_the_next_run_goes_on(scrapy, web, name):
    urls = web.site(HOST, pages=30)
    scrapy.site_file("harbour", HOST)
    process = scrapy.start("crawl", "news", settings={"DOWNLOAD_DELAY": "0.2"})
    scrapy.wait_for(lambda: len(web.asked) > 6)
    process.send_signal(getattr(signal, name))
    _, err = process.communicate(timeout=30)
    assert process.returncode == Exit.STOPPED, err
    assert f"Stopped by {name}" in err.strip().splitlines()[-1]
    with sqlite3.connect(scrapy.state / "frontier.sqlite") as frontier:
        (leased,) = frontier.execute("SELECT count(*) FROM urls WHERE state = 1").fetchone()
    assert leased == 0
    assert scrapy("crawl", "news").returncode == Exit.FINE
    assert sorted(record["url"] for record in scrapy.records()) == sorted(urls)


def test_sighup_is_ignored_under_nohup(scrapy, web):
    web.site(HOST, pages=10)
    scrapy.site_file("harbour", HOST)

    def nohup():
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    process = scrapy.start("crawl", "news", settings={"DOWNLOAD_DELAY": "0.1"}, preexec_fn=nohup)
    scrapy.wait_for(lambda: len(web.asked) > 4)
    process.send_signal(signal.SIGHUP)
    _, err = process.communicate(timeout=60)
    assert process.returncode == Exit.FINE, err
    assert len(scrapy.records()) == 10


def test_a_spider_of_another_name_is_scrapys_affair(scrapy):
    done = scrapy("crawl", "nosuchspider")
    assert done.returncode != 0
    assert isinstance(done, subprocess.CompletedProcess)


def test_a_dry_run_tells_what_it_would_fetch_and_keeps_nothing(scrapy, web):
    urls = web.site(HOST)
    scrapy.site_file("harbour", HOST)
    done = scrapy("crawl", "news", "--dry-run")
    assert done.returncode == Exit.FINE, done.stderr
    assert sorted(done.stdout.splitlines()) == sorted(f"harbour\t{url}" for url in urls)
    assert last_line(done).startswith("Dry run: 3 articles of 1 sites")
    assert not set(urls) & set(web.asked)
    assert not scrapy.corpus.exists()
    assert not (scrapy.state / "frontier.sqlite").exists()
    assert scrapy("crawl", "news").returncode == Exit.FINE
    again = scrapy("crawl", "news", "--dry-run")
    assert again.stdout == ""


def test_a_dry_run_has_the_exit_code_of_what_went_wrong(scrapy, web):
    scrapy.site_file("harbour", HOST)
    done = scrapy("crawl", "news", "--dry-run")
    assert (done.returncode, done.stdout) == (Exit.NOTHING, "")
    assert "Nothing could be obtained from 1 site (http-404: 1)" in last_line(done)
    web.site(HOST)
    scrapy.state.mkdir(exist_ok=True)
    (scrapy.state / "frontier.sqlite").write_bytes(b"this is no database" * 500)
    done = scrapy("crawl", "news", "--dry-run")
    assert done.returncode == Exit.DAMAGED
    assert "scrapy corpus rebuild-state" in last_line(done)


def test_a_dry_run_that_a_signal_ends_is_143(scrapy, web):
    feeds = ", ".join(f'"http://{HOST}/feed{number}.xml"' for number in range(30))
    (scrapy.sites / "harbour.toml").write_text(
        f'name = "harbour"\ndomains = ["{HOST}"]\nfeeds = [{feeds}]\n'
    )
    process = scrapy.start("crawl", "news", "--dry-run", settings={"DOWNLOAD_DELAY": "0.5"})
    scrapy.wait_for(lambda: len(web.asked) > 3)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (Exit.STOPPED, ""), err
    assert "Stopped by SIGTERM" in err.strip().splitlines()[-1]
