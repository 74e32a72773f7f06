"""Which blocks to keep, given how probable each is: the set with the best expected F1.

Of all sets of k blocks the k most probable are best, so only prefixes in the order of
probability are compared. A fixed threshold keeps too much of a page that is doubtful all
over and too little of one that is clear.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def best_prefix(chances: Floats, lengths: Floats) -> tuple[Bools, float]:
    """Return which blocks to keep and the F1 to be expected.

    ``lengths`` weigh the blocks (tokens). Expected F1 of a set is taken as twice its
    expected overlap over its length plus the expected length of the article.
    """
    keep = np.zeros(len(chances), dtype=np.bool_)
    if not len(chances):
        return keep, 0.0
    order = np.argsort(-chances, kind="stable")
    right = chances * lengths
    f1 = 2 * np.cumsum(right[order]) / (np.cumsum(lengths[order]) + right.sum() + 1e-9)
    best = int(np.argmax(f1))
    keep[order[: best + 1]] = True
    return keep, float(f1[best])
