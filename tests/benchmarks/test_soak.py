"""The soak's pages and figures; the crawl itself is what a user runs for hours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import salted, soak
from crawler.canonical import canonical_key

PAGE = (
    "<head><link rel='canonical' href='http://a.test/1'><title>Ferry</title>"
    '<script type="application/ld+json">{"url": "http://a.test/1"}</script></head>'
    "<p class=lead>The ferry left the harbour at noon with nobody but its captain.</p><p>Short</p>"
)


def samples(mb_of_page: float) -> list[soak.Sample]:
    return [
        soak.Sample(
            seconds=n * 10.0,
            pages=n * 100,
            rss_mb=150 + min(n, 10) * 3 + n * 100 * mb_of_page,
            files=28,
            database_mb=1 + n * 0.2,
        )
        for n in range(101)
    ]


def test_the_slope_is_that_after_the_first_fifth() -> None:
    assert soak.slope(samples(mb_of_page=0.00005)) == pytest.approx(0.5)


def test_the_summary_begins_and_ends_with_the_crawl(tmp_path: Path) -> None:
    lines = soak.summary(samples(mb_of_page=0.0)).splitlines()
    assert lines[2].startswith("| 0 | 0 | 150 | 28 |")
    assert "| 10,000 |" in "\n".join(lines)
    assert lines[-1] == "Memory grows by 0.00 MB per 10,000 pages after the first fifth."
    soak.plot(samples(mb_of_page=0.0), tmp_path / "soak.svg")
    assert "</svg>" in (tmp_path / "soak.svg").read_text(encoding="utf-8")


def test_each_number_is_another_text_in_the_same_markup(tmp_path: Path) -> None:
    corpus = tmp_path / "pages.jsonl"
    corpus.write_text(json.dumps({"id": "1", "url": "http://a.test/1", "html": PAGE}))
    pages = salted.load(corpus)
    one, other = salted.salted(pages, 1), salted.salted(pages, 2)
    assert one == salted.salted(pages, 1)
    assert one != other
    assert "a.test" not in one  # else all pages would be one article
    assert "<p>Short</p>" in one


def test_each_page_has_an_address_of_its_own() -> None:
    keys = {canonical_key(salted.address(number)) for number in range(500)}
    assert len(keys) == 500
