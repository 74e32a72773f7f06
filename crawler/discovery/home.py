"""What a home page says of its site, read once by ``scrapy site add`` with Beautiful Soup."""

from __future__ import annotations

from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from crawler.discovery.body import has_long_tag, read_body
from crawler.discovery.html import NOT_ARTICLES
from crawler.discovery.text import absolute, language, plain
from crawler.discovery.urls import registered_domain

MAX_BYTES = 2_097_152
MAX_FEEDS = 12
_FEED_WORDS = ("/rss", "/feed", "rss.xml", "atom.xml", ".rss", "/feeds/", "format=feed")


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeFacts:
    """What the home page says; everything may be missing."""

    title: str | None = None
    language: str | None = None
    feeds: tuple[tuple[str, str], ...] = ()  # (URL, where it was named)


def read_home(body: bytes, url: str, content_type: str | None = None) -> HomeFacts:
    """Read a home page's name, language and the feeds that it links; never raises."""
    text = read_body(body, content_type, limit=MAX_BYTES).utf8
    if not text.strip() or has_long_tag(text):
        return HomeFacts()
    soup = BeautifulSoup(text, "lxml", from_encoding="utf-8")
    name = soup.find("meta", property="og:site_name")
    root = soup.find("html")
    return HomeFacts(
        title=plain(_attribute(name, "content"))
        or plain(soup.title.string if soup.title else None),
        language=language(_attribute(root, "lang")),
        feeds=tuple(_feeds(soup, url).items())[:MAX_FEEDS],
    )


def _attribute(tag: object, key: str) -> str | None:
    value = tag.get(key) if isinstance(tag, Tag) else None
    return value if isinstance(value, str) else None


def _feeds(soup: BeautifulSoup, url: str) -> dict[str, str]:
    """Return the feeds that the page names in link elements, then those that it links."""
    found: dict[str, str] = {}
    for link in soup.find_all("link", rel="alternate", type=True):
        kind = str(link["type"]).lower()
        if "rss" in kind or "atom" in kind or "feed+json" in kind:
            _add(found, _attribute(link, "href"), url, "link tag of the home page")
    for anchor in soup.find_all("a", href=True, limit=5_000):
        href = str(anchor["href"])
        if any(word in href.lower() for word in _FEED_WORDS):
            _add(found, href, url, "link on the home page")
    return found


def _add(found: dict[str, str], href: str | None, base: str, where: str) -> None:
    target = absolute(href, base)
    if target is None or NOT_ARTICLES.search(target):
        return
    if registered_domain(target) == registered_domain(base):
        found.setdefault(target, where)
