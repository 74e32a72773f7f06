"""Warming up: what the first page of a worker would load is loaded before."""

import subprocess
import sys

PROGRAM = """
from htmldate.extractors import month_words

from cleaners import language, trafilatura_fast
from cleaners.judges.learned import forest_for
from cleaners.rules.book import rule_book
from cleaners.warm import warm_up

warm_up()
for loaded in (
    language._factory, forest_for, rule_book, trafilatura_fast._trafilatura, month_words,
):
    print(loaded.cache_info().currsize)
"""


def test_what_any_page_or_some_pages_ask_for_is_loaded() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.split() == ["1"] * 5
