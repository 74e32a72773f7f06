"""The forms of URLs: shapes, kinds of pages, and what each feature weighs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.urls import (
    LIKELY,
    article_score,
    own_domain,
    page_kind,
    registered_domain,
    shape,
    url_words,
)

BASE = "https://paper.example"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2026/11/22/the-old-bridge", "/Y/DD/DD/slug"),
        ("/news/the-old-bridge-4711234.html", "/news/slug-id.html"),
        ("/a/12345678", "/a/id"),
        ("/story/9f86d081884c7d65", "/story/hex"),
        ("/view/AKR20261122", "/view/code"),
        ("/x?b=2&a=1", "/x?a&b"),
        ("/", "/"),
    ],
)
def test_shapes(path, expected):
    assert shape(BASE + path) == expected


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "home"),
        ("/photo.JPG", "file"),
        ("/login", "account"),
        ("/tag/bridge", "list"),
        ("/en/author/ana", "list"),
        ("/impressum.html", "about"),
        ("/news/how-to-login-safely", None),
        ("/world/about/the-story-of-a-bridge", None),
        ("/podcasts", "media"),
    ],
)
def test_page_kinds(path, kind):
    assert page_kind(BASE + path) == kind


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/2026/11/22/river", ""),
        ("/city/council-agrees-on-the-old-bridge", ""),
        ("/news/cup-final-4711234.html", "Cup final"),
        ("/story.php?id=77", "A headline of a small system with numbers"),
        ("/articles/ASTBQ4T2XTBQUHBI01P.html", "東京の新しい橋が今日ついに開通した"),
    ],
)
def test_articles_score_high(path, text):
    assert article_score(BASE + path, text) >= LIKELY


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/", ""),
        ("/sport", "Sport"),
        ("/tag/old-bridge", "Old bridge"),
        ("/about", "About us"),
        ("/search?q=a", "Search"),
        ("/account/2026/11/22/x", ""),
        ("/x.pdf", "The whole report as a file"),
    ],
)
def test_other_pages_score_low(path, text):
    assert article_score(BASE + path, text) < LIKELY


def test_a_blog_on_a_platform_is_a_domain_of_its_own():
    assert own_domain("https://diary.blogspot.com/2026/a") == "diary.blogspot.com"
    assert own_domain("https://diary.wordpress.com/2026/a") == "diary.wordpress.com"
    assert own_domain("https://en.diary.wordpress.com/2026/a") == "diary.wordpress.com"
    assert own_domain("https://www.wordpress.com/a") == "wordpress.com"
    assert own_domain("https://wordpress.com/a") == "wordpress.com"
    assert own_domain("https://www.news.paper.co.uk/x") == "paper.co.uk"
    assert own_domain("https://127.0.0.1/x") == "127.0.0.1"
    assert own_domain("http://[::1") == ""


def test_registered_domains_need_no_network():
    assert registered_domain("https://www.news.paper.co.uk/x") == "paper.co.uk"
    assert registered_domain("https://127.0.0.1/x") == "127.0.0.1"
    assert registered_domain("http://[::1") == ""
    assert registered_domain("https://localhost/") == "localhost"


def test_the_words_are_sound_data():
    words = url_words()
    seen: dict[str, str] = {}
    for group in words.group:
        assert group.why
        for word in group.words:
            assert word == word.lower()
            assert seen.setdefault(word, group.id) == group.id, f"{word} is in two groups"
    assert all(weight.why for weight in words.weight)
    assert len({weight.feature for weight in words.weight}) == len(words.weight)


@given(st.text(max_size=80))
def test_any_path_has_a_shape_and_a_score(text):
    url = f"{BASE}/{text.replace('[', '').replace(']', '')}"
    shape(url)
    article_score(url, text)
