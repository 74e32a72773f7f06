"""One event, one line, printable characters only: whatever a server sends."""

from __future__ import annotations

import re
import socketserver
import threading
from html import escape

import pytest

HOST = "hostile.test"
SPITE = "\x1b]0;owned\x07\x1b[2J\r\n2031-01-01T00:00:00+0000 CRITICAL root: forged\x85\u2028\u202e"
RAW = SPITE.replace("\r\n", " ").encode("utf-8")  # inside a header: a line break would end it
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} (DEBUG|INFO|WARNING|ERROR) [\w.]+: .")
PATHS = ("reason", "type", "location", "retry", "encoding", "length", "status", "header", "title")


def answer(path: str) -> bytes:
    """The raw answer to a path: each one is hostile at another place."""
    if path == "/robots.txt":
        return reply(b"User-agent: " + RAW + b"\nDisallow: /" + RAW, kind=b"text/plain")
    if path == "/feed.xml":
        return reply(feed().encode("utf-8"), kind=b"application/rss+xml")
    page = f"<html><title>{SPITE}</title><body><p>{SPITE}</p></body></html>".encode()
    return {
        "/reason": reply(page, status=b"404 " + RAW),
        "/type": reply(page, kind=RAW),
        "/location": reply(b"", status=b"302 Found", more=b"Location: /" + RAW),
        "/retry": reply(b"", status=b"503 " + RAW, more=b"Retry-After: " + RAW),
        "/encoding": reply(page, more=b"Content-Encoding: gzip" + RAW),
        "/length": reply(page, more=b"Content-Length: " + RAW),
        "/status": b"HTTP/1.1 " + RAW + b" what\r\n\r\n",
        "/header": reply(page, more=RAW + b": " + RAW),
        "/title": reply(page),
    }.get(path, reply(b"gone", status=b"410 " + RAW))


def reply(
    body: bytes, *, status: bytes = b"200 OK", kind: bytes = b"text/html", more: bytes = b"X: y"
) -> bytes:
    lines = [b"HTTP/1.1 " + status, b"Content-Type: " + kind, more, b"Connection: close"]
    if b"Content-Length" not in more:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join([*lines, b"", body])


def feed() -> str:
    """What XML may hold of it stands in titles, GUIDs and addresses."""
    spite = escape(SPITE.replace("\x1b", "").replace("\x07", ""))
    links = [f"http://{HOST}/{path}" for path in PATHS]
    links += [f"http://{HOST}/{spite}", f"http://{spite}/x", spite]
    items = "".join(f"<item><title>{spite}</title><link>{link}</link></item>" for link in links)
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>f</title>{items}</channel></rss>'
    )


class Hostile(socketserver.StreamRequestHandler):
    """Answers as a proxy would, byte for byte what ``answer`` says."""

    def handle(self) -> None:
        target = self.rfile.readline().split(b" ")[1].decode("latin-1")
        while self.rfile.readline().strip():
            pass
        path = "/" + target.removeprefix("http://").partition("/")[2]
        self.server.asked.append(path)
        self.wfile.write(answer(path))


@pytest.fixture
def hostile(scrapy):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Hostile) as server:
        server.asked, server.daemon_threads = [], True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        scrapy.proxy = f"http://127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_a_hostile_server_writes_no_line_of_its_own(scrapy, hostile, level):
    scrapy.site_file("hostile", HOST)
    done = scrapy("crawl", "news", settings={"LOG_LEVEL": level})
    assert {f"/{path}" for path in PATHS} <= set(hostile.asked)
    text = (scrapy.state / "logs" / "crawl.log").read_bytes().decode("utf-8")
    *lines, summary = text.split("\n")[:-1]
    assert [line for line in lines if not LINE.match(line)] == []
    told = [*lines, summary, *done.stderr.split("\n")]
    assert [line for line in told if not line.isprintable()] == []
    assert summary.startswith('{"summary": ')
    assert "Traceback" not in done.stderr
    for path in PATHS:
        ends = rf" (stored|filtered|failed|quarantined|pending) http://{HOST}/{path}( |$)"
        assert any(re.search(ends, line) for line in lines), path


def test_a_dry_run_prints_a_line_a_page(scrapy, hostile):
    scrapy.site_file("hostile", HOST)
    done = scrapy("crawl", "news", "--dry-run")
    *lines, rest = done.stdout.split("\n")
    assert rest == ""
    assert [line for line in lines if not re.fullmatch(r"hostile\thttps?://[!-~]+", line)] == []
    assert len(lines) >= len(PATHS)
