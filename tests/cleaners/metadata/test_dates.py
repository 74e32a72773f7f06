"""Dates: who is believed, with which zone, within which bounds."""

from datetime import UTC, datetime, timedelta

import lxml.html
import pytest

from cleaners import metadata
from cleaners.types import Evidence

URL = "https://www.example-times.test/a/1"


def read(root, url=URL, **more):
    return metadata.read(root, url=url, **more)


def article(**fields):
    return {"@type": "NewsArticle", "headline": "x", **fields}


def test_the_stated_offset_is_kept(page):
    found = read(page(ld=article(datePublished="2024-05-03T23:30:00+02:00")))
    assert found.published.isoformat() == "2024-05-03T23:30:00+02:00"
    assert dict(found.dates)["published"].moment.zone == "stated"


def test_a_naive_time_borrows_the_offset_of_the_same_moment(page, meta):
    head = meta(article__published_time="2024-05-03T08:00:07Z", date="2024-05-03T10:00:07")
    found = read(page(head))
    assert found.published.isoformat() == "2024-05-03T10:00:07+02:00"


def test_a_naive_time_alone_is_taken_as_utc_and_marked(page, meta):
    found = read(page(meta(article__published_time="2024-05-03T10:00:00")))
    assert found.published == datetime(2024, 5, 3, 10, tzinfo=UTC)
    assert dict(found.dates)["published"].moment.zone == "assumed"


def test_a_moment_in_utc_is_written_with_the_outlets_offset(page):
    ld = article(datePublished="2024-05-03T22:30:00Z")
    found = read(page(ld=ld, body='<time datetime="2024-05-04T00:30:00+02:00">4 May</time>'))
    assert found.published.isoformat() == "2024-05-04T00:30:00+02:00"


def test_agreeing_kinds_of_sources_outvote_one(page, meta):
    ld = article(datePublished="2019-01-01T00:00:00Z")
    head = meta(article__published_time="2024-05-03T10:00:00Z")
    found = read(page(head, '<time datetime="2024-05-03T10:00:00Z">3 May</time>', ld=ld))
    assert found.published.year == 2024


def test_agreement_raises_and_contradiction_lowers_the_confidence(page, meta):
    ld = article(datePublished="2024-05-03T10:00:00Z")
    alone = read(page(ld=ld)).published_confidence
    agreed = read(page(meta(article__published_time="2024-05-03"), ld=ld)).published_confidence
    doubted = read(page(meta(article__published_time="2021-05-03"), ld=ld)).published_confidence
    assert doubted < alone < agreed <= 0.99


def test_the_future_of_the_fetch_is_not_believed(page, meta):
    fetched = datetime(2024, 5, 10, tzinfo=UTC)
    ld = article(datePublished="2031-01-01T00:00:00Z")
    found = read(page(meta(date="2024-05-03"), ld=ld), fetched_at=fetched)
    assert found.published.date().isoformat() == "2024-05-03"
    assert read(page(ld=ld), fetched_at=fetched).published is None


def test_a_publication_older_than_the_web_is_suspicious(page):
    found = read(page(ld=article(datePublished="1975-05-03")))
    assert found.published.year == 1975
    assert found.published_confidence <= 0.3


def test_a_change_before_the_publication_is_dropped(page):
    ld = article(datePublished="2024-05-03T10:00:00Z", dateModified="2024-05-01T10:00:00Z")
    assert read(page(ld=ld)).modified is None


def test_a_change_after_the_publication_is_kept(page):
    ld = article(datePublished="2024-05-03T10:00:00Z", dateModified="2024-05-04T10:00:00Z")
    assert read(page(ld=ld)).modified - read(page(ld=ld)).published == timedelta(days=1)


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://example.test/2024/05/03/bridge", "url"),
        ("https://example.test/news/20240503-bridge", "url"),
        ("https://example.test/world/2024/may/3/bridge", "url"),
        ("https://example.test/world/2024/May/03/", "url"),
    ],
)
def test_the_address_dates_an_article(url, source, page):
    found = read(page(), url=url)
    assert found.published == datetime(2024, 5, 3, tzinfo=UTC)
    assert dict(found.sources)["published"] == source


