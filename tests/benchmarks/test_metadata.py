"""The benchmark of the metadata reader: what it counts, and the table that it prints."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.metadata import NOBODY, Answer, gold_authors, score, sources_table


def answer(**fields: str | tuple[str, ...] | None) -> Answer:
    known = {"title": None, "authors": (), "date": None, **fields}
    return Answer(**known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("published", "modified", "date", "either"),
    [
        ("2024-05-03", None, True, True),
        ("2024-05-01", "2024-05-03", False, True),
        ("2024-05-01", "2024-05-02", False, False),
        (None, None, False, False),
    ],
)
def test_days(published: str | None, modified: str | None, date: bool, either: bool) -> None:
    got = score(answer(date=published, modified=modified), {"date": "2024-05-03 10:00:00"})
    assert got == {"date": date, "either": either}


def test_white_space_and_the_order_of_authors_do_not_count() -> None:
    gold = {"title": "The  bridge\nopens", "authors": "Ben Test, Ada Sample"}
    got = score(answer(title="The bridge opens", authors=("Ada Sample", "ben test")), gold)
    assert got == {"title": True, "authors": True, "persons": True}
    assert gold_authors("Ada Sample, Jr. and Ben Test") == ("Ada Sample, Jr.", "Ben Test")


def test_the_table_names_the_most_frequent_sources() -> None:
    won = {"title": Counter({f"meta:{n}": 20 - n for n in range(10)} | {NOBODY: 3})}
    line = sources_table(won)[-1]
    assert line.startswith("| title | meta:0 20, meta:1 19, ")
    assert line.endswith("meta:7 13, other 23, none 3 |")
