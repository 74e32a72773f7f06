"""Cross-validation by domain: no page is judged by a model that saw its site."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from cleaners.model.examples import Example
from cleaners.model.export import merged, weights_of
from cleaners.model.forest import Forest, Weights
from cleaners.model.masks import masked
from cleaners.model.table import Floats

_Part = tuple[Any, Floats, Floats]  # rows, labels and weights of some blocks
_LINKS: Final = 900  # per mille of a block in links, from which it is surely no article
_NEVER: Final = 0.02  # probability under which a block is taken for surely not the article's
_THREADS: Final = 2
_KEPT: Final = 5  # one in so many of such blocks is learned from, with so many times the weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to train; all of it is in the card."""

    trees: int = 200
    depth: int = 6
    rate: float = 0.12
    borders: int = 64  # thresholds tried for each feature
    columns_share: float = 0.3  # of the features that each level may choose from
    rows_share: float = 0.8  # of the rows that each tree sees
    ridge: float = 3.0
    teacher_trees: int = 150  # of the model that labels what nobody labelled; 0: nobody does
    taught_share: float = 0.5  # weight of a page with such labels, of one with known text
    masked_share: float = 0.15  # weight of each copy without some evidence; 0: no copies
    seeds: tuple[int, ...] = (1, 2)  # the forests of all are averaged


FOLDS: Final = 5
SEED: Final = 7
# A line of text has half the columns: more trees, slower, held tighter.
PLANS: Final = {
    "html": Plan(),
    "text": Plan(trees=350, rate=0.07, columns_share=0.4, ridge=5.0, masked_share=0.0),
}


class OfDomain(Protocol):
    """A page or an example: all that folds need to know."""

    @property
    def domain(self) -> str:
        """Registered domain."""
        ...


def folds_by_domain(examples: Sequence[OfDomain], count: int, seed: int) -> list[int]:
    """Return the fold of each example; those of one domain are together."""
    domains = sorted({one.domain for one in examples})
    order = np.random.RandomState(seed).permutation(len(domains))
    fold = {domains[at]: place % count for place, at in enumerate(order.tolist())}
    return [fold[one.domain] for one in examples]


def train(examples: Sequence[Example], plan: Plan) -> Weights:
    """Train on all examples; the same bytes come of the same examples and plan."""
    # Deferred: a dependency of training only.
    from catboost import CatBoost, Pool  # noqa: PLC0415

    names = examples[0].names
    learned = [part for one in _taught(examples, plan) for part in _learned(one, plan)]
    rows, labels, weights = _stacked(learned)
    pool = Pool(rows, labels, weight=weights)
    forests = []
    for seed in plan.seeds:
        model = CatBoost(_parameters(plan, seed))
        model.fit(pool)
        forests.append(weights_of(_as_json(model), names, plan.depth))
    return merged(forests)


def _taught(examples: Sequence[Example], plan: Plan) -> Sequence[Example]:
    """Let a small model label the blocks of pages of which only strings are known.

    It learns from known texts and strings alone. What it teaches is what pages of many more
    sites look like.
    """
    if not plan.teacher_trees or all(one.gold.body is not None for one in examples):
        return examples
    small = replace(plan, trees=plan.teacher_trees, teacher_trees=0, seeds=plan.seeds[:1])
    teacher = Forest.of(train(examples, small))
    return [
        one
        if one.gold.body is not None
        else one.taught(chances_of(teacher, one), plan.taught_share)
        for one in examples
    ]


def chances_of(forest: Forest, one: Example) -> Floats:
    """Return the probability of each block of an example."""
    place = {name: at for at, name in enumerate(one.names)}
    return forest.probabilities(one.rows[:, [place[name] for name in forest.columns]])


def _parameters(plan: Plan, seed: int) -> dict[str, Any]:
    return {
        "loss_function": "CrossEntropy",  # labels are shares of a block's words
        "iterations": plan.trees,
        "depth": plan.depth,
        "learning_rate": plan.rate,
        "border_count": plan.borders,
        "rsm": plan.columns_share,
        "bootstrap_type": "Bernoulli",
        "subsample": plan.rows_share,
        "l2_leaf_reg": plan.ridge,
        "random_seed": seed,
        "thread_count": _THREADS,  # fixed: sums in another order may give other last bits
        "verbose": False,
        "allow_writing_files": False,
    }


def _as_json(model: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.json")
        model.save_model(str(path), format="json")
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _stacked(parts: Sequence[_Part]) -> _Part:
    """Return rows, labels and weights of all blocks that are learned from."""
    rows = np.concatenate([part[0] for part in parts]).astype(np.float32)
    labels = np.clip(np.concatenate([part[1] for part in parts]), 0.0, 1.0)
    return rows, labels, np.concatenate([part[2] for part in parts])


def _learned(one: Example, plan: Plan) -> Iterator[_Part]:
    """Yield what an example teaches, and the same once for each sort of evidence taken from it."""
    rows, labels, weights = _telling(one)
    yield rows, labels, weights
    if one.is_page and plan.masked_share:
        for copy in masked(one.names, rows):
            yield copy, labels, weights * plan.masked_share


def _telling(one: Example) -> _Part:
    """Leave out what weighs nothing, what another judge removes, and most of the sure blocks.

    Sure are blocks of links and what the teacher is sure of: navigation, nearly all of it.
    """
    weights = one.weights()
    use = (weights > 0) & ~np.array(one.pruned)
    if one.is_page:
        links = one.rows[:, one.names.index("link_share")]
        taught = one.taught_weights is not None
        sure = ((links >= _LINKS) | taught) & (one.labels <= _NEVER)
        use &= ~sure | (np.arange(len(weights)) % _KEPT == 0)
        weights = np.where(sure, weights * _KEPT, weights)
    return one.rows[use], one.labels[use], weights[use]
