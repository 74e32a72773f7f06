"""A web of any size from a small corpus: ``python -m benchmarks.salted CORPUS --port N``.

An HTTP proxy that answers ``http://paper-7.test/1234/story.html`` with a page of the corpus
whose paragraphs have their words shuffled by the number: every page is another text of the
same markup, and the same number is always the same page. Anything else is a 404.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from benchmarks.corpus import read_pages

_HOSTS: Final = 40
_PAGES: Final = 200  # of the corpus; the server holds them in memory
LONGEST: Final = 400_000  # characters of a page that is taken
_PATH: Final = re.compile(r"/(\d+)/story\.html")
_TEXT: Final = re.compile(r"(<p\b[^>]*>)([^<]{30,})")
# Statements of the page's own address: all copies of a page would be one article.
_ADDRESS: Final = re.compile(
    r"<link\b[^>]*\bcanonical\b[^>]*>|<meta\b[^>]*\b(?:og|twitter):url\b[^>]*>"
    r"|<script\b[^>]*ld\+json.*?</script>",
    re.IGNORECASE | re.DOTALL,
)


def address(number: int) -> str:
    """Return the URL of page ``number``."""
    return f"http://paper-{number % _HOSTS}.test/{number}/story.html"


def salted(pages: Sequence[str], number: int) -> str:
    """Return page ``number``; see the module."""
    draw = random.Random(number)

    def shuffle(found: re.Match[str]) -> str:
        words = found[2].split()
        draw.shuffle(words)
        return f"{found[1]}{' '.join(words)}"

    return _TEXT.sub(shuffle, pages[number % len(pages)])


def load(corpus: Path, longest: int = LONGEST) -> list[str]:
    """Return the pages that are varied, without what they say of their address."""
    fitting = (page.html for page in read_pages(corpus) if len(page.html) <= longest)
    return [_ADDRESS.sub("", html) for html in islice(fitting, _PAGES)]


def _handler(pages: Sequence[str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = _PATH.fullmatch(urlsplit(self.path).path)
            body = salted(pages, int(found[1])).encode("utf-8", "replace") if found else b""
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing of each answer."""

    return Handler


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--longest", type=int, default=LONGEST, help="characters of a page")
    args = parser.parse_args()
    pages = load(args.corpus, args.longest)
    server = ThreadingHTTPServer(("127.0.0.1", args.port), _handler(pages))
    print("ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
