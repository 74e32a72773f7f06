"""Rule files: unknown keys, bad ids, unknown classes and shapes are named errors."""

import pytest

from cleaners.rules.book import RuleBook
from cleaners.rules.choices import expand
from cleaners.rules.errors import RuleError
from cleaners.rules.format import load_lexicon, load_rules, parse_rules

ENTRY = """
[[rule]]
id = "{id}"
languages = ["en"]
why = "A reason of some length."
confidence = 0.9
removes = ["Follow us"]
keeps = ["Follow the path to the sea."]
{extra}
[rule.match]
{match}
"""


def entry(*, id="social.follow", match='opens = ["follow us"]', extra=""):
    return ENTRY.format(id=id, match=match, extra=extra).encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (entry(extra='colour = "red"'), "colour"),
        (entry(match='opns = ["follow us"]'), "opns"),
        (entry(id="Follow Us"), "lower-case"),
        (entry().replace(b'removes = ["Follow us"]', b"removes = []"), "length"),
        (b"not toml", "social.toml"),
    ],
)
def test_errors_name_the_fault(data, said):
    with pytest.raises(RuleError, match=said):
        parse_rules(data, "social.toml")


@pytest.mark.parametrize(
    ("match", "said"),
    [
        ('opens = ["follow us on {nets}"]', "no class 'nets'"),
        ('opens = ["* on facebook"]', "begins with a gap"),
        ('opens = ["!!!"]', "without words"),
        ('shape = "round"', "unknown shape 'round'"),
        ('pattern = ["(unclosed"]', "pattern"),
        ('place = "end"', "no condition"),
    ],
)
def test_what_cannot_match_is_refused(match, said):
    rules = [("social", rule) for rule in parse_rules(entry(match=match), "social.toml")]
    with pytest.raises(RuleError, match=said):
        RuleBook(rules)


def test_the_main_categories_know_25_languages():
    wanted = ("social", "comments", "contact", "newsletter", "related", "copyright", "consent")
    for category in wanted:
        known = {lang for name, rule in load_rules() if name == category for lang in rule.languages}
        assert len(known - {"*"}) >= 25, category


def test_no_class_of_words_is_longer_than_memory_allows():
    """A class is spelled out once for each phrase that begins with it."""
    for name, words in load_lexicon().items():
        spelled = sum(1 for word in words for _ in expand(word))
        assert spelled <= 3_000, f"{name}: {spelled:,} words; do not put choices beside choices"


def test_lexicon_words_are_unique_in_their_class():
    for name, words in load_lexicon().items():
        doubled = {word for word in words if words.count(word) > 1}
        assert not doubled, f"{name}: {doubled}"
