"""Crawler traps: each ends within its limit and is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.traps import (
    MAX_CALENDAR_PAGES,
    MAX_QUERIES,
    MAX_SESSIONS,
    TRAPS,
    TrapGuard,
    is_calendar,
    session_free,
    trap_in,
)

BASE = "https://paper.example"


@pytest.mark.parametrize(
    ("path", "trap"),
    [
        ("/" + "a" * 3_000, "too-long"),
        ("/" + "/".join("abcdefghijklmnopqrstuvwxyz"), "too-deep"),
        ("/a/a/a", "repeating-segments"),
        ("/x/a/b/a/b/a/b/y", "repeating-segments"),
        ("/a/b/c/a/b/c/a/b/c", "repeating-segments"),
        ("/a/a/b", None),
        ("/news/2026/11/22/a-story", None),
        ("/11/11/2026", None),
    ],
)
def test_traps_that_one_url_shows(path, trap):
    assert trap_in(BASE + path) == trap


def limit_of(urls) -> tuple[int, str | None]:
    """How many URLs pass, and the trap that stops the next."""
    guard = TrapGuard()
    for count, url in enumerate(urls):
        trap = guard.check(url)
        if trap is not None:
            return count, trap
    return count + 1, None


def test_an_endless_calendar_ends_after_a_month():
    days = (
        f"{BASE}/calendar/{2026 + day // 365}/{day % 12 + 1}/{day % 28 + 1}" for day in range(900)
    )
    assert limit_of(days) == (MAX_CALENDAR_PAGES, "calendar")
    months = (f"{BASE}/events?month={month}" for month in range(900))
    assert limit_of(months) == (MAX_CALENDAR_PAGES, "calendar")


def test_dated_articles_are_no_calendar():
    articles = (f"{BASE}/2026/11/{day % 28 + 1}/story-{day}" for day in range(900))
    assert limit_of(articles) == (900, None)
    assert not is_calendar(f"{BASE}/2026/11/22/a-story")
    assert not is_calendar(f"{BASE}/calendar-of-the-season-is-out")


@pytest.mark.parametrize(
    "form", ["/a?sid={}", "/a?x=1&PHPSESSID={}", "/a;jsessionid={}", "/a?sessionid={}&x=1"]
)
def test_session_ids_end_after_a_few(form):
    assert limit_of(BASE + form.format(f"k{key}") for key in range(50)) == (
        MAX_SESSIONS,
        "session-id",
    )


def test_session_keys_are_seen():
    assert session_free(f"{BASE}/a?sid=k1&x=2") == ("/a?x=2", True)
    assert session_free(f"{BASE}/a?x=2") == ("/a?x=2", False)


def test_stories_by_number_are_no_sessions():
    assert limit_of(f"{BASE}/article.php?sid={n}" for n in range(900)) == (900, None)


def test_queries_without_end():
    assert limit_of(f"{BASE}/list?sort={i}&by=2" for i in range(5_000)) == (
        MAX_QUERIES,
        "query-explosion",
    )
    same = (f"{BASE}/list?sort=1" for _ in range(5_000))
    assert limit_of(same) == (5_000, None)


def test_articles_by_query_that_a_sitemap_lists_are_no_trap():
    guard = TrapGuard()
    assert not any(guard.check(f"{BASE}/view?id={n}", listed=True) for n in range(5_000))
    dated = (f"{BASE}/view?aid=000{n:04}&date=202611{n % 30:02}" for n in range(900))
    assert limit_of(dated) == (900, None)


def test_the_names_are_a_closed_list():
    assert len(TRAPS) == len(set(TRAPS)) == 9


@given(st.text(max_size=200))
def test_any_url_gets_an_answer(text):
    assert TrapGuard().check("http://" + text) in {None, *TRAPS}
