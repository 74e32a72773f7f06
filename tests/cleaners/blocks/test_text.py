"""Blocks of plain text: one a line; joined only where lines are evidently wrapped."""

import textwrap

from cleaners.blocks.text import read_blocks

PARAGRAPHS = [
    "The ferry between the two islands will stop running in October, the company said on Monday, "
    "after passengers had complained for months about cancelled trips and about broken engines.",
    "A new vessel is to be built in the yard across the bay, but not before next summer, and the "
    "mayor of the smaller island asked the government for a ship that can be used until then.",
    "Until the ship arrives, a fishing boat will carry letters, medicine and up to six people.",
]


def test_one_block_a_line():
    blocks = read_blocks("First line.\n\n\n  Second \t line.\nThird\u2028line.\n")
    assert [block.text for block in blocks] == ["First line.", "Second line.", "Third", "line."]
    assert [block.index for block in blocks] == [0, 1, 2, 3]
    assert blocks[1].source == "line 4"


def test_wrapped_paragraphs_are_joined():
    wrapped = "\n\n".join(textwrap.fill(text, 60) for text in PARAGRAPHS * 2)
    assert [block.text for block in read_blocks(wrapped)] == PARAGRAPHS * 2


def test_poems_and_lists_are_not_joined():
    poem = "\n\n".join(["The tide comes in\nand takes the sand\nand gives it back"] * 5)
    assert len(read_blocks(poem)) == 15


def test_kinds():
    kinds = [b.kind for b in read_blocks("A ship too old\n" + PARAGRAPHS[0] + "\n- one item")]
    assert kinds == ["heading", "paragraph", "list-item"]
