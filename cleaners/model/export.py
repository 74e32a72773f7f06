"""Turns a trained CatBoost model into the weights file: whole numbers, one line a tree."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from cleaners.model.forest import FORMAT, Tree, Weights

_SCALE: Final = 1 << 12  # log odds to a quarter of a thousandth: 16-bit leaves lose nothing


def weights_of(model: Mapping[str, Any], features: Sequence[str], depth: int) -> Weights:
    """Return the weights of a model as CatBoost's ``format="json"`` writes it.

    ``depth`` is the one that it was trained with; all trees are made as deep.

    Conditions are ``value > border`` there, with whole values and borders between them.
    """
    trees = model["oblivious_trees"]
    asked = sorted({_condition(split) for tree in trees for split in tree["splits"]})
    used = sorted({column for column, _ in asked})
    column_of = {column: place for place, column in enumerate(used)}
    place_of = {condition: place for place, condition in enumerate(asked)}
    factor, (bias, *_) = model["scale_and_bias"]
    return Weights(
        format=FORMAT,
        features=tuple(features[column] for column in used),
        scale=_SCALE,
        bias=round(bias * _SCALE),
        conditions=tuple((column_of[column], least) for column, least in asked),
        trees=tuple(
            _full(
                [place_of[_condition(split)] for split in tree["splits"]],
                [round(value * factor * _SCALE) for value in tree["leaf_values"]],
                depth,
            )
            for tree in trees
        ),
    )


def _full(ask: Sequence[int], leaves: Sequence[int], depth: int) -> Tree:
    """Return a tree of ``depth``; training leaves one shallow where no further split gains.

    What it does not ask is asked for form's sake: either answer leads to the same leaf.
    """
    missing = depth - len(ask)
    return Tree(ask=(*ask, *[0] * missing), leaves=tuple(leaves) * (1 << missing))


def merged(forests: Sequence[Weights]) -> Weights:
    """Return one forest whose log odds are the average of those of ``forests``."""
    features = sorted({name for one in forests for name in one.features})
    column = {name: place for place, name in enumerate(features)}
    asked = sorted(
        {_named(one, condition, column) for one in forests for condition in one.conditions}
    )
    place = {condition: at for at, condition in enumerate(asked)}
    count = len(forests)
    return Weights(
        format=FORMAT,
        features=tuple(features),
        scale=forests[0].scale * count,
        bias=sum(one.bias for one in forests),
        conditions=tuple(asked),
        trees=tuple(
            Tree(
                ask=tuple(place[_named(one, one.conditions[at], column)] for at in tree.ask),
                leaves=tree.leaves,
            )
            for one in forests
            for tree in one.trees
        ),
    )


def _named(
    forest: Weights, condition: tuple[int, int], column: Mapping[str, int]
) -> tuple[int, int]:
    """Return a condition of ``forest`` with the column that its feature has in the merged one."""
    return column[forest.features[condition[0]]], condition[1]


def _condition(split: Mapping[str, Any]) -> tuple[int, int]:
    """Return (column, least whole value that is above the border)."""
    return split["float_feature_index"], math.floor(split["border"]) + 1


def to_json(weights: Weights) -> str:
    """Return the file's text: a line for each condition and each tree, so that it diffs."""
    rows = [
        f'{{"format": {weights.format},',
        f'"features": {json.dumps(weights.features, indent=0)},',
        f'"scale": {weights.scale}, "bias": {weights.bias},',
        '"conditions": [',
        ",\n".join(json.dumps(list(condition)) for condition in weights.conditions),
        "],",
        '"trees": [',
        ",\n".join(
            f'{{"ask": {_list(tree.ask)}, "leaves": {_list(tree.leaves)}}}'
            for tree in weights.trees
        ),
        "]}",
    ]
    return "\n".join(rows) + "\n"


def _list(values: Sequence[int]) -> str:
    return json.dumps(list(values), separators=(",", ":"))
