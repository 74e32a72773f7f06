"""trafilatura answers the same, and gets its own expressions back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lxml import etree, html
from trafilatura.core import bare_extraction as theirs

from cleaners import trafilatura_fast
from cleaners.stand_in import standing_in
from cleaners.trafilatura_fast import bare_extraction

STORY = "".join(
    f"<p>The {word} ferry left the harbour at noon with a hundred passengers on board.</p>"
    for word in ("first", "second", "third", "fourth", "fifth", "sixth")
)
SHORT = "<p>The ferry left the harbour at noon, and nobody saw it again before the evening.</p>"
MENU = "<div class='sidebar'>" + "".join(f"<p>Line {n} of the menu</p>" for n in range(150))
PAGES = {
    "article": f"<article><h1>Ferry</h1>{STORY}<div class='share-bar'>Share this</div></article>",
    "class": f"<div id='top' class='nav'>Menu</div><div class='post-content'>{STORY}</div>",
    "comments": f"<div class='story-body'>{STORY}</div><div id='comments'>{SHORT}</div>",
    "scrolled": f"<main>{STORY}</main><div class='infinite-scroll'>{SHORT}</div>",
    "short": f"<main>{SHORT}</main>{MENU}</div><div class='cookie-banner'>Cookies</div>",
    "wild": f"<div class='x'>{SHORT}</div><div class='teaser'>{SHORT}</div>",
    "nothing": "<p>No</p>",
}


@pytest.fixture(params=PAGES)
def root(request: pytest.FixtureRequest) -> Iterator[html.HtmlElement]:
    root = html.document_fromstring(f"<html><body>{PAGES[request.param]}</body></html>")
    before = html.tostring(root)
    yield root
    assert html.tostring(root) == before


@pytest.mark.parametrize("fast", [True, False])
def test_the_text_is_the_same(root: html.HtmlElement, fast: bool) -> None:
    ours = bare_extraction(root, url="https://harbour.example/ferry", fast=fast)
    known = theirs(root, url="https://harbour.example/ferry", include_comments=False, fast=fast)
    assert getattr(ours, "text", None) == getattr(known, "text", None)


def test_its_own_expressions_are_put_back() -> None:
    _, replaced = trafilatura_fast._trafilatura()
    with pytest.raises(RuntimeError), standing_in(replaced):
        raise RuntimeError
    for place, name, ours in replaced:
        now = getattr(place, name)
        assert now is not ours
        assert all(
            isinstance(one, etree.XPath) for one in (now if isinstance(now, list) else [now])
        )
