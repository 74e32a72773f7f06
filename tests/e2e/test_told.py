"""Who is told of a run: a webhook, Prometheus, a person at a terminal."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from crawler.exits import Exit

HOST = "harbour.test"


class Room(BaseHTTPRequestHandler):
    """A chat room's webhook."""

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.told.append((self.path, json.loads(self.rfile.read(length))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def room(monkeypatch):
    with HTTPServer(("127.0.0.1", 0), Room) as server:
        server.told = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        monkeypatch.setenv(
            "CLEANWIRE_WEBHOOK_URL", f"http://127.0.0.1:{server.server_port}/hooks/secret"
        )
        yield server
        server.shutdown()


def test_trouble_is_told_to_the_webhook_and_peace_is_not(scrapy, web, room):
    web.site(HOST)
    scrapy.site_file("harbour", HOST)
    assert scrapy("crawl", "news").returncode == Exit.FINE
    assert room.told == []
    scrapy.site_file("harbour", HOST, minimum_articles=9)
    web.site(HOST, pages=4)
    metrics = scrapy.folder / "cleanwire.prom"
    done = scrapy("crawl", "news", settings={"METRICS_FILE": metrics})
    assert done.returncode == Exit.FAILURES
    ((path, message),) = room.told
    assert path == "/hooks/secret"
    assert "harbour: its feeds, sitemaps or listings changed" in message["text"]
    assert message["exit_code"] == Exit.FAILURES
    assert "hooks/secret" not in (scrapy.state / "logs" / "crawl.log").read_text() + done.stderr
    numbers = metrics.read_text().splitlines()
    assert "cleanwire_last_run_exit_code 6" in numbers
    assert any(n.startswith("cleanwire_last_run_alarm{") and "harbour" in n for n in numbers)


def test_a_run_that_could_not_begin_is_told_too_but_no_run_that_was_not_wanted(scrapy, web, room):
    web.site(HOST)
    scrapy.site_file("harbour", HOST, colour='"red"')
    metrics = scrapy.folder / "cleanwire.prom"
    settings = {"METRICS_FILE": metrics}
    assert scrapy("crawl", "news", "--dry-run", settings=settings).returncode == 2
    scrapy.state.mkdir(exist_ok=True)
    with (scrapy.state / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert scrapy("crawl", "news", settings=settings).returncode == Exit.LOCKED
    assert (room.told, metrics.exists()) == ([], False)
    done = scrapy("crawl", "news", settings=settings)
    assert done.returncode == Exit.CONFIGURATION
    ((_, message),) = room.told
    assert message["exit_code"] == Exit.CONFIGURATION
    assert message["sentence"] == done.stderr.splitlines()[-1]
    assert "harbour.toml" in message["text"]
    assert "cleanwire_last_run_exit_code 2" in metrics.read_text().splitlines()


def test_the_summary_is_the_logs_last_line_even_where_nobody_could_be_told(scrapy, web):
    web.site(HOST)
    scrapy.site_file("harbour", HOST)
    done = scrapy("crawl", "news", settings={"METRICS_FILE": "/no/such/folder/x"})
    assert done.returncode == Exit.FINE
    *_, warning, last = (scrapy.state / "logs" / "crawl.log").read_text().splitlines()
    assert "/no/such/folder/x" in warning
    assert json.loads(last)["counts"]["stored"] == 3


def at_a_terminal(scrapy, monkeypatch, **settings):
    """Run with a terminal on standard error; returns what it was sent."""
    monkeypatch.setenv("TERM", "xterm")
    ours, theirs = os.openpty()
    process = scrapy.start("crawl", "news", settings=settings, stderr=theirs)
    os.close(theirs)
    sent = b""
    with suppress(OSError):  # EIO: the other end is closed
        while piece := os.read(ours, 65_536):
            sent += piece
    os.close(ours)
    process.communicate(timeout=60)
    return sent.decode()


def test_a_terminal_sees_how_the_run_comes_on(scrapy, web, monkeypatch):
    web.site(HOST, pages=10)
    scrapy.site_file("harbour", HOST)
    scrapy.site_file("gone", "gone.test")
    sent = at_a_terminal(
        scrapy, monkeypatch, DOWNLOAD_DELAY="0.3", METRICS_FILE="/no/such/folder/x"
    )
    *drawn, last = sent.split("\r\x1b[2K")
    assert any("pages/s" in line and "stored" in line and "waiting" in line for line in drawn)
    assert "\x1b" not in sent.replace("\x1b[2K", "")  # NO_COLOR is set
    assert last.startswith("WARNING: /no/such/folder/x")
    assert "10 articles stored from 2 sites" in last.splitlines()[-1]
