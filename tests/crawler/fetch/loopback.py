"""A loopback forward proxy with a misbehaving host for each test, and a crawl through it.

The crawl is one real Scrapy process with the project's fetch settings, so that all hosts
of a test module cost one start; its results and the server's log come back as data.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[3]
PAGE = b"<!doctype html><html><head><title>x</title></head><body><p>Text</p></body></html>"


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it."""

    at: float
    host: str
    path: str
    headers: dict[str, str]


def answer(status: int = 200, body: bytes = PAGE, **headers: str) -> bytes:
    """Return a whole HTTP response; header names are written with underscores."""
    named = {"Content-Type": "text/html", "Content-Length": str(len(body))}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode() + body


# A site answers (path, how often this path was asked before, socket) with bytes, or None when
# it has written to the socket itself.
Site = Callable[[str, int, socket.socket], bytes | None]


@dataclass
class Web:
    """The hosts, and what they were asked."""

    sites: dict[str, Site] = field(default_factory=dict)
    log: list[Asked] = field(default_factory=list)
    busy: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    most_busy: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def asked(self, host: str, path: str | None = None) -> list[Asked]:
        """Return the requests for a host, or for one of its paths."""
        return [one for one in self.log if one.host == host and path in (None, one.path)]


class Handler(StreamRequestHandler):
    """Reads one request, answers, closes."""

    def handle(self) -> None:
        web: Web = self.server.web
        line = self.rfile.readline().decode("latin-1")
        if not line.strip():
            return
        headers = {}
        while raw := self.rfile.readline().decode("latin-1").strip():
            name, _, value = raw.partition(":")
            headers[name.lower()] = value.strip()
        parts = urlsplit(line.split()[1])
        host = parts.hostname or headers.get("host", "").partition(":")[0]
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        with web.lock:
            before = len(web.asked(host, path))
            web.log.append(Asked(time.monotonic(), host, path, headers))
            web.busy[host] += 1
            web.most_busy[host] = max(web.most_busy[host], web.busy[host])
        try:
            site = web.sites.get(host)
            reply = site(path, before, self.connection) if site else answer(502)
            if reply is not None:
                self.connection.sendall(reply)
        except OSError:
            pass
        finally:
            with web.lock:
                web.busy[host] -= 1


class Server(ThreadingTCPServer):
    """The proxy's socket."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 256


def serve(web: Web) -> Server:
    """Start the proxy in a thread; the caller shuts it down."""
    server = Server(("127.0.0.1", 0), Handler)
    server.web = web
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


CRAWL = """
import json, sys
import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from crawler.fetch.classify import classify, failure_of_response
from crawler.fetch.settings import FETCH_SETTINGS

plan = json.load(sys.stdin)

class Probe(scrapy.Spider):
    name = "probe"

    async def start(self):
        for url in plan["urls"]:
            yield scrapy.Request(url, self.parse, errback=self.fail, dont_filter=True,
                                 meta={"asked": url}, headers=plan["headers"])

    def parse(self, response):
        failure = failure_of_response(response)
        self.tell(response.meta["asked"], status=response.status, url=response.url,
                  bytes=len(response.body), reason=failure and failure.reason,
                  rights=[[r.signal, r.value, r.source] for r in response.meta.get("rights", ())],
                  hops=list(response.meta.get("redirect_urls", ())))

    def fail(self, failure):
        found = classify(failure.value)
        self.tell(failure.request.meta["asked"], reason=found.reason, retry=found.retry,
                  detail=found.detail, retry_after_s=found.retry_after_s)

    def tell(self, asked, **facts):
        print("RESULT " + json.dumps({"asked": asked, **facts}), flush=True)

settings = {**FETCH_SETTINGS, "USER_AGENT": "Cleanwire/0.1 (test)", "LOG_LEVEL": "WARNING",
            "CONCURRENT_REQUESTS": 200, **plan["settings"]}
process = AsyncCrawlerProcess(settings)
process.crawl(Probe)
process.start()
"""


def crawl(
    urls: list[str], *, proxy: str | None, timeout_s: float = 100, headers=None, **settings: object
) -> dict[str, dict]:
    """Fetch the URLs in one Scrapy process; returns the result of each by URL."""
    environment = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    environment["PYTHONPATH"] = str(ROOT)
    if proxy:
        environment["http_proxy"] = proxy
    plan = {"urls": urls, "settings": settings, "headers": headers or {}}
    done = subprocess.run(
        [sys.executable, "-c", CRAWL],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        timeout=timeout_s,
        env=environment,
        check=True,
    )
    lines = [
        line.removeprefix("RESULT ")
        for line in done.stdout.splitlines()
        if line.startswith("RESULT ")
    ]
    return {result["asked"]: result for result in map(json.loads, lines)}
