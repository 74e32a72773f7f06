"""What is asked first where not everything can be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from crawler.discovery.again import GIVEN_UP, due_again, worthwhile
from crawler.discovery.types import Child
from crawler.frontier.types import Source
from crawler.sites import Site

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOME = "https://paper.example/"
SITE = Site(name="paper", domains=("paper.example",), home=HOME)


def child(name, days_ago=None):
    modified = None if days_ago is None else NOW - timedelta(days=days_ago)
    return Child(url=f"{HOME}{name}.xml", modified=modified)


def order(children, known=(), site=SITE):
    return [
        one.url.removeprefix(HOME).removesuffix(".xml")
        for one in worthwhile(children, site, NOW, {f"{HOME}{name}.xml" for name in known})
    ]


def test_the_newest_go_first_and_the_undated_before_them():
    children = [child("2024", 700), child("b"), child("2026", 1), child("a"), child("2025", 300)]
    assert order(children) == ["b", "a", "2026", "2025", "2024"]


def test_what_was_never_asked_goes_before_what_is_known():
    children = [child("new", 1), child("newer", 0), child("old", 9), child("older", 90)]
    assert order(children, known=["new", "newer"]) == ["old", "older", "newer", "new"]


def test_old_foreign_and_other_children_are_left_out():
    children = [
        child("2020", 2_000),
        child("image-sitemap", 1),
        child("news", 1),
        Child(url="https://other.example/a.xml"),
        Child(url="https://cdn.paper.example/a.xml"),
    ]
    kept = order(children, site=replace(SITE, max_age_days=7))
    assert kept == ["https://cdn.paper.example/a", "news"]


def source(name, kind="sitemap", **fields):
    return Source(url=HOME + name, site="paper", kind=kind, **fields)


def test_of_the_due_those_not_asked_for_longest_go_first():
    known = [
        source("b", checked_at=NOW - timedelta(hours=2)),
        source("waits", checked_at=NOW, due_at=NOW + timedelta(hours=1)),
        source("a", checked_at=NOW - timedelta(hours=9), due_at=NOW - timedelta(hours=1)),
        source("never"),
    ]
    assert [one.url for one in due_again(known, NOW, 9)] == [HOME + n for n in ("never", "a", "b")]
    assert [one.url for one in due_again(known, NOW, 1)] == [HOME + "never"]


def test_a_list_is_asked_again_only_where_its_last_try_failed():
    known = [source("city/", "listing"), source("city/?page=2", "listing", failures=1)]
    assert [one.url for one in due_again(known, NOW, 9)] == [HOME + "city/?page=2"]


def test_what_failed_for_a_week_is_given_up():
    known = [source("gone.xml", failures=GIVEN_UP), source("ill.xml", failures=GIVEN_UP - 1)]
    assert [one.url for one in due_again(known, NOW, 9)] == [HOME + "ill.xml"]
