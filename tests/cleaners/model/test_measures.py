"""The measures, on texts small enough to count by hand."""

import pytest

from cleaners.model.measures import report, score, segments

KNOWN = "one two three four five six\nseven eight nine ten"


def test_the_same_text_is_perfect():
    same = score(KNOWN, KNOWN)
    assert (same.precision, same.recall, same.f1, same.leaked) == (1, 1, 1, ())


def test_shingles_are_counted():
    # Of 7 shingles of the known text, 3 are found, and nothing else.
    part = score(KNOWN, "one two three four five six")
    assert part.precision == 1
    assert part.recall == pytest.approx(3 / 7)


def test_a_line_of_other_words_leaks_and_short_lines_must_stand_in_the_text():
    found = score(KNOWN, f"{KNOWN}\nread more about this\nfour five\nhome page")
    assert found.leaked == ("read more about this", "home page")
    assert found.precision < 1 == found.recall


def test_empty_output_counts_for_recall_only():
    total = report([score(KNOWN, KNOWN), score(KNOWN, "")])
    assert (total.precision, total.recall) == (1, 0.5)
    assert (total.good, total.poor, total.leaking) == (0.5, 0.5, 0)


def test_nothing_known_and_nothing_found_is_right():
    assert score("", "").f1 == 1


def test_segments_count_what_stands_in():
    found = segments([(("five six", "eleven"), ("seven", "twelve"), KNOWN)])
    assert (found.precision, found.recall) == (0.5, 0.5)
