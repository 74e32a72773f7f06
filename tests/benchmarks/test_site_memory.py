"""The site's memory on generated sites: it takes what is the house's and leaves the articles."""

import json
from dataclasses import replace

import pytest

from benchmarks.corpus import CorpusPage
from benchmarks.site_memory import generated, hosts
from benchmarks.site_memory.sites import LANGUAGES, make_site, read_texts
from cleaners import Options
from cleaners.judges.base import Document
from cleaners.judges.rules import RulesJudge
from cleaners.types import Block


def test_ten_languages():
    assert len(LANGUAGES) == 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_rule_knows_the_furniture(language):
    lines = [line.text.format(who="A B", number=7) for line in read_texts(language).furniture]
    blocks = [
        Block(index=at, text=text, kind="paragraph", source=f"line {at + 1}")
        for at, text in enumerate(lines)
    ]
    assert RulesJudge().judge(Document(blocks=blocks)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_is_made_of_articles_of_their_own(language):
    pages = list(make_site(language))
    assert pages == list(make_site(language))
    longest = [max(page.article, key=len) for page in pages]
    assert len(set(longest)) == len({page.url for page in pages}) == 30
    for page in pages:
        assert not set(page.article) & set(page.furniture)
        assert 1 <= len(page.furniture) <= 5


@pytest.fixture(scope="module")
def results():
    return [generated.measure(language) for language in LANGUAGES]


@pytest.mark.slow
def test_leaks_fall_by_half_and_no_paragraph_is_lost(results):
    for one in results:
        assert one.leaking >= 27, one.language
        assert one.leaking_after_all <= one.leaking / 2, one.language
        assert (one.lost, one.abstained) == ((), 0), one.language
    before = sum(one.leaking for one in results) / sum(one.pages for one in results)
    after = sum(one.leaking_after_half for one in results) / sum(one.half for one in results)
    assert after <= before / 2


def test_the_table_sums_up():
    result = generated.Result(
        language="en", pages=30, leaking=30, leaking_after_half=3, half=15, leaking_after_all=0,
        lost=("A line.",), abstained=0, learned=5,
    )  # fmt: skip
    (*_, last) = generated.table([result])
    assert last == (
        "pages with a leaked line: 100.0% without memory, 20.0% by what the first half taught, "
        "0.0% by what all taught; paragraphs lost: 1"
    )


def test_what_is_taken_of_a_corpus_is_told(tmp_path):
    corpus = tmp_path / "pages.jsonl"
    rows = [
        {
            "id": page.url,
            "url": page.url,
            "html": page.html,
            "gold": {"body": "\n".join(page.article)},
        }
        for page in make_site("en", 8)
    ]
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = list(hosts.outcomes(corpus, Options(), least=2, pages=5, days=3))
    taken = [gone for one in found for gone in one.taken]
    assert taken
    assert not any(gone.is_article for gone in taken)
    *_, blocks, pages = hosts.report(found)
    assert blocks.startswith(
        f"8 pages of hosts with several; blocks taken: {len(taken)}, of them 0"
    )
    assert pages.startswith("8 of the pages have a known article")
    assert list(hosts.outcomes(corpus, Options(), least=9, pages=5, days=3)) == []


def test_whether_a_block_is_the_articles():
    gold = {"with": ["the water came"], "without": ["Our people pay"]}
    page = CorpusPage(id="1", url="", html="", dataset="d", gold=gold)
    assert hosts._is_article(page, "And then the water came in.") is True
    assert hosts._is_article(page, "Our people pay for it.") is False
    assert hosts._is_article(page, "Nothing is known of it.") is None


def test_only_lines_that_a_host_repeats_could_be_mended_by_a_memory():
    def outcome(host, own):
        page = CorpusPage(
            id=own, url=f"http://{host}/{own}", html="", dataset="d",
            gold={"body": f"The water came in at {own} in the morning."},
        )  # fmt: skip
        shown = f"{page.gold['body']}\nOur people pay for all of it."
        return hosts.Outcome(page=page, before=shown, after=shown)

    alone = outcome("www.tide.test", "nine")
    pair = [outcome("harbour.test", "ten"), outcome("harbour.test", "noon")]
    mixed = outcome("harbour.test", "four")
    mixed = replace(mixed, before=f"{mixed.before}\nA line that stands on this page only.")
    assert hosts._curable([alone, *pair, mixed]) == 2
    assert hosts._curable([alone]) == 0
