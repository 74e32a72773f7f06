"""What an outlet offers a crawler: a feed, a sitemap or a list of links, and robots.txt."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape

from crawler.demo.answers import Answer, html
from crawler.demo.outlets import Outlet

PRIVATE = "/private/"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article as a feed, sitemap or listing names it."""

    url: str
    title: str
    language: str
    published: datetime  # aware
    description: str = ""
    author: str = ""


def offers(outlet: Outlet, entries: Sequence[Entry]) -> dict[str, Answer]:
    """Return the outlet's robots.txt, home page and what it offers, by path."""
    make = {
        "rss": _rss,
        "atom": _atom,
        "sitemap": _sitemaps,
        "sitemap-gz": _zipped_sitemaps,
        "listing": _no_feed,
    }[outlet.file.offers]
    shown = entries if outlet.file.offers == "listing" else entries[:3]
    return {"/robots.txt": _robots(outlet), "/": _home(outlet, shown), **make(outlet, entries)}


def _robots(outlet: Outlet) -> Answer:
    lines = ["User-agent: *", f"Disallow: {PRIVATE}"]
    if outlet.file.offers.startswith("sitemap"):
        lines.append(f"Sitemap: {outlet.home}/sitemap.xml")
    return Answer(body="\n".join([*lines, ""]).encode(), content_type="text/plain")


def _home(outlet: Outlet, entries: Sequence[Entry]) -> Answer:
    items = "".join(
        f'<li><a href="{escape(entry.url)}">{escape(entry.title)}</a></li>' for entry in entries
    )
    title = escape(outlet.file.title)
    page = (
        f'<!doctype html><html lang="{outlet.file.language}"><head>'
        f'<meta charset="{outlet.file.charset}"><title>{title}</title></head>'
        f"<body><h1>{title}</h1><ul>{items}</ul></body></html>"
    )
    return html(page, charset=outlet.file.charset)


def _no_feed(_outlet: Outlet, _entries: Sequence[Entry]) -> dict[str, Answer]:
    return {}


def _rss(outlet: Outlet, entries: Sequence[Entry]) -> dict[str, Answer]:
    items = "".join(
        f"<item><title>{escape(entry.title)}</title><link>{escape(entry.url)}</link>"
        f'<guid isPermaLink="true">{escape(entry.url)}</guid>'
        f"<pubDate>{format_datetime(entry.published)}</pubDate>"
        f"<dc:creator>{escape(entry.author)}</dc:creator>"
        f"<description>{escape(entry.description)}</description></item>"
        for entry in entries
    )
    head = f"<title>{escape(outlet.file.title)}</title><link>{outlet.home}/</link>"
    feed = (
        f'{_XML}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>{head}'
        f"<description/><language>{outlet.file.language}</language>{items}</channel></rss>"
    )
    return {"/feed/": Answer(body=feed.encode(), content_type="application/rss+xml")}


def _atom(outlet: Outlet, entries: Sequence[Entry]) -> dict[str, Answer]:
    items = "".join(
        f'<entry xml:lang="{entry.language}"><title>{escape(entry.title)}</title>'
        f'<link rel="alternate" href="{escape(entry.url)}"/><id>{escape(entry.url)}</id>'
        f"<published>{entry.published.isoformat()}</published>"
        f"<updated>{entry.published.isoformat()}</updated>"
        f"<author><name>{escape(entry.author)}</name></author>"
        f"<summary>{escape(entry.description)}</summary></entry>"
        for entry in entries
    )
    newest = max(entry.published for entry in entries).isoformat()
    feed = (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom"><title>{escape(outlet.file.title)}'
        f"</title><id>{outlet.home}/</id><updated>{newest}</updated>{items}</feed>"
    )
    return {"/atom.xml": Answer(body=feed.encode(), content_type="application/atom+xml")}


def _sitemaps(outlet: Outlet, entries: Sequence[Entry]) -> dict[str, Answer]:
    return {
        "/sitemap.xml": _index(outlet, "/sitemap-news.xml"),
        "/sitemap-news.xml": _xml(_news_sitemap(outlet, entries)),
    }


def _zipped_sitemaps(outlet: Outlet, entries: Sequence[Entry]) -> dict[str, Answer]:
    body = gzip.compress(_news_sitemap(outlet, entries).encode(), mtime=0)
    return {
        "/sitemap.xml": _index(outlet, "/sitemap-news.xml.gz"),
        "/sitemap-news.xml.gz": Answer(body=body, content_type="application/gzip"),
    }


def _index(outlet: Outlet, path: str) -> Answer:
    entry = f"<sitemap><loc>{outlet.home}{path}</loc></sitemap>"
    return _xml(f'{_XML}<sitemapindex xmlns="{_SITEMAP}">{entry}</sitemapindex>')


def _news_sitemap(outlet: Outlet, entries: Sequence[Entry]) -> str:
    name = escape(outlet.file.title)
    items = "".join(
        f"<url><loc>{escape(entry.url)}</loc><news:news><news:publication><news:name>{name}"
        f"</news:name><news:language>{entry.language}</news:language></news:publication>"
        f"<news:publication_date>{entry.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(entry.title)}</news:title></news:news></url>"
        for entry in entries
    )
    return f'{_XML}<urlset xmlns="{_SITEMAP}" xmlns:news="{_NEWS}">{items}</urlset>'


def _xml(text: str) -> Answer:
    return Answer(body=text.encode(), content_type="application/xml")
