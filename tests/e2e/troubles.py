"""What may go wrong with a run: each makes it for one real process, and mends it."""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import signal
from contextlib import contextmanager
from dataclasses import replace

from crawler.demo.answers import html
from crawler.exits import Exit

HOST = "harbour.test"
FRONTIER = "frontier.sqlite"


@contextmanager
def nothing(scrapy, web):
    """A site of three articles; all is well."""
    web.site(HOST)
    scrapy.site_file("harbour", HOST)
    yield


@contextmanager
def crawled(scrapy, web):
    with nothing(scrapy, web):
        assert scrapy("crawl", "news").returncode == Exit.FINE
        yield


@contextmanager
def thirty_slow_pages(scrapy, web):
    web.site(HOST, pages=30)
    scrapy.site_file("harbour", HOST)
    yield


@contextmanager
def an_unknown_key(scrapy, web):
    scrapy.site_file("harbour", HOST, colour='"red"')
    yield


@contextmanager
def no_site_file(scrapy, web):
    yield


def in_the_way(which):
    @contextmanager
    def trouble(scrapy, web):
        with nothing(scrapy, web):
            path = getattr(scrapy, which)
            path.write_text("a file in the way")
            yield
            path.unlink()

    return trouble


def forbidden(place, mode=0o500):
    """Take permissions from a file that there is, or from a folder."""

    @contextmanager
    def trouble(scrapy, web):
        with nothing(scrapy, web):
            path = scrapy.folder / place
            if path.suffix == ".log":
                path.parent.mkdir(parents=True)
                path.touch()
            elif not path.exists():
                path.mkdir()
            before = path.stat().st_mode
            path.chmod(mode)
            yield
            path.chmod(before)

    return trouble


@contextmanager
def a_forbidden_frontier(scrapy, web):
    """As when root once ran the job that cron runs as somebody else."""
    with crawled(scrapy, web):
        web.site(HOST, pages=5)  # two more
        web.asked.clear()
        (scrapy.state / FRONTIER).chmod(0o400)
        yield
        (scrapy.state / FRONTIER).chmod(0o600)


def without_privileges():
    """Take from root what lets it write where the permissions forbid it; others have it not.

    See capabilities(7): what leaves the bounding set is not gained by the exec that follows.
    """
    if os.geteuid() != 0:
        return
    drop, dac_override, dac_read_search = 24, 1, 2
    for capability in (dac_override, dac_read_search):
        if ctypes.CDLL(None).prctl(drop, capability, 0, 0, 0):
            raise OSError(f"capability {capability} cannot be dropped")


@contextmanager
def long_articles(scrapy, web):
    """More than a disk holds on which no file may be larger than 160 KiB."""
    scrapy.site_file("harbour", HOST)
    for url in web.site(HOST, pages=12):
        more = "".join(
            f"<p>The {n} members then heard report {n} of the day.</p>" for n in range(900)
        )
        web.answers[url] = html(web.answers[url].body.decode().replace("</article>", more))
    yield


def small_files():
    small = 160 * 1024  # the database's files fit, the segment grows beyond it
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (small, small))


@contextmanager
def no_database(scrapy, web):
    with nothing(scrapy, web):
        scrapy.state.mkdir()
        (scrapy.state / FRONTIER).write_bytes(b"this is no database" * 500)
        yield


@contextmanager
def a_cut_segment(scrapy, web):
    """What was committed is no longer there."""
    with crawled(scrapy, web):
        web.asked.clear()
        (segment,) = scrapy.corpus.glob("*/*/*/*.jsonl")
        segment.write_bytes(segment.read_bytes()[:-100])
        (scrapy.corpus / "manifest.jsonl").unlink()
        yield


@contextmanager
def another_run(scrapy, web):
    with nothing(scrapy, web):
        scrapy.state.mkdir()
        with (scrapy.state / "lock").open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield


@contextmanager
def a_high_floor(scrapy, web):
    web.site(HOST)
    scrapy.site_file("harbour", HOST, minimum_articles=5)
    yield


@contextmanager
def a_server_that_hangs(scrapy, web):
    scrapy.site_file("harbour", HOST)
    for url in web.site(HOST):
        web.answers[url] = replace(web.answers[url], drip_s=600.0)
    yield


@contextmanager
def six_of_eight_gone(scrapy, web):
    urls = web.site(HOST, pages=8)
    scrapy.site_file("harbour", HOST)
    for url in urls[:6]:
        del web.answers[url]
    yield


@contextmanager
def every_site_down(scrapy, web):
    scrapy.site_file("harbour", HOST)
    scrapy.site_file("other", "other.test")
    yield


def ignore_sighup():
    """As nohup does."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def heed_sighup():
    """As without nohup, under which the tests themselves may run."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
