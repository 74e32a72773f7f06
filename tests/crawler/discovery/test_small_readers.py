"""The small readers that feeds, sitemaps and listings share."""

from __future__ import annotations

import gzip
from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.body import inflate, read_body
from crawler.discovery.dates import parse_date
from crawler.discovery.home import read_home
from crawler.discovery.text import absolute, language, name, plain
from crawler.discovery.well_known import well_known, well_known_urls
from crawler.fetch.whole import may_be_cut


@given(st.text(max_size=80))
def test_any_text_is_no_date_or_an_aware_one(text):
    parsed = parse_date(text)
    assert parsed is None or parsed.tzinfo is not None


@given(
    st.datetimes(min_value=parse_date("1971-01-01").replace(tzinfo=None), timezones=st.just(UTC))
)
def test_iso_dates_come_back(moment):
    if moment.year <= 2100:
        assert parse_date(moment.isoformat()) == moment.replace(microsecond=0)


@given(st.text(max_size=60))
def test_small_texts_never_raise(text):
    assert plain(text) is None or plain(text).strip()
    assert name(text) is None or name(text).strip()
    assert language(text) is None or " " not in language(text)
    url = absolute(text, "https://paper.example/a/")
    assert url is None or url.startswith(("http", "HTTP"))


def test_names_lose_their_mail_address():
    assert name("desk@paper.example (Ana Muster)") == "Ana Muster"
    assert name("Ana Muster <ana@paper.example>") == "Ana Muster"
    assert name("ana@paper.example") is None
    assert name("Ana Muster") == "Ana Muster"


@given(st.binary(max_size=300))
def test_inflating_is_bounded_and_survives_damage(body):
    packed = gzip.compress(body)
    assert inflate(packed)[0] == body or body.startswith(b"\x1f\x8b")
    damaged = bytearray(packed)
    damaged[len(damaged) // 2] ^= 0xFF
    inflate(bytes(damaged))
    assert len(inflate(body * 50, limit=1_000)[0]) <= 1_000


@given(st.binary(max_size=300))
def test_bodies_are_always_utf_8_without_control_characters(body):
    text = read_body(body).utf8.decode("utf-8")
    assert not set(text) & {chr(code) for code in range(32)} - set("\t\n\r")


@given(st.binary(max_size=300))
def test_any_home_page_is_survived(body):
    read_home(body, "https://paper.example/")


def test_well_known_paths_are_sound_data():
    assert all(one.why and one.path.startswith("/") for one in well_known())
    urls = [url for url, _ in well_known_urls("https://paper.example/deep/home")]
    assert len(urls) == len(set(urls))
    assert "https://paper.example/sitemap.xml" in urls


def test_documents_without_length_are_judged_by_their_end():
    assert not may_be_cut(b"<html>", [])
    assert may_be_cut(b"<html><p>x", ["partial"])
    assert not may_be_cut(b"<html><p>x</HTML >\n<!-- served -->", ["partial"])
    assert not may_be_cut(b'{"items": []}\n', ["partial"])
    assert not may_be_cut(b"plain words", ["partial"])
    assert not may_be_cut(b"<rss>", ["partial", "download_stopped"])
