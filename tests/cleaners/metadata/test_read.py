"""The reader as a whole, on invented pages."""

from datetime import UTC, datetime

import lxml.html

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
