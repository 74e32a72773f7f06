"""Footers worded by people who had not seen the rules, and sentences that only sound like them."""

import html
import tomllib
from pathlib import Path

import pytest

from cleaners import clean_html, clean_text
from cleaners.errors import CleaningError
from tests.cleaners.test_footers import MAKES, unnamed

DATA = tomllib.loads((Path(__file__).parents[1] / "data/footers_by_others.toml").read_text())
OUTLETS, HAZARDS = DATA["outlet"], DATA["hazard"]
LEAST_PERFECT = 0.95
LEAST_KEPT = 0.995


def page(outlet, make, article, footer=()):
    lines = ([html.escape(line) for line in part] for part in (article, footer))
    return (
        f'<!doctype html><html lang="{outlet["language"]}"><head><meta charset="utf-8">'
        f"<title>{html.escape(outlet['title'])}</title></head><body>{make(*lines)}</body></html>"
    )


def text_of(clean, given):
    try:
        return clean(given).text
    except CleaningError:
        return ""


def is_perfect(outlet, make=None):
    """Tell whether nothing but the article is left, and all of it."""
    article, footer = outlet["article"], outlet["footer"]
    if make is None:
        return text_of(clean_text, "\n\n".join([*article, *footer])) == "\n\n".join(article)
    return text_of(clean_html, page(outlet, make, article, footer)) == "\n\n".join(article)


@pytest.mark.parametrize("make", [None, *MAKES])
def test_articles_come_out_perfect(make):
    wrong = [one["name"] for one in OUTLETS if not is_perfect(one, make)]
    assert 1 - len(wrong) / len(OUTLETS) >= LEAST_PERFECT, wrong


def with_hazard(hazard, place):
    outlet = next(one for one in OUTLETS if one["language"] == hazard["language"])
    article = list(outlet["article"])
    article.insert(place if place >= 0 else len(article), hazard["sentence"])
    return outlet, article


@pytest.mark.parametrize("place", [2, -1])
@pytest.mark.parametrize("is_text", [True, False])
def test_what_an_article_says_itself_survives(place, is_text):
    lost = []
    for hazard in HAZARDS:
        outlet, article = with_hazard(hazard, place)
        given = "\n\n".join(article) if is_text else page(outlet, unnamed, article)
        if hazard["sentence"] not in text_of(clean_text if is_text else clean_html, given):
            lost.append(hazard["sentence"])
    assert 1 - len(lost) / len(HAZARDS) >= LEAST_KEPT, lost
