"""Description, section, tags, site name and claims of language."""

from cleaners import metadata
from cleaners.types import Evidence

EVIDENCE = Evidence(source="feed", description="Fed", section="World", tags=("one", "two"))


def test_the_page_s_own_words_come_first(page, meta):
    ld = {"@type": "Article", "headline": "x", "articleSection": ["Local", "News"],
          "keywords": "bridge, river, Bridge"}  # fmt: skip
    found = metadata.read(page(meta(og__description="A &amp; B"), ld=ld), evidence=EVIDENCE)
    assert (found.description, found.section, found.tags) == ("A & B", "Local", ("bridge", "river"))


def test_evidence_stands_in(page):
    found = metadata.read(page(), evidence=EVIDENCE)
    assert (found.description, found.section, found.tags) == ("Fed", "World", ("one", "two"))
    assert dict(found.sources)["section"] == "evidence:feed"


def test_tags_of_one_element_each_may_hold_commas(page):
    tags = ("Bridges, old", "River")
    head = "".join(f'<meta property="article:tag" content="{tag}">' for tag in tags)
    assert metadata.read(page(head)).tags == tags


def test_an_address_is_no_section(page, meta):
    assert metadata.read(page(meta(article__section="https://example.com/news"))).section is None


def test_site_name_and_claims(page, meta):
    head = meta(og__site_name="Example Times", og__locale="de_DE")
    head += '<meta http-equiv="Content-Language" content="de">'
    found = metadata.read(page(head, lang="de-AT"))
    assert (found.site_name, found.html_lang, found.og_locale, found.content_language) == (
        "Example Times", "de-AT", "de_DE", "de")  # fmt: skip


def test_the_stated_body_is_handed_on(page):
    ld = {"@type": "Article", "headline": "x", "articleBody": "Whole text."}
    assert metadata.read(page(ld=ld)).article_body == "Whole text."
