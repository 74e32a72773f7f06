"""Addresses: what is trusted, and what only recorded."""

import pytest

from cleaners import metadata
from cleaners.metadata import links

URL = "https://www.example.co.uk/news/bridge?utm=1"


@pytest.mark.parametrize(
    ("href", "trusted"),
    [
        ("https://www.example.co.uk/news/bridge", "https://www.example.co.uk/news/bridge"),
        ("/news/bridge#top", "https://www.example.co.uk/news/bridge"),
        ("//amp.example.co.uk/news/bridge", "https://amp.example.co.uk/news/bridge"),
        ("https://other.co.uk/news/bridge", None),
        ("https://www.example.co.uk/", None),
        ("https://www.example.co.uk", None),
        ("javascript:void(0)", None),
        ("https://[broken", None),
        ("https://www.example.co.uk/{{slug}}", None),
    ],
)
def test_canonical(href, trusted, page):
    found = metadata.read(page(f'<link rel="canonical" href="{href}">'), url=URL)
    assert found.canonical_url == trusted
    assert dict(found.sources)["canonical_claim:link:canonical"] == href


def test_og_url_stands_in_and_both_claims_are_recorded(page, meta):
    head = '<link rel="canonical" href="https://origin.example/x">' + meta(og__url=URL)
    found = metadata.read(page(head), url=URL)
    assert found.canonical_url == URL
    assert dict(found.sources)["canonical_url"] == "meta:og:url"
    assert dict(found.sources)["canonical_claim:link:canonical"] == "https://origin.example/x"


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://news.example.co.uk/a", "example.co.uk"),
        ("https://example.com", "example.com"),
        ("http://192.0.2.1/a", "192.0.2.1"),
        ("nonsense", None),
        (None, None),
    ],
)
def test_registered_domain(url, domain):
    assert links.registered_domain(url) == domain


@pytest.mark.parametrize(
    ("url", "base", "expected"),
    [
        ("/i.jpg", "https://example.com/a/b", "https://example.com/i.jpg"),
        ("i j.jpg", "https://example.com/a/b", "https://example.com/a/i%20j.jpg"),
        ("data:image/png;base64,AAAA", "https://example.com", None),
        ("/i.jpg", None, None),
        ("", "https://example.com", None),
        ("https://example.com/" + "x" * 3000, None, None),
    ],
)
def test_absolute(url, base, expected):
    assert links.absolute(url, base) == expected


def test_image_from_the_first_source_that_holds_an_address(page, meta):
    ld = {"@type": "Article", "image": [{"url": "/ld.jpg"}]}
    root = page(meta(og__image="data:x"), ld=ld)
    found = metadata.read(root, url=URL)
    assert found.image == "https://www.example.co.uk/ld.jpg"
    assert dict(found.sources)["image"] == "json-ld"


def test_a_base_element_is_respected(page, meta):
    root = page('<base href="https://cdn.example.co.uk/x/">' + meta(og__image="i.jpg"))
    assert metadata.read(root, url=URL).image == "https://cdn.example.co.uk/x/i.jpg"
