"""Quotations and tables inside an article stay, when the model is in doubt of them."""

import numpy as np
import pytest

from cleaners.judges.choice import in_flow

LENGTHS = np.array([40.0, 8.0, 40.0, 8.0])
FLUENT = np.array([False, True, False, True])


@pytest.mark.parametrize(
    ("chances", "kept"),
    [
        ([0.95, 0.4, 0.95, 0.4], [True, True, True, False]),  # the last stands behind the text
        ([0.95, 0.1, 0.95, 0.1], [True, False, True, False]),  # the model is sure enough
        ([0.6, 0.4, 0.6, 0.4], [True, False, True, False]),  # there is no sure text around it
    ],
)
def test_a_doubtful_quotation_stays_between_sure_paragraphs(chances, kept) -> None:
    chances = np.array(chances)
    assert in_flow(chances >= 0.5, LENGTHS, chances, FLUENT).tolist() == kept


def test_other_blocks_are_left_as_they_were() -> None:
    chances = np.array([0.95, 0.4, 0.95, 0.4])
    nothing = np.zeros(4, dtype=bool)
    assert in_flow(chances >= 0.5, LENGTHS, chances, nothing).tolist() == [True, False, True, False]
