"""What stands alone between kept blocks stays, and so does the rest of a kept list."""

import numpy as np
import pytest
from lxml import html

from cleaners.blocks.html import walk
from cleaners.judges.gaps import filled

DOUBTED = 0.3


def kept(markup, *, gap=DOUBTED, doubt=0.5, named=()):
    """Return the texts that stay; those in which "gap" stands were left out before."""
    blocks = walk(html.document_fromstring(f"<body>{markup}</body>"))
    chances = np.array([gap if "gap" in block.text else 0.95 for block in blocks])
    whole = filled(blocks, chances >= doubt, chances, set(named))
    return [block.text for block, stays in zip(blocks, whole.tolist(), strict=True) if stays]


@pytest.mark.parametrize(
    "markup",
    [
        "<p>one</p><h2>gap</h2><p>two</p>",
        "<ul><li>one<li>gap</ul><p>two</p>",
        "<p>one</p><p>gap</p><p>two</p>",
        "<div class=a><p>one</p></div><div class=a><p>gap</p></div><div class=a><p>two</p></div>",
        "<table><tr><td><p>one<tr><td><p>gap<tr><td><p>two</table>",
        "<p>one</p><p hidden>gap, hidden</p><p>gap</p><p>two</p>",
    ],
)
def test_what_stands_alone_between_kept_blocks_stays(markup):
    assert kept(markup) == ["one", "gap", "two"]


@pytest.mark.parametrize(
    "markup",
    [
        "<div><p>one</p></div><div><h3>gap</h3></div><div><p>two</p></div>",
        "<p>one</p><ul><li>gap</li></ul><p>two</p>",
    ],
)
def test_what_has_an_element_of_its_own_stays_where_it_is_probable(markup):
    assert kept(markup, gap=0.4) == ["one", "gap", "two"]
    assert kept(markup) == ["one", "two"]


def test_the_next_paragraph_set_like_the_last_stays_where_it_is_probable():
    markup = "<p>one</p><p>two</p><p>gap</p>"
    assert kept(markup, gap=0.67, doubt=0.7) == ["one", "two", "gap"]
    assert kept(markup, gap=0.55, doubt=0.7) == ["one", "two"]
    boxed = "<p>one</p><p>two</p><div class=box><p>gap</p></div>"
    assert kept(boxed, gap=0.67, doubt=0.7) == ["one", "two"]


@pytest.mark.parametrize(
    "markup",
    [
        "<p>one</p><div class=box><p>gap</p></div><p>two</p>",
        "<p>one</p><p><a href=/x>gap</a></p><p>two</p>",
        "<p>one</p><p>gap</p><p>gap, too</p><p>two</p>",
        "<p>one</p><p>two</p><p>gap</p>",
    ],
)
def test_boxes_links_and_longer_gaps_are_left_out(markup):
    assert kept(markup) == ["one", "two"]


def test_what_is_improbable_or_known_to_a_judge_is_left_out():
    markup = "<p>one</p><h2>gap</h2><p>two</p>"
    assert kept(markup, gap=0.1) == ["one", "two"]
    assert kept(markup, named=[1]) == ["one", "two"]


def test_a_list_of_which_half_is_kept_is_kept_whole():
    entries = "<li>one</li><li>gap 1</li><li><p>gap 2</p></li><li>two</li>"
    assert kept(f"<ul>{entries}</ul>") == ["one", "gap 1", "gap 2", "two"]
    assert kept(f"<ul>{entries}<li>gap 3</li></ul>") == ["one", "two"]
