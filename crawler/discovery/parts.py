"""Articles on several pages: the next part of a page, found safely. Pure.

The next part is named by ``rel=next`` or by a link with the next number, and its URL is
the article's own with a page number added or raised: the same host, the same path but
for the number. A "next article" link therefore never counts, nor does a list's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit

from lxml import etree

from crawler.discovery.body import read_body
from crawler.discovery.html import MAX_LINKS, base_url, parse_html
from crawler.discovery.paging import says_next
from crawler.discovery.text import absolute

MAX_PARTS = 12
MAX_HTML_BYTES = 5_242_880
_PAGE_KEYS = {
    "page",
    "p",
    "pg",
    "paged",
    "seite",
    "pagina",
    "sayfa",
    "strona",
    "part",
    "pagenumber",
}
_PATH_NUMBER = re.compile(
    r"(?:/(?:page|seite|pagina|part|komplettansicht)[/-]?(?P<word>\d{1,2})"
    r"|/(?P<bare>\d{1,2})"
    r"|[-_,](?P<tail>\d{1,2}))(?P<end>(?:\.html?)?/?)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartAddress:
    """A part's URL without its page number, and that number (1 when it names none)."""

    base: str
    number: int


def part_address(url: str, *, first: str | None = None) -> PartAddress:
    """Split a URL into article and page number.

    A number that stands in the path counts only beyond what `first`, the article's
    own URL, has: an article may be called ``/story-7``.
    """
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    number = next((value for key, value in pairs if _is_page(key, value)), None)
    kept = [(key, value) for key, value in pairs if not _is_page(key, value)]
    path = parts.path
    if number is None and url != first:
        found = _PATH_NUMBER.search(path)
        if found:
            number = found["word"] or found["bare"] or found["tail"]
            path = path[: found.start()] + found["end"]
    host = (parts.hostname or "").removeprefix("www.")
    base = f"{host}{path.removesuffix('/')}?{urlencode(kept)}"
    return PartAddress(base=base, number=int(number) if number else 1)


def next_part(root: etree._Element, url: str, read: Sequence[str]) -> str | None:
    """Return the URL of the article's next part, None when this one is the last.

    `url` is the page's own; `read` holds the URLs of the parts read before it, the
    article's own first. At most ``MAX_PARTS`` parts are read in all.
    """
    if len(read) + 1 >= MAX_PARTS:
        return None
    first = read[0] if read else url
    own = part_address(first, first=first).base
    number = part_address(url, first=first).number + 1
    base = base_url(root, url)
    for element in islice(root.iter("link", "a"), MAX_LINKS):
        target = absolute(element.get("href"), base)
        if target is None or target in read or target == url:
            continue
        if part_address(target, first=first) != PartAddress(base=own, number=number):
            continue
        if "next" in (element.get("rel") or "").lower().split() or says_next(element, number):
            return target
    return None


def next_part_of(
    body: bytes, url: str, read: Sequence[str], content_type: str | None = None
) -> str | None:
    """Return the next part's URL from a page's bytes; None for pages that cannot be parsed."""
    root = parse_html(read_body(body, content_type, limit=MAX_HTML_BYTES).utf8)
    return None if root is None else next_part(root, url, read)


def _is_page(key: str, value: str) -> bool:
    return key.lower() in _PAGE_KEYS and value.isdecimal() and len(value) <= 2  # noqa: PLR2004 -- 99
