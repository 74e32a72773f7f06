"""Egress, end to end: whatever a site says, no connection reaches a forbidden address.

The site stands on an address that ALLOW_PRIVATE opens. It points to a canary on loopback
by feed, sitemap, robots.txt, link tag, redirect, meta refresh and canonical link; the seeds
name the canary, too. The canary counts its connections.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SITE, SHUT = "127.0.0.2", "127.0.0.3"  # SHUT's robots.txt redirects to the canary
SPELLINGS = (
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "localhost",
    "LOCALHOST.",
    "sub.localhost",
    "0.0.0.0",
    "0",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "%31%32%37.0.0.1",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
)


class Canary:
    """Listens on every local address and counts connections."""

    def __init__(self) -> None:
        self.connections = 0
        self._socket = socket.create_server(("", 0), family=socket.AF_INET6, dualstack_ipv6=True)
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()

    def close(self) -> None:
        self._socket.close()


def urls_to(port: int) -> list[str]:
    return [f"http://{host}:{port}/x" for host in SPELLINGS] + [
        f"http://u:p@{SITE}:{port}/x",
        f"ftp://127.0.0.1:{port}/x",
        "file:///etc/passwd",
    ]


class Site(BaseHTTPRequestHandler):
    """The hostile site."""

    def do_GET(self) -> None:
        targets = self.server.targets
        number = self.path.rpartition("-")[2]
        host = self.headers["Host"].partition(":")[0]
        if self.path == "/robots.txt" and host == SHUT:
            self._redirect(targets[0])
        elif self.path == "/robots.txt":
            self._send("".join(f"Sitemap: {url}\n" for url in targets), "text/plain")
        elif self.path == "/feed.xml":
            links = [f"/story-{n}" for n in range(len(targets))] + [
                "/refresh-0",
                "/canonical-0",
                *targets,
            ]
            items = "".join(f"<item><link>{link}</link></item>" for link in links)
            self._send(f"<rss><channel>{items}</channel></rss>", "application/rss+xml")
        elif self.path.startswith("/story-"):
            self._redirect(targets[int(number)])
        elif self.path.startswith("/refresh-"):
            self._send(f'<html><meta http-equiv="refresh" content="0;url={targets[0]}"><p>x</html>')
        elif self.path.startswith("/canonical-"):
            self._send(f'<html><link rel="canonical" href="{targets[0]}"><p>x</html>')
        else:
            feeds = "".join(
                f'<link rel="alternate" type="application/rss+xml" href="{url}">'
                for url in ("/feed.xml", *targets)
            )
            sitemaps = "".join(
                f'<a href="{url}">A headline of some length here</a>' for url in targets
            )
            self._send(f"<html><head>{feeds}</head><body>{sitemaps}</body></html>")

    def _send(self, text: str, kind: str = "text/html; charset=utf-8") -> None:
        self.server.paths.append(self.path)
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _redirect(self, url: str) -> None:
        self.server.paths.append(self.path)
        self.send_response(302)
        self.send_header("Location", url.encode("utf-8").decode("latin-1"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def canary():
    canary = Canary()
    yield canary
    canary.close()


@pytest.mark.slow
def test_no_connection_reaches_a_forbidden_address(canary, tmp_path):
    server = ThreadingHTTPServer(("0.0.0.0", 0), Site)
    server.targets, server.paths = urls_to(canary.port), []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    seeds = tmp_path / "seeds.txt"
    seeded = [f"http://{SITE}:{port}/", f"http://{SHUT}:{port}/"]
    seeds.write_text("\n".join(seeded + [url for url in server.targets if url.startswith("http:")]))
    environment = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    values = {
        "ALLOW_PRIVATE": f"{SITE},{SHUT}",
        "DOWNLOAD_DELAY": 0,
        "RETRY_WAIT_S": 0,
        "CORPUS_DIR": tmp_path / "corpus",
        "STATE_DIR": tmp_path / "state",
    }
    given = [word for name, value in values.items() for word in ("-s", f"{name}={value}")]
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"seeds={seeds}", *given],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    server.shutdown()
    server.server_close()
    assert "Traceback" not in done.stderr, done.stderr[-3_000:]
    # The site was crawled: every bait was laid out.
    assert "/feed.xml" in server.paths, done.stderr[-3_000:]
    assert {f"/story-{n}" for n in range(len(server.targets))} <= set(server.paths)
    assert {"/refresh-0", "/canonical-0"} <= set(server.paths)
    # SHUT's robots.txt led to the canary: nothing else was asked of it.
    assert canary.connections == 0
    # The canary does count.
    socket.create_connection(("127.0.0.1", canary.port)).close()
    deadline = time.monotonic() + 5
    while canary.connections == 0 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert canary.connections == 1
