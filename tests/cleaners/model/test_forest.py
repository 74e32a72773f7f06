"""The forest: whole numbers in, whole numbers out, the same as asking tree by tree."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.model.export import merged, to_json, weights_of
from cleaners.model.forest import Forest, Tree, Weights

MODEL = {  # as CatBoost writes it; the second tree is a level short
    "scale_and_bias": [1, [0.25]],
    "oblivious_trees": [
        {
            "splits": [
                {"float_feature_index": 2, "border": 3.5},
                {"float_feature_index": 0, "border": -0.5},
            ],
            "leaf_values": [0.0, 1.0, -1.0, 0.5],
        },
        {"splits": [{"float_feature_index": 2, "border": 3.5}], "leaf_values": [-2.0, 2.0]},
    ],
}
NAMES = ("left", "unused", "right")


def naive(rows):
    scores = []
    for left, right in rows:
        first = [0.0, 1.0, -1.0, 0.5][(right > 3.5) + 2 * (left > -0.5)]
        scores.append(0.25 + first + (2.0 if right > 3.5 else -2.0))
    return scores


def test_export_keeps_only_what_is_asked_and_pads_shallow_trees():
    weights = weights_of(MODEL, NAMES, 2)
    assert weights.features == ("left", "right")
    assert weights.conditions == ((0, 0), (1, 4))
    assert {len(tree.leaves) for tree in weights.trees} == {4}


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=30))
def test_scores_are_those_of_the_trees(rows):
    forest = Forest.from_json(to_json(weights_of(MODEL, NAMES, 2)).encode())
    scores = forest.scores(np.array(rows, dtype=np.int64)) / forest.scale
    assert scores.tolist() == naive(rows)


def test_merged_forests_average():
    one = weights_of(MODEL, NAMES, 2)
    forest = Forest.of(merged([one, one]))
    rows = np.array([[1, 5], [-3, 0]], dtype=np.int64)
    assert (forest.scores(rows) / forest.scale).tolist() == naive([(1, 5), (-3, 0)])


def test_probabilities_are_in_parts_of_65536():
    forest = Forest.of(weights_of(MODEL, NAMES, 2))
    chances = forest.probabilities(np.array([[1, 5], [-3, 0]], dtype=np.int64)) * 65536
    assert chances.tolist() == [round(c) for c in chances.tolist()]
    assert 0 < chances[1] < 32768 < chances[0] < 65536


@pytest.mark.parametrize(
    "damage",
    [
        {"format": 2},
        {"trees": [{"ask": [0, 1], "leaves": [1, 2, 3]}]},
        {"trees": [{"ask": [0], "leaves": [1, 2]}, {"ask": [0, 1], "leaves": [1, 2, 3, 4]}]},
        {"unknown": 1},
        {"trees": [{"ask": [0], "leaves": [1 << 30, -(1 << 30)]}] * 2},
        {"conditions": [[0, 1 << 31]]},
    ],
)
def test_a_damaged_or_foreign_file_is_refused(damage):
    raw = json.loads(to_json(weights_of(MODEL, NAMES, 2)))
    with pytest.raises(ValueError, match=r"format|depth|unknown field|32 bits"):
        Forest.from_json(json.dumps(raw | damage).encode())


def test_the_file_has_a_line_for_each_tree():
    weights = Weights(
        format=1,
        features=("a",),
        scale=4096,
        bias=0,
        conditions=((0, 1),),
        trees=(Tree(ask=(0,), leaves=(1, 2)), Tree(ask=(0,), leaves=(3, 4))),
    )
    assert '{"ask": [0], "leaves": [3,4]}\n' in to_json(weights)
