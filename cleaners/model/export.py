"""Turns a trained CatBoost model into the weights file: whole numbers, one line a tree."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from cleaners.model.forest import FORMAT, Tree, Weights

_SCALE: Final = 1 << 12  # log odds to a quarter of a thousandth: 16-bit leaves lose nothing


def weights_of(model: Mapping[str, Any], features: Sequence[str]) -> Weights:
    """Return the weights of a model as CatBoost's ``format="json"`` writes it.

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
            Tree(
                ask=tuple(place_of[_condition(split)] for split in tree["splits"]),
                leaves=tuple(round(value * factor * _SCALE) for value in tree["leaf_values"]),
            )
            for tree in trees
        ),
    )


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
