"""Access: what the page states, and what the lengths show."""

import json
from datetime import UTC, datetime

import pytest

from cleaners import Evidence, Page, clean_html, clean_page, metadata
from cleaners.inputs import InputDocument
from cleaners.metadata import access
from cleaners.rows import row


@pytest.mark.parametrize(
    ("free", "tier", "verdict"),
    [
        (None, None, "unknown"),
        (True, None, "free"),
        (False, None, "paywalled"),
        ("False", None, "paywalled"),
        (None, "free", "free"),
        (None, "metered", "metered"),
        (None, "locked", "paywalled"),
        (True, "metered", "metered"),
        (False, "free", "paywalled"),
        (None, "nonsense", "unknown"),
    ],
)
def test_statements(free, tier, verdict, page, meta):
    ld = {"@type": "NewsArticle", "headline": "x"}
    if free is not None:
        ld["isAccessibleForFree"] = free
    found = metadata.read(page(meta(article__content_tier=tier) if tier else "", ld=ld))
    assert found.access == verdict
    assert bool(found.access_reasons) is (verdict != "unknown")


def test_a_locked_part_is_named(page):
    part = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".locked"}
    ld = {"@type": "NewsArticle", "headline": "x", "hasPart": part}
    found = metadata.read(page(ld=ld))
    assert found.access == "paywalled"
    assert "json-ld:hasPart.cssSelector=.locked" in found.access_reasons


def test_words_about_subscriptions_prove_nothing(page):
    assert metadata.read(page(body="<p>Subscribe now to read on!</p>")).access == "unknown"


BODY = "The bridge over the river opened on Friday. " * 40


@pytest.mark.parametrize(
    ("said", "text", "bodies", "after"),
    [
        ((), BODY, [("json-ld", BODY)], "unknown"),
        ((), BODY[:200], [("json-ld", BODY)], "truncated"),
        ((), BODY[:200], [("evidence:feed", BODY)], "truncated"),
        ((), BODY[:200], [("json-ld", BODY[:210]), ("evidence:feed", BODY)], "truncated"),
        (("json-ld:isAccessibleForFree=true",), BODY[:200], [("json-ld", BODY)], "truncated"),
        (("json-ld:isAccessibleForFree=false",), BODY[:200], [("json-ld", BODY)], "paywalled"),
        (("meta:article:content_tier=metered",), BODY[:200], [("json-ld", BODY)], "metered"),
        ((), "", [("json-ld", "too short to tell")], "unknown"),
        ((), BODY, [], "unknown"),
    ],
)
def test_lengths_are_compared(said, text, bodies, after):
    verdict, reasons = access.weigh(said, text=text, bodies=bodies)
    assert verdict == after
    measured = [one for one in reasons if one not in said]
    short = [source for source, body in bodies if len(body) > 400 and len(text) < 0.6 * len(body)]
    assert [one.rpartition(" of ")[2] for one in measured] == short


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(None, "unknown"), (200, "unknown"), (401, "paywalled"), (402, "paywalled"), (403, "unknown")],
)
def test_the_answer_s_status(status, verdict):
    assert access.weigh((), text=BODY, status=status)[0] == verdict


def test_further_parts_may_complete_a_text():
    _, reasons = access.weigh((), text=BODY[:500], bodies=[("json-ld", BODY)])
    assert reasons == ("text=28% of json-ld",)
    assert access.grown(reasons, 2.0) == ("truncated", ("text=56% of json-ld",))
    assert access.grown(reasons, 3.0) == ("unknown", ())
    lost = ("json-ld:isAccessibleForFree=true", "part-2-http-error")
    assert access.grown(lost, 3.0) == ("truncated", lost)


PAGE = """<html lang="en"><head><title>The bridge</title>{head}</head><body><article>
<h1>The bridge opens</h1>{text}</article></body></html>"""
PARAGRAPH = (
    "<p>The new bridge over the river was opened on Friday morning by the mayor, who thanked the "
    "builders for ten years of work and the neighbours for their patience with the noise.</p>"
)
FURTHER = "<p>Number {} of many crossed it on foot, looked down at the slow brown water.</p>"
LONG = PARAGRAPH + "".join(FURTHER.format(number) for number in range(20))


def clean(text, head="", **more):
    page = PAGE.format(head=head, text=text)
    return clean_html(page, url="https://bridge.example/a", **more)


def test_a_cleaned_page_is_weighed_against_the_feed_s_body():
    feed = Evidence(source="feed", body_html=LONG)
    whole, part = clean(LONG, evidence=feed), clean(PARAGRAPH, evidence=feed)
    assert (whole.access, whole.access_reasons) == ("unknown", ())
    assert part.access == "truncated"
    assert part.access_reasons[0].endswith("% of evidence:feed")


def test_a_cleaned_page_is_weighed_against_its_own_statement():
    body = " ".join(f"Number {number} of many crossed it on foot." for number in range(60))
    ld = json.dumps({"@type": "NewsArticle", "headline": "The bridge opens", "articleBody": body})
    cleaned = clean(PARAGRAPH, f'<script type="application/ld+json">{ld}</script>')
    assert cleaned.access == "truncated"
    assert cleaned.access_reasons[0].endswith("% of json-ld")


def test_a_fetched_page_s_status_counts_and_rows_and_records_say_so():
    page = Page(
        url="https://bridge.example/a",
        final_url="https://bridge.example/a",
        status=402,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=PAGE.format(head="", text=LONG).encode(),
        fetched_at=datetime(2024, 5, 3, tzinfo=UTC),
    )
    cleaned = clean_page(page)
    assert (cleaned.access, cleaned.access_reasons) == ("paywalled", ("http=402",))
    line = row(InputDocument(id="1", source="a.html", url=page.url, body="", form="html"), cleaned)
    assert (line["access"], line["access_reasons"]) == ("paywalled", ["http=402"])


@pytest.mark.parametrize("feed", ["", "   ", "<p>", "<![CDATA[", "\x00", "<table>" * 300])
def test_a_feed_s_body_that_states_nothing_changes_nothing(feed):
    cleaned = clean(LONG, evidence=Evidence(source="feed", body_html=feed))
    assert cleaned.access == "unknown"
    assert "slow brown water" in cleaned.text


def test_a_feed_s_body_is_the_fallback_for_a_page_whose_script_sets_the_text():
    shell = "<div id='app'></div><video src='a.mp4'></video>"
    feed = Evidence(source="feed", body_html=LONG)
    assert "slow brown water" in clean(shell, evidence=feed).text
