"""Labels by alignment: in order, and never by chance."""

from cleaners.model.labels import align, mark

ARTICLE = [
    "The harbour of Oxby will get a second quay, the council decided on Monday.",
    "More",
    "Work begins in spring and will take two years.",
]


def test_a_short_line_counts_in_its_place_only():
    page = ["More", "News", *ARTICLE, "More", "Contact the newsroom"]
    shares, covered = align(page, "\n".join(ARTICLE))
    assert shares.tolist() == [0, 0, 1, 1, 1, 0, 0]
    assert covered == 1


def test_a_block_that_is_half_the_articles_says_so():
    shares, _ = align(["Work begins in spring Subscribe to our letter now"], ARTICLE[2])
    assert 0.4 < shares[0] < 0.5


def test_a_known_text_that_is_not_there_is_not_covered():
    _, covered = align(["Something else entirely on this page"], ARTICLE[0])
    assert covered == 0


def test_strings_mark_blocks():
    assert mark(ARTICLE, ["second quay"], ["two years"]).tolist() == [1, -1, 0]
    assert mark(["quays"], ["quay"], []).tolist() == [-1]
