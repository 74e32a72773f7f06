"""Every rule's own examples: what it must remove, and the look-alikes that must survive."""

import pytest

from cleaners.judges.base import Document, Opinion
from cleaners.judges.rules import RulesJudge
from cleaners.rules.book import RuleBook
from cleaners.rules.format import load_rules
from cleaners.rules.line import Line
from cleaners.types import Block

PROSE = (
    "The council of the small harbour town voted on Tuesday to repair the old bridge.",
    "Work on the northern arch will begin in spring and is expected to last two years.",
)
BOILERPLATE = {
    "social": "Follow us on Facebook and Instagram",
    "comments": "Leave a Reply",
    "contact": "Contact us: newsdesk@harbourpost.example",
    "newsletter": "Sign up for our daily newsletter",
    "related": "READ MORE",
    "copyright": "© 2024 Harbour Post. All rights reserved.",
}
SURE = 0.7  # a less confident rule needs another known line beside it
RULES = load_rules()


def removes():
    """Rules of markup need a page: ``test_markup`` has one."""
    for category, rule in RULES:
        for example in () if rule.match.markup or rule.match.hosts else rule.removes:
            yield pytest.param(category, rule, example, id=f"{rule.id}: {example[:40]}")


def keeps():
    for _, rule in RULES:
        for example in rule.keeps:
            yield pytest.param(example, id=f"{rule.id}: {example[:40]}")


def judged(*texts: str) -> list[Opinion]:
    blocks = tuple(
        Block(index=at, text=text, kind="paragraph", source=f"line {at + 1}")
        for at, text in enumerate(texts)
    )
    return RulesJudge().judge(Document(blocks=blocks, is_html=False))


@pytest.mark.parametrize(("category", "rule", "example"), list(removes()))
def test_removes(category, rule, example):
    texts = [PROSE[0], example, PROSE[1]]
    if rule.match.place in ("end", "edge"):
        company = [] if rule.confidence >= SURE else [BOILERPLATE["social"]]
        texts = [*PROSE, example, *company]
    if rule.match.place == "start":
        texts = [example, *PROSE]
    if rule.match.near:
        texts.insert(texts.index(example), BOILERPLATE[rule.match.near[0]])
    found = [one for one in judged(*texts) if texts[one.index] == example]
    assert [one.span for one in found] == [None]
    assert RuleBook([(category, rule)]).hits(Line(example)), "the rule itself must know it"


@pytest.mark.parametrize("example", list(keeps()))
def test_keeps(example):
    """The look-alike stays inside an article and as its last paragraph, footer or not."""
    assert judged(PROSE[0], example, PROSE[1]) == []
    footed = judged(*PROSE, example, BOILERPLATE["social"], BOILERPLATE["copyright"])
    assert 2 not in {one.index for one in footed}
