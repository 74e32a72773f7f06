"""What the decision would keep of an example, given the model's probabilities alone."""

from __future__ import annotations

import numpy as np

from cleaners.judges.choice import choose, lengths_of, repeats, trimmed
from cleaners.model.examples import Example
from cleaners.model.table import Floats


def text_of(one: Example, chances: Floats) -> str:
    """Return the kept blocks' texts, a line each."""
    left = np.where(np.array(one.pruned), 0.0, chances)
    lengths = lengths_of(one.texts)
    keep, _ = choose(lengths, left)
    if one.is_page:
        keep = trimmed(keep, lengths, left)
    keep &= ~repeats(one.texts, keep)
    return "\n".join(text for text, stays in zip(one.texts, keep.tolist(), strict=True) if stays)
