"""What the fuzzer calls: each target takes bytes and raises only when something is wrong.

A target lets pass what its function documents (``CleaningError``, ``CorpusDamage``) and
checks what it promises; anything else that is raised is a finding.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cleaners import CleaningError, clean_html, clean_text
from cleaners.decode import decode
from cleaners.warc import read_warc
from crawler.discovery.feeds import read_feed
from crawler.discovery.listings import read_listing
from crawler.discovery.sitemaps import read_sitemap
from crawler.fetch.robots import parse_robots
from output import record
from output.errors import CorpusDamage
from output.near_duplicates.signature import sign

URL = "https://paper.example/news/story?id=1"
_FORBIDDEN = frozenset(map(chr, [*range(9), 11, 12, *range(14, 32), 127, 0x2028, 0x2029, 0xFEFF]))


class BrokenPromiseError(AssertionError):
    """A function returned what it promises never to return."""


def fuzz_decode(data: bytes) -> None:
    decode(data, content_type="text/html; charset=" + data[:12].decode("latin-1"))
    decode(data)


def fuzz_clean(data: bytes) -> None:
    with suppress(CleaningError):
        _check_text(clean_html(data, url=URL).text)


def fuzz_text(data: bytes) -> None:
    try:
        text = data.decode("utf-8", "surrogatepass")  # lone surrogates, as JSON can hold them
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    with suppress(CleaningError):
        _check_text(clean_text(text).text)
    sign(text)


def fuzz_feed(data: bytes) -> None:
    for entry in read_feed(data, URL).entries:
        _check_url(entry.url)


def fuzz_sitemap(data: bytes) -> None:
    for entry in read_sitemap(data, URL).entries:
        _check_url(entry.url)


def fuzz_listing(data: bytes) -> None:
    for entry in read_listing(data, URL).entries:
        _check_url(entry.url)


def fuzz_robots(data: bytes) -> None:
    file = parse_robots(200, data)
    file.allows(URL, "Cleanwire")
    file.crawl_delay_s("Cleanwire")
    file.sitemaps("https://paper.example/")
    file.refused_ai_agents(URL)
    file.content_signals()


def fuzz_record(data: bytes) -> None:
    with suppress(CorpusDamage):
        record.decode(data)
    with suppress(CorpusDamage):  # past the checksum
        record.decode(record.seal(data.removesuffix(b"}")))


def fuzz_warc(data: bytes) -> None:
    handle, name = tempfile.mkstemp()
    try:
        os.write(handle, data)
        os.close(handle)
        found = list(read_warc(Path(name)))
        for one in found[:3]:
            list(read_warc(Path(name), after=one.marker))
    finally:
        Path(name).unlink()


def _check_text(text: str) -> None:
    text.encode()  # no lone surrogate
    if bad := _FORBIDDEN & set(text):
        raise BrokenPromiseError(f"control characters in the text: {sorted(map(ord, bad))}")
    if not text.strip():
        raise BrokenPromiseError("an empty text that is no CleaningError")


def _check_url(url: str) -> None:
    url.encode()
    if not url.startswith(("http://", "https://")):
        raise BrokenPromiseError(f"not an address to fetch: {url!r}")


TARGETS: dict[str, Callable[[bytes], None]] = {
    name.removeprefix("fuzz_"): target
    for name, target in list(globals().items())
    if name.startswith("fuzz_")
}

# Where mutation begins: one small input of each kind.
SEEDS: dict[str, tuple[bytes, ...]] = {
    "decode": ("<meta charset=shift_jis>日本語".encode("shift_jis"), "Grüße".encode("utf-16")),
    "clean": (
        b"<!doctype html><html lang=en><head><title>Harbour opens</title></head><body><nav><a "
        b"href=/>Home</a></nav><article><h1>Harbour opens</h1><p class=byline>By A. Writer</p>"
        + b"<p>The harbour opened on Monday after two years of work, the town said.</p>" * 6
        + b"<ul><li>One<li>Two</ul></article><footer>Follow us</footer></body></html>",
    ),
    "text": (b"The harbour opened on Monday.\nFollow us on every network.\n" * 4,),
    "feed": (
        b"<?xml version='1.0'?><rss version='2.0'><channel><title>T</title><item><title>A</title>"
        b"<link>https://paper.example/a</link><pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate>"
        b"</item></channel></rss>",
        b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"/a"}]}',
    ),
    "sitemap": (
        b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>"
        b"https://paper.example/a</loc><lastmod>2026-03-02</lastmod></url></urlset>",
    ),
    "listing": (b"<main><h2><a href=/2026/03/harbour-opens-again>Harbour opens</a></h2></main>",),
    "robots": (b"User-agent: *\nDisallow: /private/*.html$\nCrawl-delay: 2\nSitemap: /s.xml\n",),
    "record": (b'{"schema":1,"id":"00","text":"x"}',),
    "warc": (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: "
        b"2026-01-02T03:04:05Z\r\nWARC-Target-URI: http://a.example/\r\nContent-Length: 46\r\n\r\n"
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nhi\r\n\r\n",
    ),
}