def test_a_date_element_is_read_where_no_statement_dates_the_page(page):
    found = read(page(body='<h1>Brücke</h1><p class="post-date">3. Mai 2024</p>', lang="de"))
    assert found.published.date().isoformat() == "2024-05-03"
    assert dict(found.sources)["published"] == "visible"


def test_an_update_counts_less_than_a_publication(page):
    body = '<p class="date">Updated: 9 May 2024</p><p class="date">3 May 2024</p>'
    assert read(page(body=body)).published.day == 3


def test_the_first_date_beside_the_headline_is_read(page, meta):
    body = "<p>12 June 2020</p><p>x</p>" + "<p>y</p>" * 200
    body += "<h1>The bridge opens</h1><p>Berlin, 3 May 2024. It opened.</p>"
    found = read(page(meta(og__title="The bridge opens"), body))
    assert (found.published.day, dict(found.sources)["published"]) == (3, "text")


def test_htmldate_is_the_last_resort_and_leaves_the_tree_alone(page):
    root = page(body="<p>words</p>" * 300 + "<footer>Last change: 2024-05-03</footer>")
    before = lxml.html.tostring(root)
    found = read(root, fetched_at=datetime(2024, 6, 1, tzinfo=UTC))
    assert dict(found.sources).get("published") in {"htmldate", None}
    assert lxml.html.tostring(root) == before


def test_a_feed_dates_the_article(page):
    evidence = Evidence(source="feed", published=datetime(2024, 5, 3, 10, tzinfo=UTC))
    found = read(page(), evidence=evidence)
    assert (found.published, dict(found.sources)["published"]) == (
        evidence.published,
        "evidence:feed",
    )


def test_a_naive_feed_date_is_taken_as_utc(page):
    evidence = Evidence(published=datetime(2024, 5, 3, 10))  # noqa: DTZ001
    assert read(page(), evidence=evidence).published == datetime(2024, 5, 3, 10, tzinfo=UTC)


def test_a_comments_date_is_not_the_articles(page):
    body = '<div class="comments"><time datetime="2024-05-09T10:00:00Z">now</time></div>'
    body += '<p class="date">3 May 2024</p>'
    assert read(page(body=body)).published.day == 3


def test_a_date_within_a_day_supports_less_than_one_of_the_same_day(page, meta):
    times = "".join(f'<time datetime="2024-05-{day:02}T10:00:00Z">x</time>' for day in (5, 4, 4, 4))
    root = page(meta(article__published_time="2024-05-03T15:00:00-05:00"), times)
    assert read(root).published.day == 3


def test_teasers_above_the_article_do_not_outvote_its_statement(page, meta):
    body = '<time itemprop="datePublished" datetime="2022-11-01T10:34:00Z">x</time>'
    body += '<time datetime="2024-05-03T16:00:00Z">y</time>'
    root = page(meta(article__published_time="2024-05-03"), body)
    assert read(root).published.date().isoformat() == "2024-05-03"


CARD = "<section class=related-posts><article><a href=/x>Storm</a> {}</article></section>"


@pytest.mark.parametrize(
    "card", ['<time datetime="2020-01-05">5 January 2020</time>', "<span>5 January 2020</span>"]
)
def test_a_page_without_a_date_does_not_take_a_teasers(page, card):
    body = f"<h1>Bridge reopens</h1><p>{'The council met. ' * 20}</p>{CARD.format(card)}"
    body += "<footer>© 2026 Courier</footer>"
    assert read(page(body=body), fetched_at=datetime(2026, 6, 1, tzinfo=UTC)).published is None


def test_a_date_in_the_articles_prose_is_no_publication(page):
    story = "The bridge was closed when an inspection found cracks in two of its stone piers, and "
    body = f"<p>{story * 2} it was to open on 5 February 2020, as the engineer had said.</p>"
    body = f"<h1>Bridge to reopen after long row</h1>{body}"
    assert dict(read(page(body=body)).sources).get("published") != "text"


def test_a_dateline_before_the_prose_dates_it(page):
    body = "<h1>Bridge to reopen after long row</h1>"
    body += f"<p>Larkhaven, 5 February 2020. {'The bridge was closed. ' * 20}</p>"
    found = read(page(body=body))
    assert dict(found.sources)["published"] == "text"
    assert found.published.date().isoformat() == "2020-02-05"
