"""Articles on several pages: the next part, and nothing but the next part."""

from __future__ import annotations

import pytest

from crawler.discovery.parts import MAX_PARTS, next_part_of

STORY = "https://paper.example/city/the-old-bridge"


def page(href: str, text: str = "Next", rel: str = "") -> bytes:
    return f'<article><p>Text</p></article><a href="{href}" rel="{rel}">{text}</a>'.encode()


@pytest.mark.parametrize(
    ("url", "href", "read"),
    [
        (STORY, STORY + "?page=2", ()),
        (STORY, "?page=2", ()),
        (STORY, STORY + "/2", ()),
        (STORY, STORY + "/page/2/", ()),
        (STORY + ".html", STORY + "-2.html", ()),
        (STORY + "?id=7", STORY + "?id=7&p=2", ()),
        (STORY + "?page=2", STORY + "?page=3", (STORY,)),
        (STORY + "/2", STORY + "/3", (STORY,)),
        ("https://paper.example/story-7", "https://paper.example/story-7/2", ()),
    ],
)
@pytest.mark.parametrize("rel", ["next", ""])
def test_the_next_part_is_found(url, href, read, rel):
    found = next_part_of(page(href, rel=rel), url, read)
    assert found is not None
    assert found.endswith(href.removeprefix("?"))


@pytest.mark.parametrize(
    ("url", "href", "read"),
    [
        (STORY, "https://paper.example/city/another-story", ()),  # the next article
        (STORY, "https://paper.example/city/another-story?page=2", ()),
        (STORY, "https://other.example/city/the-old-bridge?page=2", ()),
        (STORY, STORY + "?page=3", ()),  # a part is missing
        (STORY + "?page=2", STORY + "?page=2", (STORY,)),  # itself
        (STORY + "?page=3", STORY, (STORY, STORY + "?page=2")),  # back
        (STORY, STORY + "#comments", ()),
        (STORY, "javascript:next()", ()),
        ("https://paper.example/story-7", "https://paper.example/story-8", ()),
        (STORY, STORY + "/comments?page=2", ()),
    ],
)
@pytest.mark.parametrize("rel", ["next", ""])
def test_other_links_are_no_parts(url, href, read, rel):
    assert next_part_of(page(href, rel=rel), url, read) is None


def test_parts_without_end_are_bounded():
    url, read = STORY, []
    while url is not None:
        number = len(read) + 1
        following = next_part_of(page(f"?page={number + 1}"), url, read)
        read.append(url)
        url = following
    assert len(read) == MAX_PARTS
