"""Copies of training pages without one sort of evidence."""

import numpy as np
import pytest

from cleaners.blocks.html import walk
from cleaners.blocks.node import nodes_of
from cleaners.judges.base import Document
from cleaners.model.crossval import PLANS, Plan, _learned
from cleaners.model.examples import CorpusPage, Gold, example, page_document
from cleaners.model.features import features
from cleaners.model.masks import masked, masks
from cleaners.parse import parse

PAGE = (
    "<body><nav class=menu><a href=/a>News</a></nav><main class=article>"
    "<p>The ferry to Oxby left the harbour at noon, with forty people on board.</p>"
    "<p>It came back in the evening, and all of them were well and told of it.</p></main></body>"
)


def table(page):
    blocks = walk(parse(page).root)
    return features(Document(blocks=blocks, nodes=nodes_of(blocks)))


@pytest.mark.parametrize("mask", masks(), ids=lambda mask: mask.name)
def test_each_mask_says_why_and_names_columns_of_the_model(mask):
    names = table(PAGE).names
    assert mask.why.strip()
    for beginning in mask.columns:
        assert any(name.startswith(beginning) for name in names), beginning


def test_what_a_mask_leaves_out_is_what_a_page_without_it_has():
    names, bare = table(PAGE).names, table("<body><p>Nothing of note stands here.</p></body>")
    rows = dict(zip(bare.names, bare.rows()[0].tolist(), strict=True))
    for mask in masks():
        if mask.name in {"names", "claims"}:
            for name in names:
                for beginning, silent in mask.columns.items():
                    if name.startswith(beginning) and not name.startswith("to_role"):
                        assert rows[name] == silent, name


def test_a_copy_lacks_one_sort_of_evidence_and_has_all_else():
    found = table(PAGE)
    names, rows = found.names, found.rows()
    copies = list(masked(names, rows))
    assert len(copies) == len(masks())
    for mask, copy in zip(masks(), copies, strict=True):
        hidden = [name.startswith(tuple(mask.columns)) for name in names]
        assert np.array_equal(copy[:, ~np.array(hidden)], rows[:, ~np.array(hidden)])
        for at in np.flatnonzero(hidden):
            silent = next(v for k, v in mask.columns.items() if names[at].startswith(k))
            assert set(copy[:, at].tolist()) == {silent}
    assert np.array_equal(rows, table(PAGE).rows())  # the page itself is as it was


def test_pages_are_learned_from_with_their_copies_and_texts_without():
    page = CorpusPage(
        id="p", dataset="d", domain="oxby.example", html=PAGE, gold=Gold(body="The ferry to Oxby")
    )
    one = example(page, page_document(page))
    assert one is not None
    parts = list(_learned(one, PLANS["html"]))
    assert len(parts) == 1 + len(masks())
    own = parts[0][2]
    assert all(np.allclose(part[2], own * PLANS["html"].masked_share) for part in parts[1:])
    assert len(list(_learned(one, PLANS["text"]))) == 1
    assert len(list(_learned(one, Plan(masked_share=0.0)))) == 1
