"""Receipts: every displayed block of a page is kept or listed as removed, with its category."""

from collections import defaultdict

from lxml import html

from cleaners import CATEGORIES, clean_html
from cleaners.blocks.html import walk

SAID = [
    f"The ferry to Oxby left late on day {n}, because the harbour had been closed for repairs."
    for n in range(8)
]
BODY = "".join(f"<p>{sentence}</p>" for sentence in SAID)
PAGE = f"""<!doctype html><html lang="en"><head><title>Ferry late</title></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/s">Sport</a></li></ul></nav></header>
<main><article><h1>Ferry late</h1><p class="byline">By Mara Lindqvist</p>{BODY}
<p>{SAID[0]} The island waited. (Follow us on Facebook.) It waits still.</p>
<figure><figcaption>The pier on Monday</figcaption></figure>
<div class="author-box"><p>Mara Lindqvist writes about ferries and islands.</p></div>
<p>Read more: How the harbour was built</p></article>
<aside><h2>Most read</h2>
<ul><li><a href="/a">A bridge for Marrow opens in spring</a></li></ul></aside>
<section class="comments"><h3>Comments</h3>
<p>I sat there for two hours and nobody came.</p></section>
</main><footer><p>All rights reserved</p><p>Sign up for our newsletter</p></footer></body></html>"""


def test_kept_and_removed_in_order_are_every_displayed_block():
    cleaned = clean_html(PAGE)
    parts = defaultdict(list)
    for one in (*cleaned.blocks, *cleaned.removed):
        parts[one.index].append(one.text)
    shown = {
        block.index: block.text
        for block in walk(html.document_fromstring(PAGE))
        if not block.hidden
    }
    assert parts.keys() == shown.keys()
    for index, texts in parts.items():
        words = sorted(" ".join(texts).split())
        assert words == sorted(shown[index].split())


def test_every_removal_says_what_it_was_and_who_made_it():
    removed = clean_html(PAGE).removed
    assert all(one.category in CATEGORIES and one.judge and one.rule for one in removed)
    assert all(one.text for one in removed)
    other = [one.text for one in removed if one.category == "other"]
    assert len(other) < 0.03 * len(removed), other
