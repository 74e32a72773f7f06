"""Rules that know widgets by class or id: each name of each rule, on a page."""

import pytest

from cleaners.blocks.html import walk
from cleaners.judges.base import Document
from cleaners.judges.rules import RulesJudge
from cleaners.parse import parse
from cleaners.rules.format import load_rules

PROSE = "The council of the small harbour town voted on Tuesday to repair the old bridge."
WIDGETS = [
    pytest.param(category, rule, name, id=f"{rule.id}: {name}")
    for category, rule in load_rules()
    for name in rule.match.markup
]


def judged(attributes: str, text: str):
    page = f"<body><p>{PROSE}</p><div {attributes}><div><p>{text}</p></div></div><p>{PROSE}</p>"
    return RulesJudge().judge(Document(blocks=walk(parse(page).root)))


@pytest.mark.parametrize(("category", "rule", "name"), WIDGETS)
def test_widget(category, rule, name):
    for example in rule.removes:
        for attributes in (f'class="box {name}"', f'id="{name}"'):
            found = judged(attributes, example)
            assert [(one.index, one.category, one.rule) for one in found] == [
                (1, category, rule.id)
            ]
    for example in rule.keeps:
        assert judged('class="box"', example) == []
