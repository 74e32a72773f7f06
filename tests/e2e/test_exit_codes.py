"""Every exit code, by a real process; the last line on standard error says what happened."""

from __future__ import annotations

import json
import signal
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field, replace

import pytest

from crawler.exits import Exit
from tests.e2e.troubles import (
    FRONTIER,
    HOST,
    a_cut_segment,
    a_forbidden_frontier,
    a_high_floor,
    a_server_that_hangs,
    an_unknown_key,
    another_run,
    crawled,
    every_site_down,
    forbidden,
    heed_sighup,
    ignore_sighup,
    in_the_way,
    long_articles,
    no_database,
    no_site_file,
    nothing,
    six_of_eight_gone,
    small_files,
    thirty_slow_pages,
    without_privileges,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One run of ``scrapy crawl news``, what is wrong meanwhile, and how it must end."""

    code: Exit
    says: str  # in the last line on standard error
    trouble: Callable[..., AbstractContextManager[None]]  # ends with the run
    arguments: tuple[str, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    in_child: Callable[[], None] | None = None  # before the program starts
    signal: str | None = None  # sent when some pages are fetched
    asks: bool = False  # whether a request may be sent
    mended: bool = False  # whether the next run, without the trouble, stores every article


def wrong(setting, says=None):
    """A setting that no run can work with."""
    name, _, value = setting.partition("=")
    return Row(
        code=Exit.CONFIGURATION, says=says or setting, trouble=nothing, settings={name: value}
    )


def wrongly_called(*arguments, says):
    return Row(code=Exit.CONFIGURATION, says=says, trouble=nothing, arguments=arguments)


def no_permission(place):
    return Row(
        code=Exit.DISK, says=f"{place}: cannot be written (Permission denied)",
        trouble=forbidden(place), in_child=without_privileges, mended=True,
    )  # fmt: skip


def stopped(name, **row):
    return Row(
        code=Exit.STOPPED, says=f"Stopped by {name}", trouble=thirty_slow_pages, asks=True,
        settings={"DOWNLOAD_DELAY": "0.5"}, signal=name, mended=True, **row,
    )  # fmt: skip


TABLE = {
    "all-fine": Row(
        code=Exit.FINE, says="3 articles stored from 1 site.", trouble=nothing, asks=True
    ),
    "nothing-new": Row(
        code=Exit.FINE, says="Nothing new on 1 site.", trouble=crawled, asks=True
    ),
    "unknown-site": wrongly_called("-a", "sites=nowhere", says="nowhere"),
    "no-seed-file": wrongly_called("-a", "seeds=missing.txt", says="missing.txt"),
    "unknown-argument": wrongly_called(
        "-a", "colour=red", says="unknown spider argument 'colour'"
    ),
    "items-to-a-file": wrongly_called("-o", "out.jsonl", says="CORPUS_DIR"),
    "no-site-file": Row(code=Exit.CONFIGURATION, says="site", trouble=no_site_file),
    "unknown-key": Row(
        code=Exit.CONFIGURATION, says="harbour.toml", trouble=an_unknown_key
    ),
    "extractor": wrong("EXTRACTOR=magic"),
    "no-number": wrong("CLEAN_WORKERS=abc"),
    "out-of-bounds": wrong("CONCURRENT_REQUESTS=0"),
    "contact": wrong("CONTACT_URL=nobody", says="CONTACT_URL='nobody'"),
    "ranges": wrong("ALLOW_PRIVATE=everything", says="ALLOW_PRIVATE"),
    "webhook": wrong("WEBHOOK_WHEN=never"),
    "log-level": wrong("LOG_LEVEL=loud"),
    "empty-folder": wrong("CORPUS_DIR=", says="CORPUS_DIR is empty"),
    "resolver": wrong("TWISTED_DNS_RESOLVER=no.such.Resolver"),
    "resolver-that-fails": wrong("TWISTED_DNS_RESOLVER=os.path.join", says="TypeError"),
    "event-loop": wrong("ASYNCIO_EVENT_LOOP=no.such.Loop"),
    "reactor": wrong("TWISTED_REACTOR_ENABLED=0", says="TWISTED_REACTOR_ENABLED"),
    "threads": wrong("REACTOR_THREADPOOL_MAXSIZE=many"),
    "corpus-in-the-way": Row(
        code=Exit.DISK, says="corpus: cannot be written", trouble=in_the_way("corpus"),
        mended=True,
    ),
    "state-in-the-way": Row(
        code=Exit.DISK, says="state", trouble=in_the_way("state"), mended=True
    ),
    "corpus-forbidden": no_permission("corpus"),
    "state-forbidden": replace(no_permission("state"), says="state/lock: Permission denied"),
    "log-forbidden": no_permission("state/logs/crawl.log"),
    "frontier-forbidden": Row(
        code=Exit.DISK, says="frontier.sqlite", trouble=a_forbidden_frontier,
        in_child=without_privileges, mended=True,
    ),
    "site-file-forbidden": Row(
        code=Exit.CONFIGURATION, says="harbour.toml: cannot be read: Permission denied",
        trouble=forbidden("sites/harbour.toml", mode=0), in_child=without_privileges,
    ),
    "full-disk": Row(
        code=Exit.DISK, says="nothing that was stored is lost", trouble=long_articles,
        settings={"COMMIT_RECORDS": 1}, in_child=small_files, asks=True, mended=True,
    ),
    "damaged-state": Row(
        code=Exit.DAMAGED, says="scrapy corpus rebuild-state", trouble=no_database
    ),
    "damaged-corpus": Row(
        code=Exit.DAMAGED, says="scrapy corpus rebuild-state", trouble=a_cut_segment
    ),
    "lock-held": Row(
        code=Exit.LOCKED, says="state/lock", trouble=another_run, mended=True
    ),
    "failure-ratio": Row(
        code=Exit.FAILURES, says="6 of 8 pages failed (http-404: 6), with 2 articles stored",
        trouble=six_of_eight_gone, asks=True,
    ),
    "below-the-floor": Row(
        code=Exit.FAILURES, says="3 articles stored, but harbour: its feeds, sitemaps or listings "
        "changed (they name 3 articles, minimum_articles is 5): see 'scrapy report'.",
        trouble=a_high_floor, asks=True,
    ),
    "no-progress": Row(
        code=Exit.FAILURES, says="Ended by the watchdog: no progress for ",
        trouble=a_server_that_hangs, asks=True,
        settings={"WATCHDOG_S": 4, "STOP_GRACE_S": 1, "DOWNLOAD_TIMEOUT": 500},
    ),
    "no-such-scheduler": Row(
        code=Exit.FAILURES, says="ModuleNotFoundError: No module named 'no'", trouble=nothing,
        settings={"SCHEDULER": "no.such.Scheduler"},
    ),
    "every-site-down": Row(
        code=Exit.NOTHING, says="Nothing could be obtained from 2 sites (http-404: 2)",
        trouble=every_site_down, asks=True,
    ),
    "SIGTERM": stopped("SIGTERM"),
    "SIGINT": stopped("SIGINT"),
    "SIGHUP": stopped("SIGHUP", in_child=heed_sighup),
    "SIGHUP-under-nohup": Row(
        code=Exit.FINE, says="30 articles stored", trouble=thirty_slow_pages, asks=True,
        settings={"DOWNLOAD_DELAY": "0.1"}, in_child=ignore_sighup, signal="SIGHUP",
    ),
}  # fmt: skip


def last_line(done):
    return done.stderr.strip().splitlines()[-1]


def summaries(scrapy):
    return [json.loads(path.read_text()) for path in sorted((scrapy.state / "runs").glob("*"))]


def articles(web):
    return sorted(url for url in web.answers if "/news/" in url)


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE.keys())
def test_a_run_ends_as_the_table_says(scrapy, web, row):
    with row.trouble(scrapy, web):
        runs = len(summaries(scrapy)) if scrapy.state.is_dir() else 0
        done = run(scrapy, web, row)
        assert done.returncode == row.code, done.stderr
        assert row.says in last_line(done)
        assert done.stdout == ""
        assert all(line.isprintable() for line in done.stderr.splitlines())
        assert web.asked == [] or row.asks
    if scrapy.state.is_dir() and len(summaries(scrapy)) > runs:
        assert summaries(scrapy)[-1]["exit_code"] == row.code
        assert summaries(scrapy)[-1]["sentence"] == last_line(done)
    if row.mended:
        again = scrapy("crawl", "news")
        assert again.returncode == Exit.FINE, again.stderr
        assert sorted(record["url"] for record in scrapy.records()) == articles(web)


def run(scrapy, web, row):
    process = scrapy.start(
        "crawl", "news", *row.arguments, settings=row.settings, preexec_fn=row.in_child
    )
    if row.signal is not None:
        scrapy.wait_for(lambda: len(web.asked) > 6)
        process.send_signal(getattr(signal, row.signal))
    done = scrapy.end(process)
    if row.code is Exit.STOPPED:
        with closing(sqlite3.connect(scrapy.state / FRONTIER)) as frontier:
            (leased,) = frontier.execute("SELECT count(*) FROM urls WHERE state = 1").fetchone()
        assert leased == 0
    return done


def test_the_table_holds_every_exit_code():
    assert {row.code for row in TABLE.values()} == set(Exit)


OTHERS = {
    "clean-number": (("clean", "page.html"), {"CLEAN_WORKERS": "abc"}, Exit.CONFIGURATION),
    "clean-no-file": (("clean", "page.html"), {}, Exit.CONFIGURATION),
    "clean-no-input": (("clean",), {}, Exit.CONFIGURATION),
    "site-number": (("site", "check"), {"DOWNLOAD_DELAY": "abc"}, Exit.CONFIGURATION),
    "site-unknown": (("site", "check", "nowhere"), {}, Exit.CONFIGURATION),
    "site-down": (("site", "add", "http://nowhere.test"), {}, Exit.NOTHING),
    "inspect-number": (("inspect", "page.html"), {"ALLOWED_PORTS": "abc"}, Exit.CONFIGURATION),
    "inspect-no-file": (("inspect", "page.html"), {}, Exit.CONFIGURATION),
    "inspect-no-page": (("inspect", "http://nowhere.test/"), {}, Exit.NOTHING),
    "inspect-no-record": (("inspect", "0" * 32), {}, Exit.NOTHING),
    "report-no-run": (("report",), {}, Exit.CONFIGURATION),
    "corpus-none": (("corpus", "verify"), {}, Exit.CONFIGURATION),
    "corpus-unknown": (("corpus", "polish"), {}, Exit.CONFIGURATION),
    "completion-shell": (("completion", "dos"), {}, Exit.CONFIGURATION),
    "demo-argument": (("demo", "tomorrow"), {}, Exit.CONFIGURATION),
    "no-such-command": (("crawll",), {}, Exit.CONFIGURATION),
}


@pytest.mark.parametrize(("arguments", "settings", "code"), OTHERS.values(), ids=OTHERS.keys())
def test_the_other_commands_have_the_same_exit_codes(scrapy, arguments, settings, code):
    done = scrapy(*arguments, settings={**settings, "DOWNLOAD_DELAY": "0"} | settings)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    for value in settings.values():
        assert f"{value}: give" in last_line(done)


def test_the_last_log_line_is_the_runs_summary(scrapy, web):
    urls = web.site(HOST)
    scrapy.site_file("harbour", HOST)
    first = scrapy("crawl", "news")
    assert (first.returncode, first.stderr.count("\n")) == (0, 1)
    records = scrapy.records()
    assert sorted(record["url"] for record in records) == sorted(urls)
    assert all(record["site"] == "harbour" for record in records)
    log = (scrapy.state / "logs" / "crawl.log").read_text().splitlines()
    (summary,) = summaries(scrapy)
    assert json.loads(log[-1]) == summary
    assert summary["counts"]["stored"] == 3

    web.asked.clear()
    quiet = scrapy("crawl", "news", "--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    assert not set(urls) & set(web.asked)


def test_a_spider_of_another_name_is_scrapys_affair(scrapy):
    done = scrapy("crawl", "nosuchspider")
    assert done.returncode != 0
    assert "Spider not found: nosuchspider" in done.stderr
