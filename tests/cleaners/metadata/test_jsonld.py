"""JSON-LD of whole pages: wrappers, graphs, references, and the choice of the article."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.metadata import jsonld
from cleaners.metadata.statement import state

URL = "https://news.example/2024/05/bridge"
ARTICLE = {"@type": "NewsArticle", "headline": "The bridge opens", "url": URL}


@pytest.mark.parametrize(
    "wrapped",
    [
        "{}",
        "<!-- {} -->",
        "//<![CDATA[\n{}\n//]]>",
        "/*<![CDATA[*/ {} /*]]>*/",
        "<![CDATA[{}]]>",
        "\ufeff{};",
        "[{}]",
    ],
)
def test_wrappers_are_taken_off(wrapped):
    graph = jsonld.load([wrapped.replace("{}", json.dumps(ARTICLE))])
    assert state(graph, URL).headline == "The bridge opens"


def test_a_text_of_entities_is_decoded():
    graph = jsonld.load([json.dumps(ARTICLE).replace('"', "&quot;")])
    assert state(graph, URL).headline == "The bridge opens"


def test_references_in_a_graph_are_followed():
    graph = jsonld.load([json.dumps({"@graph": [
        {"@type": "Article", "headline": "The bridge opens", "author": {"@id": "#a"},
         "image": {"@id": "#i"}, "publisher": {"@id": "#o"}},
        {"@type": "WebPage", "datePublished": "2024-05-01T08:00:00Z"},
        {"@type": "Person", "@id": "#a", "name": "Ada Sample"},
        {"@type": "ImageObject", "@id": "#i", "url": "https://news.example/i.jpg"},
        {"@type": "Organization", "@id": "#o", "name": "Example News"},
    ]})])  # fmt: skip
    said = state(graph, URL)
    assert said.authors == ("Ada Sample",)
    assert said.image == "https://news.example/i.jpg"
    assert said.publisher == "Example News"
    assert said.published == "2024-05-01T08:00:00Z"


def test_the_article_of_this_page_wins_over_listed_ones():
    other = {"@type": "NewsArticle", "headline": "Elsewhere", "url": "https://news.example/x",
             "datePublished": "2024-01-01", "author": "B"}  # fmt: skip
    listing = {"@type": "ItemList", "itemListElement": [{"item": other}]}
    graph = jsonld.load([json.dumps([other, ARTICLE, listing])])
    assert state(graph, URL).headline == "The bridge opens"


def test_an_article_inside_its_page_is_found():
    page = {"@type": "WebPage", "name": "Page", "mainEntity": ARTICLE}
    assert state(jsonld.load([json.dumps(page)]), URL).headline == "The bridge opens"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (True, True),
        (False, False),
        ("False", False),
        ("https://schema.org/True", True),
        ("?", None),
    ],
)
def test_free_is_read_in_all_its_spellings(written, expected):
    node = {**ARTICLE, "isAccessibleForFree": written}
    assert state(jsonld.load([json.dumps(node)]), URL).free is expected


def test_types_lose_their_namespace():
    assert jsonld.types_of({"@type": ["http://schema.org/NewsArticle", "schema:Thing", 3]}) == (
        "newsarticle",
        "thing",
    )


def test_the_amount_read_is_bounded():
    big = json.dumps({**ARTICLE, "articleBody": "x" * jsonld.MAX_CHARS})
    assert jsonld.load([big]).nodes == ()
    many = json.dumps([ARTICLE] * (jsonld.MAX_NODES * 3))
    assert len(jsonld.load([many]).nodes) <= jsonld.MAX_NODES


KEYS = st.sampled_from(
    ["@type", "@id", "@graph", "author", "name", "headline", "image", "url", "keywords",
     "publisher", "mainEntity", "hasPart", "isAccessibleForFree", "articleSection", "datePublished"]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["NewsArticle", "WebPage", "#a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(VALUES)
def test_no_shape_of_the_data_raises(value):
    said = state(jsonld.load([json.dumps(value)]), URL)
    assert said.headline is None or isinstance(said.headline, str)
    assert all(isinstance(name, str) for name in said.authors)


def test_nesting_beyond_pythons_limit_is_survived():
    assert jsonld.load(["[" * 200_000 + "]" * 200_000]).nodes == ()
