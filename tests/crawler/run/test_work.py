"""What a worker does with a page: clean it, name the next part, and join archived parts."""

from datetime import UTC, datetime

import pytest

from cleaners import Page
from cleaners.errors import CleaningError
from cleaners.options import Options
from crawler.run.work import clean_part, clean_whole

FIRST, SECOND, ELSEWHERE = (
    f"https://a.example/bridge{end}" for end in ("", "?page=2", "-festival")
)
PARAGRAPH = "<p>Walker {} crossed the bridge on foot, and looked down at the slow brown water.</p>"
LINK = '<a rel="next" href="{}">Next page</a>'


def answered(url, body, final_url=None):
    return Page(
        url=url,
        final_url=final_url or url,
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=body,
        fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
    )


def page(url, numbers, next_url=None, final_url=None):
    told = "".join(PARAGRAPH.format(number) for number in numbers)
    link = LINK.format(next_url) if next_url else ""
    html = (
        f"<html><head><title>The bridge</title></head><body><article><h1>The bridge</h1>{told}"
        f"{link}</article></body></html>"
    )
    return answered(url, html.encode(), final_url)


def empty(url):
    return answered(url, b"<html><body></body></html>")


def whole(*further, lost=None):
    return clean_whole(page(FIRST, range(12), SECOND), further, lost, None, Options())


@pytest.mark.parametrize(
    ("next_url", "named"),
    [(SECOND, SECOND), (None, None), (ELSEWHERE, None)],
)
def test_the_next_part_is_named_where_it_is_the_articles_own(next_url, named):
    assert clean_part(page(FIRST, range(12), next_url), None, Options()).next_url == named


def test_a_part_that_was_read_is_not_named_again():
    second = page(SECOND, range(12), FIRST)
    assert clean_part(second, None, Options(), (FIRST,)).next_url is None


def test_archived_parts_become_one_article():
    article = whole(page(SECOND, range(12, 20)))
    assert [f"Walker {number} " in article.text for number in (0, 11, 12, 19)] == [True] * 4
    assert (article.access, "parts:2" in article.flags) == ("unknown", True)


@pytest.mark.parametrize(
    ("lost", "reason"), [(None, "part-2-not-archived"), ("http-error", "part-2-http-error")]
)
def test_a_part_that_the_archive_lacks_is_told(lost, reason):
    article = whole(lost=lost)
    assert (article.access, article.access_reasons) == ("truncated", (reason,))


def test_a_part_that_led_elsewhere_is_not_the_articles():
    article = whole(page(SECOND, range(12, 20), final_url=ELSEWHERE))
    assert "Walker 12 " not in article.text
    assert article.access == "unknown"


def test_a_part_that_cannot_be_cleaned_is_told_and_an_empty_one_ends_the_article():
    crowded = b"<p " + b" ".join(b"a%d" % number for number in range(200_000)) + b">"
    refused = answered(SECOND, crowded)
    assert whole(refused).access_reasons == ("part-2-too-complex",)
    assert whole(empty(SECOND)).access == "unknown"


def test_a_first_page_without_an_article_is_an_error():
    with pytest.raises(CleaningError):
        clean_whole(empty(FIRST), (), None, None, Options())
