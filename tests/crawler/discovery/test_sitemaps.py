"""Sitemaps in the forms of the web, and the limits that hold for all of them."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery.sitemaps import MAX_ENTRIES, read_sitemap

URL = "https://paper.example/sitemaps/news.xml"
SCHEMA = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'


def urlset(*urls: str, attributes: str = SCHEMA) -> bytes:
    body = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return f"<urlset {attributes}>{body}</urlset>".encode()


def test_a_news_sitemap_gives_title_date_and_language():
    page = read_sitemap(
        f"""<?xml version="1.0"?><urlset {SCHEMA} {NEWS}><url><loc> https://paper.example/a </loc>
        <lastmod>2026-11-22</lastmod>
        <n:news><n:publication><n:name>P</n:name><n:language>pt-BR</n:language>
        </n:publication>
        <n:publication_date>2026-11-22T09:00:00-03:00</n:publication_date>
        <n:title>A ponte &amp; o rio</n:title>
        <n:keywords>Cidade, Ponte,, Cidade</n:keywords></n:news>
        </url></urlset>""".encode(),
        URL,
    )
    assert (page.kind, page.news, page.problems) == ("urlset", True, ())
    (entry,) = page.entries
    assert entry.url == "https://paper.example/a"
    assert entry.evidence.title == "A ponte & o rio"
    assert entry.evidence.published == datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert entry.evidence.modified == datetime(2026, 11, 22, tzinfo=UTC)
    assert entry.evidence.language == "pt-BR"
    assert entry.evidence.tags == ("Cidade", "Ponte")
    assert entry.evidence.source == "sitemap"


def test_an_index_names_its_children_with_their_dates():
    page = read_sitemap(
        f"""<sitemapindex {SCHEMA}><sitemap><loc>/a.xml.gz</loc><lastmod>2026-11</lastmod></sitemap>
        <sitemap><loc>https://paper.example/b.xml</loc><lastmod>2026-11-21T10:00:00Z</lastmod></sitemap>
        </sitemapindex>""".encode(),
        URL,
    )
    assert (page.kind, page.entries) == ("index", ())
    assert [child.url for child in page.children] == [
        "https://paper.example/a.xml.gz",
        "https://paper.example/b.xml",
    ]
    assert page.children[0].modified is None  # a month is no date
    assert page.children[1].modified == datetime(2026, 11, 21, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "attributes",
    [
        "",
        SCHEMA,
        'xmlns="http://www.google.com/schemas/sitemap/0.84"',
        'xmlns="https://www.sitemaps.org/wrong"',
    ],
)
def test_the_namespace_may_be_any_or_none(attributes):
    page = read_sitemap(urlset("https://paper.example/a", attributes=attributes), URL)
    assert [entry.url for entry in page.entries] == ["https://paper.example/a"]


def test_image_locations_are_not_articles():
    page = read_sitemap(
        f"""<urlset {SCHEMA} xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url>
        <image:image><image:loc>https://paper.example/i.jpg</image:loc></image:image>
        <loc>https://paper.example/a</loc></url></urlset>""".encode(),
        URL,
    )
    assert [entry.url for entry in page.entries] == ["https://paper.example/a"]


def test_plain_text_with_marks_and_other_lines():
    body = "\ufeffhttps://paper.example/a\r\n# note\n\nhttps://paper.example/b\nftp://x/\n".encode()
    page = read_sitemap(body, URL, "text/plain")
    assert page.kind == "text"
    assert [entry.url for entry in page.entries] == [
        "https://paper.example/a",
        "https://paper.example/b",
    ]


def test_a_feed_may_stand_for_a_sitemap():
    body = b"<rss><channel><item><link>https://paper.example/a</link></item></channel></rss>"
    page = read_sitemap(body, URL)
    assert page.kind == "feed"
    assert [entry.url for entry in page.entries] == ["https://paper.example/a"]


def test_gzip_whole_and_cut():
    packed = gzip.compress(urlset(*(f"https://paper.example/{i}" for i in range(3_000))))
    assert len(read_sitemap(packed, URL).entries) == 3_000
    assert 0 < len(read_sitemap(packed[: len(packed) // 2], URL).entries) < 3_000


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "empty"),
        (b"<html><body>404</body></html>", "html-instead"),
        (b"<!doctype html><title>x</title>", "html-instead"),
        (b"hello", "unknown-format"),
        (b"<something/>", "unknown-format"),
        (b"<urlset></urlset>", "empty"),
        (b"<urlset " + b"a='1' " * 30_000 + b"/>", "too-complex"),
    ],
)
def test_what_is_no_sitemap_is_named(body, problem):
    page = read_sitemap(body, URL)
    assert page.entries == ()
    assert problem in page.problems


def test_a_bomb_is_refused_in_little_memory():
    bomb = gzip.compress(b"<urlset>" + b" " * 200_000_000)
    tracemalloc.start()
    started = time.process_time()
    page = read_sitemap(bomb, URL)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "bomb" in page.problems
    assert peak < 120 * 2**20
    assert time.process_time() - started < 10


def test_fifty_thousand_entries_and_not_one_more():
    page = read_sitemap(
        urlset(*(f"https://paper.example/{i}" for i in range(MAX_ENTRIES + 5))), URL
    )
    assert len(page.entries) == MAX_ENTRIES
    assert "too-many-entries" in page.problems


def test_deep_nesting_ends():
    page = read_sitemap(
        b"<urlset>" + b"<url>" * 100_000 + b"<loc>https://paper.example/a</loc>", URL
    )
    assert page.entries == ()
    assert "broken-xml" in page.problems


@pytest.mark.parametrize(
    ("declared", "used"),
    [
        ("".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(9)), "&a9;"),
        (f'<!ENTITY a9 "{"x" * 100_000}">', "&a9;" * 2_000),
        ('<!ENTITY a9 SYSTEM "file:///etc/passwd">', "&a9;"),
    ],
    ids=["laughs", "quadratic", "external"],
)
def test_entities_are_never_expanded_and_cost_no_entry(declared, used):
    places = "".join(
        f"<url><loc>https://paper.example/{n}</loc><note>{used}</note></url>" for n in range(2)
    )
    document = f'<!DOCTYPE urlset [<!ENTITY a0 "ha">{declared}]><urlset>{places}</urlset>'
    page = read_sitemap(document.encode(), URL)
    assert [entry.url for entry in page.entries] == [f"https://paper.example/{n}" for n in range(2)]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_are_survived(body):
    read_sitemap(body, URL)
