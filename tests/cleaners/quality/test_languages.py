import pytest

from cleaners.quality.languages import agree, families


@pytest.mark.parametrize(
    ("detected", "claimed", "answer"),
    [
        ("en", "en", True),
        ("pt", "pt_BR.UTF-8", True),
        ("zh-cn", "zh-Hant-TW", True),
        ("no", "nn", True),
        ("id", "ms-MY", True),
        ("hr", "sr-Latn", True),
        ("de", "en-US", False),
        ("id", "vi", False),
        ("en", "gl", None),  # detection does not know Galician: it says nothing
        ("en", "x", None),
        (None, "en", None),
        ("en", None, None),
        ("en", "", None),
    ],
)
def test_a_claim_is_compared_where_it_can_be(detected, claimed, answer):
    assert agree(detected, claimed) is answer


def test_no_code_is_of_two_families():
    sizes = [len(family) for family in set(families().values())]
    assert sum(sizes) == len(families())
