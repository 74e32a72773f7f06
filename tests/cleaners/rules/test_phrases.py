"""Phrases in a table of tries: choices are found as if each were spelled out."""

import pytest

from cleaners.rules.choices import expand
from cleaners.rules.line import fold, tokenize
from cleaners.rules.phrases import PhraseTable

LONG = "(one|two|three|four|five six)"
PHRASES = [
    f"see {LONG} boats",
    f"{LONG} boats left",
    f"(see|hear|watch|follow) {LONG}",
    "see (the |our |a |many |)boats",
    "see * (red|blue|green|black) boats",
    "see (red|blue|green|) boats",
    "boat(s|man|yard|house) left",
    "see (old|new|big|* big) {colour} boats",
    "(see|hear|watch|follow) {colour} (boats|ships|rafts|ferries)",
]
LINES = [
    "see one boats", "see five six boats", "five six boats left", "five boats left", "hear three",
    "watch five six", "see the boats", "see boats", "see many boats left", "see my own blue boats",
    "see green boats", "boatyard left", "boat left", "see new red boats", "see very big red boats",
    "follow deep blue ferries", "follow red", "two boats left to see one",
]  # fmt: skip


def table(*phrases):
    made = PhraseTable({"colour": ["red", "deep blue"]})
    for owner, phrase in enumerate(phrases):
        made.add(phrase, [owner])
    return made


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_choice_is_found_as_if_it_were_spelled_out(phrase):
    spelled = [one for one in expand(phrase) if one.strip()]
    for line in LINES:
        tokens = tokenize(fold(line))
        found = {(one.start, one.end) for one in table(phrase).search(tokens)}
        each = {(one.start, one.end) for alone in spelled for one in table(alone).search(tokens)}
        assert found == each, line


def test_long_choices_do_not_multiply():
    words = "|".join(f"word{number}" for number in range(30))
    made = table(" ".join([f"({words})"] * 12))
    assert made.search([f"word{number}" for number in range(12)])[0].end == 12
