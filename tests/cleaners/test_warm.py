"""Warming up: what the first page of a worker would load is loaded before."""

import subprocess
import sys

PROGRAM = """
from cleaners import language
from cleaners.judges.learned import forest_for
from cleaners.rules.book import rule_book
from cleaners.warm import warm_up

warm_up()
for loaded in (language._factory, forest_for, rule_book):
    print(loaded.cache_info().currsize)
"""


def test_languages_model_and_rules_are_loaded() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.split() == ["1", "1", "1"]
