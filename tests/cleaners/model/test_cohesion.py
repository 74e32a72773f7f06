"""Cohesion: lines of the main text share its words, a teaser's line does not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.model.cohesion import add_cohesion
from cleaners.model.table import Table

FERRY = [
    "The ferry Lady Maud left Harrowmouth harbour on Monday with forty passengers aboard.",
    "Harrowmouth councillors had voted to fund the ferry for three years, passengers said.",
    "The harbour master said the ferry would carry more passengers across the harbour in May.",
    "Councillors in Harrowmouth expect forty passengers on every crossing of the ferry.",
]
RECIPE = "Whisk the butter with brown sugar until pale, then fold in almonds and dark chocolate."


def columns(texts, good=None):
    table = Table()
    sizes = [len(text) for text in texts] if good is None else good
    add_cohesion(table, texts, np.array(sizes, dtype=np.int64))
    return dict(zip(table.names, table.rows().T.tolist(), strict=True))


@pytest.mark.parametrize("column", ["coh_before", "coh_wbefore", "coh_main"])
def test_a_line_on_something_else_shares_less(column):
    found = columns([*FERRY, RECIPE])[column]
    assert found[4] < min(found[1:4])


def test_names_count_apart():
    found = columns([*FERRY, "Later that day Wilbur Quentin Ostrander baked a loaf of bread."])
    assert found["coh_names"][3] > found["coh_names"][4] == 0


def test_what_stands_before_and_after_mirrors():
    there, back = columns(FERRY), columns(FERRY[::-1])
    for prefix in ("", "w"):
        assert there[f"coh_{prefix}before"] == back[f"coh_{prefix}after"][::-1]


def test_labels_have_no_share_and_lend_no_words():
    found = columns([FERRY[0], "Harbour", FERRY[1]], good=[84, 0, 80])
    assert found["coh_main"][1] == -1
    assert found == columns([FERRY[0], "Recipes", FERRY[1]], good=[84, 0, 80])


def test_a_script_without_spaces_shares_pairs_of_letters():
    same = columns(["渡船周一离开港口前往对岸的小镇", "渡船周二返回港口并载客前往小镇"])
    other = columns(["渡船周一离开港口前往对岸的小镇", "黄油加糖打发后拌入杏仁碎和面粉"])
    assert same["coh_main"][1] > other["coh_main"][1] == 0


@given(st.lists(st.tuples(st.text(min_size=1, max_size=60), st.booleans()), min_size=1))
def test_shares_are_per_mille_or_unknown(lines):
    texts = [text for text, _ in lines]
    good = [len(text) * good for text, good in lines]
    found = columns(texts, good)
    assert found == columns(texts, good)
    for name, values in found.items():
        assert len(values) == len(texts)
        if name != "coh_more":
            assert all(-1 <= value <= 1000 for value in values)
