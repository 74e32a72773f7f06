"""The headline: which heading, and without what."""

import pytest

from cleaners import metadata
from cleaners.metadata.suffix import without_site
from cleaners.types import Evidence

URL = "https://www.example-times.test/2024/05/bridge-opens-after-ten-years"


def title(root, **more):
    return metadata.read(root, url=URL, **more).title


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("The bridge opens - Example Times", "The bridge opens"),
        ("The bridge opens | Example Times", "The bridge opens"),
        ("Example Times: The bridge opens", "The bridge opens"),
        ("The bridge opens – News – Example Times", "The bridge opens – News"),
        ("The bridge opens « The Example Times", "The bridge opens"),
        ("The bridge opens | exampletimes.test", "The bridge opens"),
        ("The bridge opens - Example Times Online", "The bridge opens"),
        ("The well-known bridge - half open - opens", "The well-known bridge - half open - opens"),
        ("Example Times wins a prize", "Example Times wins a prize"),
    ],
)
def test_the_sites_name_is_cut_off(written, expected):
    assert without_site(written, frozenset({"exampletimes"})) == expected


def test_the_readers_heading_wins_over_the_one_for_sharing(page, meta):
    root = page(
        meta(og__title="Bridge opens early") + "<title>Bridge opens early - Example Times</title>",
        "<h1>The bridge opens after ten years</h1>",
    )
    assert title(root) == "The bridge opens after ten years"


def test_a_heading_that_is_the_sites_name_does_not_win(page, meta):
    root = page(
        meta(og__title="The bridge opens"),
        '<h1><a href="/">Our little paper</a></h1><h2>The bridge opens</h2>',
    )
    assert title(root) == "The bridge opens"


def test_a_heading_about_something_else_does_not_win(page, meta):
    root = page(meta(og__title="Council votes on taxes"), "<h1>Sections</h1>")
    assert title(root) == "Council votes on taxes"


def test_of_several_headings_the_one_like_the_statements_wins(page, meta):
    root = page(
        meta(og__title="The bridge opens"), "<h1>Today's weather</h1><h1>The bridge opens</h1>"
    )
    assert title(root) == "The bridge opens"


@pytest.mark.parametrize(
    "heading",
    [
        '<h1><span class="kicker">Traffic</span> The bridge opens</h1>',
        '<h1><span class="article__overline">Traffic</span><span>The bridge opens</span></h1>',
        "<h1><span>The bridge opens</span><span>And everyone is glad of it</span></h1>",
        "<h1>The bridge <em>op</em>ens</h1>",
        "<h1>The bridge<br>opens</h1>",
        "<h1>The bridge&nbsp;opens</h1>",
        "<h1>The bridge opens <small>updated</small></h1>",
    ],
)
def test_only_the_headline_of_a_heading_is_taken(heading, page, meta):
    assert title(page(meta(og__title="The bridge opens"), heading)) == "The bridge opens"


def test_quotes_of_the_heading_are_kept_and_entities_decoded(page, meta):
    root = page(meta(og__title="&quot;We open&quot; &amp;amp; go"), "<h1>“We open” &amp; go</h1>")
    assert title(root) == "“We open” & go"


def test_without_headings_the_statements_vote(page, meta):
    root = page(
        meta(og__title="The bridge opens | Traffic", twitter__title="The bridge opens")
        + "<title>The bridge opens</title>"
    )
    assert title(root) == "The bridge opens"


def test_a_feed_tells_the_title_where_the_page_does_not(page):
    evidence = Evidence(source="feed", title="The bridge opens")
    found = metadata.read(page(), url=URL, evidence=evidence)
    assert found.title == "The bridge opens"
    assert dict(found.sources)["title"] == "evidence:feed"


def test_a_page_without_any_title_has_none(page):
    assert title(page("<title>Home</title>", "<p>Text</p>")) is None
