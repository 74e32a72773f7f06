"""The reader as a whole, on invented pages."""

import pickle
from datetime import UTC, datetime

import lxml.html
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import metadata

PAGE = """<html lang="de"><head><title>Große Flut im Tal – Die Beispielzeitung</title>
<meta property="og:site_name" content="Beispielzeitung">
<meta name="author" content="Von Jana Muster und Karl-Heinz Beispiel, dpa">
<link rel="canonical" href="/2024/05/03/flut">
<script type="application/ld+json">
/* made by hand */ {"@type": "NewsArticle", "headline": "Große "Flut" im Tal",,
"datePublished": "2024-05-03T10:00:00+02:00", "isAccessibleForFree": "False",}
</script></head><body><h1>Große Flut im Tal</h1></body></html>"""


def test_broken_json_ld_and_meta_are_read_together():
    found = metadata.read(lxml.html.fromstring(PAGE), url="https://www.example.de/2024/05/03/flut")
    assert found.title == "Große Flut im Tal"
    assert found.authors == ("Jana Muster", "Karl-Heinz Beispiel")
    assert found.agencies == ("dpa",)
    assert found.published == datetime(2024, 5, 3, 8, tzinfo=UTC)
    assert found.access == "paywalled"
    assert found.canonical_url == "https://www.example.de/2024/05/03/flut"
    assert found.site_name == "Beispielzeitung"
    assert dict(found.sources)["published"] == "json-ld"


def test_the_tree_is_not_changed():
    root = lxml.html.fromstring(PAGE)
    before = lxml.html.tostring(root)
    metadata.read(root, url="https://www.example.de/2024/05/03/flut")
    assert lxml.html.tostring(root) == before


def test_every_page_is_read_whatever_it_holds():
    for text in ("<html></html>", "<p>x", "<title></title>", "<svg><title>x</title></svg>"):
        found = metadata.read(lxml.html.document_fromstring(text))
        assert found.title is None
        assert found.authors == ()


def test_the_answer_travels_between_processes():
    found = metadata.read(lxml.html.fromstring(PAGE), url="https://www.example.de/x")
    assert pickle.loads(pickle.dumps(found)) == found


NAMES = ["property", "name", "content", "itemprop", "class", "rel", "href", "datetime", "itemscope"]
NAMES += ["itemtype", "lang", "type"]
CONTENTS = [
    "og:title",
    "author",
    "article:published_time",
    "2024-05-03T10:00:00Z",
    "byline",
    "date",
]
CONTENTS += ["By Ada Sample", "canonical", "http://[", "https://example.test/a", "", "x" * 400]
CONTENTS += ["datePublished", "application/ld+json", "99999999999999", "\u202e"]
ATTRIBUTES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(CONTENTS), max_size=4)
ELEMENTS = st.tuples(
    st.sampled_from(["meta", "link", "time", "h1", "span", "script", "title", "div", "a", "base"]),
    ATTRIBUTES,
    st.sampled_from(["", "By Ada Sample", "3 May 2024", '{"@type": "Article", "author": [', "x"]),
)


@given(st.lists(ELEMENTS, max_size=12))
@settings(deadline=None, max_examples=60)
def test_no_page_raises(elements):
    root = lxml.html.document_fromstring("<html><body></body></html>")
    for tag, attributes, text in elements:
        element = lxml.html.Element(tag)
        for name, value in attributes.items():
            element.set(name, value)
        element.text = text
        root.body.append(element)
    before = lxml.html.tostring(root)
    found = metadata.read(
        root, url="https://example.test/a", fetched_at=datetime(2024, 6, 1, tzinfo=UTC)
    )
    assert lxml.html.tostring(root) == before
    assert found.published is None or found.published.tzinfo is not None


def test_stamp_lines_tell_dates_and_no_authors():
    page = lxml.html.fromstring("<body><p>Rain</p></body>")
    found = metadata.read(page, stamp_lines=["Last Updated: March 5, 2024"])
    assert (found.authors, found.published) == ((), datetime(2024, 3, 5, tzinfo=UTC))
