"""Republished articles: through real cleaning, recognised, and in any order the same clusters."""

import random

import pytest

from benchmarks import copies
from benchmarks.copies import Told
from benchmarks.republish import _LAYOUTS, paper_for, papers, republish
from cleaners import clean_html
from crawler.demo.stories import NEWSROOM, read_stories
from output.near_duplicates import NearDuplicates
from output.near_duplicates.signature import sign

OUTLETS = {"harbour-post": "en", "nordufer-kurier": "de", "dos-orillas": "es", "lantern-wire": "en"}


@pytest.fixture(scope="module")
def told():
    """The demo newsroom's articles as they are printed, and as another paper prints them."""
    found = []
    for outlet, language in OUTLETS.items():
        for story in read_stories(NEWSROOM / outlet, language):
            if story.language != language or sign(story.text) is None:
                continue
            name = f"{outlet}/{story.slug}"
            chance = random.Random(name)
            paper = paper_for(language, chance)
            page = republish(story.text, paper, chance)
            copy = clean_html(page, url=f"https://{paper.host}/a").text
            for site, text in ((outlet, story.text), (paper.host, copy)):
                key = copies._key(f"{site} {name}")
                found.append(Told(key=key, site=site, text=text, language=language, story=name))
    return found


def test_copies_find_their_originals_and_nothing_else_is_marked(told):
    marked, clusters = copies.tell(told, seed=1)
    by_key = {one.key: one for one in told}
    assert len(told) >= 30
    assert len(marked) == len(told) / 2
    assert all(by_key[match.record_id].story == one.story for one, match in marked)
    assert {len(cluster) for cluster in clusters} == {2}


def test_the_same_pages_make_the_same_clusters_in_any_order(told):
    """With further copies of copies, so that clusters meet by chains of likenesses."""
    chains = []
    for one in told[:24:2]:
        chance = random.Random(one.key)
        page = republish(one.text, chance.choice(papers()), chance, kept_share=0.8)
        text = clean_html(page).text
        key = copies._key(f"chain {one.key}")
        chains.append(Told(key=key, site="c", text=text, language=None, story=one.story))
    pages = [*told, *chains]
    found = [copies.tell(pages, seed)[1] for seed in range(12)]
    assert all(clusters == found[0] for clusters in found)
    assert max(map(len, found[0])) == 3


def test_what_came_first_is_the_original(told):
    first, second = told[:2]
    for one, other in ((first, second), (second, first)):
        with NearDuplicates(":memory:") as index:
            assert index.check_and_add(one.key, one.text, site=one.site) is None
            match = index.check_and_add(other.key, other.text, site=other.site)
        assert match is not None
        assert match.record_id == one.key


def test_a_reprint_is_another_page():
    text = "\n\n".join(f"Sentence {n} of “the story” was printed on a rainy day." for n in range(9))
    for paper in papers():
        page = republish(text, paper, random.Random(1))
        assert paper.own in page
        assert page.count("<p>") > 9
        assert "“" not in page
        shorter = republish(text, paper, random.Random(1), kept_share=0.4)
        assert len(shorter) < len(page)


def test_the_papers_are_told_apart():
    assert len({paper.host for paper in papers()}) == len(papers())
    assert {paper.layout for paper in papers()} == set(_LAYOUTS)
    assert {paper_for("de", random.Random(n)).language for n in range(9)} == {"de"}


def test_the_report_names_what_was_missed(told, capsys):
    first, second = told[:2]
    stranger = told[2]
    lost = Told(key="f" * 32, site="x", text="", language=None, story=stranger.story)
    copies.report([first, stranger], [second, lost], seed=0)
    told_lines = capsys.readouterr().out
    assert "2 articles and 2 copies: 50.00% of them recognised" in told_lines
    assert f"missed (0.00 in common): {stranger.story}" in told_lines
    assert "the same clusters in 3 orders: yes" in told_lines
