"""Who is asked for the authors, and in which order."""

import pytest

from cleaners import metadata
from cleaners.types import Evidence

URL = "https://www.example-times.test/a/1"
LD = {
    "@type": "NewsArticle",
    "headline": "x",
    "author": [{"@type": "Person", "name": "Ada Sample"}],
}


def authors(root, **more):
    return metadata.read(root, url=URL, **more).authors


def test_json_ld_is_asked_first(page, meta):
    assert authors(page(meta(author="Ben Test"), ld=LD)) == ("Ada Sample",)


def test_a_source_that_names_only_the_outlet_is_passed_over(page, meta):
    ld = {**LD, "author": {"@type": "Organization", "name": "Example Times"}}
    head = meta(og__site_name="Example Times", author="Ben Test")
    assert authors(page(head, ld=ld)) == ("Ben Test",)


def test_a_profile_address_is_no_name(page, meta):
    head = meta(article__author="https://social.example/ada")
    assert authors(page(head, '<p class="byline">By Ada Sample</p>')) == ("Ada Sample",)


@pytest.mark.parametrize(
    "byline",
    [
        '<a rel="author" href="/x">Ada Sample</a>',
        '<div class="Article-Byline__name">Ada Sample</div>',
        '<p class="articleByline">By Ada Sample <time>3 May 2024</time></p>',
        '<p>By <a href="/authors/ada-sample/">Ada Sample</a></p>',
        "<p>By Ada Sample</p>",
        "<p>By <b>Ada Sample</b>, staff writer</p>",
        '<span itemprop="author" itemscope itemtype="https://schema.org/Person">'
        '<span itemprop="name">Ada Sample</span><span itemprop="jobTitle">Cook</span></span>',
    ],
)
def test_bylines_on_the_page(byline, page):
    body = f"<h1>Headline</h1>{byline}<p>By the time it opened, all was well.</p>"
    assert authors(page(body=body)) == ("Ada Sample",)


def test_several_byline_elements_side_by_side(page):
    body = '<p><a rel="author">Ada Sample</a> and <a rel="author">Ben Test</a></p>'
    assert authors(page(body=body)) == ("Ada Sample", "Ben Test")


@pytest.mark.parametrize(
    "body",
    [
        '<div class="comments"><span class="author">Troll Person</span></div>',
        '<aside><a rel="author">Other Person</a></aside>',
        '<div class="author-bio">Ada Sample writes about bridges.</div>',
        "<figure><figcaption><span>By Photo Person</span></figcaption></figure>",
        '<div itemscope itemtype="https://schema.org/Comment"><i itemprop="author">Troll</i></div>',
        "<p>Per Mail teilen</p>",
    ],
)
def test_names_of_others_are_not_taken(body, page):
    assert authors(page(body=body)) == ()


def test_evidence_comes_before_the_page_s_elements_and_after_its_statements(page):
    evidence = Evidence(source="feed", authors=("Cy Proof",))
    body = '<p class="byline">By Ben Test</p>'
    assert authors(page(body=body), evidence=evidence) == ("Cy Proof",)
    assert authors(page(body=body, ld=LD), evidence=evidence) == ("Ada Sample",)


def test_byline_lines_of_other_judges_are_read_last(page):
    assert authors(page(), byline_lines=("By Ada Sample",)) == ("Ada Sample",)


def test_agencies_are_told_apart(page, meta):
    found = metadata.read(page(meta(author="Ada Sample, dpa")), url=URL)
    assert (found.authors, found.agencies) == (("Ada Sample",), ("dpa",))


@pytest.mark.parametrize(
    "body",
    [
        "<p><span>By</span> <a href='/people/7'>Ada Sample</a></p>",
        "<p><b>Author:</b> Ada Sample</p>",
        "<dl><dt><span>Author</span></dt><dd>Ada Sample</dd></dl>",
        "<byline>By Ada Sample, staff writer</byline>",
        "<p><i>Photos and story by Ada Sample</i></p>",
        "<p>— by Ada Sample</p>",
        '<div class="post"><div class="post-footer"><i class="author">Ada Sample</i></div></div>',
        '<article><footer><span class="author">Ada Sample</span></footer></article>',
        '<div class="elementor-widget"><span class="author">Ada Sample</span></div>',
        '<div class="widget"><div class="hentry"><i class="author">Ada Sample</i></div></div>',
        "<p>Words by Ada Sample Photography by Ben Test</p>",
    ],
)
def test_bylines_in_unusual_places(body, page):
    assert authors(page(body=f"<h1>Headline</h1>{body}")) == ("Ada Sample",)


@pytest.mark.parametrize(
    "body",
    [
        "<p><span>By</span> <span>the time that it opened, everybody had long gone home, and "
        "nobody was there to see it</span></p>",
        '<footer><span class="author">Other Person</span></footer>',
        '<div class="widget"><span class="author">Other Person</span></div>',
        '<div class="site-footer"><span class="author">Other Person</span></div>',
        "<p>By</p>",
    ],
)
def test_labels_and_footers_of_others(body, page):
    assert authors(page(body=body)) == ()


def test_a_meta_element_that_names_more_persons_completes_json_ld(page, meta):
    found = metadata.read(page(meta(author="Ada Sample, Ben Test"), ld=LD), url=URL)
    assert found.authors == ("Ada Sample", "Ben Test")
    assert dict(found.sources)["authors"] == "meta:author"
    assert authors(page(meta(author="Ben Test, Cy Proof"), ld=LD)) == ("Ada Sample",)


def test_the_account_that_cards_name_may_be_the_writer_s(page, meta):
    assert authors(page(meta(twitter__site="@ada_sample"), ld=LD)) == ("Ada Sample",)
