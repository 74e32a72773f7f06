"""Listings: articles told from navigation, and the next page found."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery.listings import read_listing
from crawler.discovery.paging import page_number
from crawler.patterns import compile_pattern
from crawler.sites import site_from_seed

URL = "https://paper.example/city/"
PAGE = """<!doctype html><html><head>
<link rel="alternate" type="application/rss+xml" href="/rss.xml"></head><body>
<header><nav><a href="/">Home</a><a href="/city/">City</a><a href="/sport/">Sport</a>
<a href="/login">Log in</a><a href="/tag/bridge">Bridges</a></nav></header>
<main>
 <article><h2>
  <a href="/city/council-agrees-on-the-old-bridge">Council agrees on the old bridge</a></h2>
  <a href="/city/council-agrees-on-the-old-bridge"><img src="/i.jpg"></a></article>
 <article><h2><a href="/city/4711234">Short title</a></h2></article>
 <ul class="more">
  <li><a href="/2026/11/22/river">River</a></li><li><a href="/2026/11/21/lake">Lake</a></li>
  <li><a href="/2026/11/20/sea">Sea</a></li></ul>
 <a href="/story.php?id=77">A headline of a small system that names its articles by number</a>
 <a href="https://other.example/2026/11/22/another-outlet-reports-this">Another outlet</a>
 <a href="/media/photo-of-the-old-bridge-in-the-evening.jpg">Photo</a>
</main>
<div class="pagination"><a href="/city/page/2/">2</a><a href="/city/page/2/">Older posts</a></div>
<footer><a href="/about-us-and-our-long-history-in-the-city">About us and our long history here</a>
<a href="/privacy">Privacy</a></footer></body></html>"""


def paths(page):
    return [entry.url.removeprefix("https://paper.example") for entry in page.entries]


def test_articles_are_told_from_navigation():
    page = read_listing(PAGE.encode(), URL, "text/html")
    assert paths(page) == [
        "/city/council-agrees-on-the-old-bridge",
        "/city/4711234",
        "/2026/11/22/river",
        "/2026/11/21/lake",
        "/2026/11/20/sea",
        "/story.php?id=77",
    ]
    assert page.entries[0].evidence.title == "Council agrees on the old bridge"
    assert page.entries[0].evidence.source == "listing"
    assert page.feeds == ("https://paper.example/rss.xml",)
    assert page.sections == ("https://paper.example/sport/", "https://paper.example/tag/bridge")
    assert page.next_url == "https://paper.example/city/page/2/"


def test_a_site_files_patterns_decide():
    site = replace(
        site_from_seed(URL),
        article=(compile_pattern("^/tag/"),),
        skip=(compile_pattern("^/2026/"),),
    )
    assert paths(read_listing(PAGE.encode(), URL, site=site)) == ["/tag/bridge"]


def test_the_base_element_counts():
    body = (
        b'<base href="https://paper.example/x/"><main><a href="2026/11/22/a">Of the day</a></main>'
    )
    assert paths(read_listing(body, URL)) == ["/x/2026/11/22/a"]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<link rel="next" href="?page=2">', "https://paper.example/city/?page=2"),
        ('<a rel="next" href="/city/older">x</a>', "https://paper.example/city/older"),
        ('<a href="?page=2">Weiter</a>', "https://paper.example/city/?page=2"),
        ('<a href="?page=2">下一页</a>', "https://paper.example/city/?page=2"),
        ('<a href="?page=2" aria-label="Next page"></a>', "https://paper.example/city/?page=2"),
        ('<a href="/city/page/2">2</a>', "https://paper.example/city/page/2"),
        ('<a href="?page=3">Next</a>', None),  # not the next one
        ('<a href="/next-story">Next</a>', None),  # names no page
        ('<a rel="next" href="https://other.example/2">x</a>', None),
        ('<a rel="next" href="javascript:x()">x</a>', None),
    ],
)
def test_the_next_page(markup, expected):
    assert read_listing(markup.encode(), URL).next_url == expected


def test_page_numbers():
    assert page_number("https://paper.example/city/page/7/") == 7
    assert page_number("https://paper.example/city?page=12&x=1") == 12
    assert page_number("https://paper.example/city/") == 1


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"\x00" * 50, b"plain words", b"<a " + b"x=1 " * 50_000 + b">"]
)
def test_pages_without_links_are_empty(body):
    page = read_listing(body, URL)
    assert page.entries == ()
    assert "empty" in page.problems


def test_a_large_page_is_read_in_time():
    item = b'<li><a href="/2026/11/22/a-story-of-the-day">A story of the day</a></li>'
    body = b"<main>" + item * 5_000
    started = time.process_time()
    assert len(read_listing(body, URL).entries) == 1
    assert time.process_time() - started < 8


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=500))
def test_any_bytes_are_survived(body):
    read_listing(body, URL)
