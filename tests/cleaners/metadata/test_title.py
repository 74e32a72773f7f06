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


def test_the_only_heading_wins_where_only_the_tab_has_a_title(page):
    root = page("<title>Cheap loans, compare now</title>", "<h1>How a loan for a car works</h1>")
    assert title(root) == "How a loan for a car works"
    two = page("<title>Cheap loans now</title>", "<h1>How a car works</h1><h1>Our offices</h1>")
    assert title(two) == "Cheap loans now"


def test_a_heading_that_the_address_writes_in_one_word_wins(page):
    root = page("<title>Trips and walks</title>", "<h1>Menu of today</h1><h1>Old-Harbour-Town</h1>")
    found = metadata.read(root, url="https://walks.test/oldharbourtown/oldharbourtown.htm")
    assert found.title == "Old-Harbour-Town"


def test_a_heading_that_a_statement_begins_with_wins(page, meta):
    root = page(
        meta(og__title="Crane hire MüllerThe other guide to firms nearby and in the valley"),
        "<h1>The guide</h1><h1>Crane hire Müller</h1>",
    )
    assert title(root) == "Crane hire Müller"


def test_the_heading_that_leads_home_names_the_site(page):
    root = page(
        "<title>Three figures - Dances - Wheel in Town</title>",
        '<h1><a href="/">Dances - Wheel in Town</a></h1><p>Text</p>',
    )
    assert title(root) == "Three figures"


def test_a_kicker_is_joined_as_the_statements_join_it(page, meta):
    root = page(
        meta(og__title="Heat at sea: “The water is too warm”"),
        "<h1><i>Heat at sea</i><b>“The water is too warm”</b></h1>",
    )
    assert title(root) == "Heat at sea: “The water is too warm”"


def test_without_headings_the_part_that_the_page_shows_is_taken(page):
    head = "<title>The harbour freezes - News from the coast</title>"
    shown = page(head, "<div>The harbour freezes</div><p>Text</p>")
    assert title(shown) == "The harbour freezes"
    assert title(page(head, "<p>Text</p>")) == "The harbour freezes - News from the coast"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("The bridge opens |", "The bridge opens"),
        ("The bridge opens - Town - Example Times", "The bridge opens - Town"),
        ("桥梁今天开放了-示例新闻网", "桥梁今天开放了"),
        ("The bridge opens - Example Times - Home of news", "The bridge opens"),
    ],
)
def test_what_stands_behind_a_separator(written, expected):
    names = frozenset({"exampletimes", "exampletimeshomeofnews"})
    assert without_site(written, names) == expected


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("Our little paper - The bridge opens again", "The bridge opens again"),
        ("The bridge opens again - Our little paper", "The bridge opens again"),
    ],
)
def test_of_the_parts_that_the_page_shows_the_longest_is_the_headline(page, written, line):
    root = page(
        f"<title>{written}</title>",
        f"<div>Our little paper</div><div>{line}</div><p>It opened.</p>",
    )
    assert title(root) == line
