"""``scrapy demo`` as a stranger runs it: every article once, word for word, with its receipt."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cleaners.types import CATEGORIES
from crawler.demo.faults import read_faults
from crawler.demo.findings import look_through
from crawler.demo.leavings import read_records, read_states
from crawler.demo.outlets import read_outlets
from crawler.demo.pages import page_of

ROOT = Path(__file__).resolve().parents[2]
OUTLETS = read_outlets()
STORIES = [(outlet, story) for outlet in OUTLETS for story in outlet.stories]
IDS = [f"{outlet.name}/{story.slug}" for outlet, story in STORIES]
EXACT = [pytest.param(*pair, id=name) for pair, name in zip(STORIES, IDS, strict=True)]
# A line so short may well be a part of a sentence of an article ("Related", "Town").
SHORT_CHARS = 25

pytestmark = pytest.mark.slow


def demo(folder: Path, *options: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", "demo", "--into", str(folder), *options],
        cwd=ROOT, env=os.environ | {"NO_COLOR": "1"}, capture_output=True, text=True,
        encoding="utf-8", timeout=240, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def first(folder) -> subprocess.CompletedProcess:
    return demo(folder)


@pytest.fixture(scope="module")
def findings(folder, first):
    return look_through(
        OUTLETS,
        read_faults(),
        read_records(folder / "demo-corpus"),
        read_states(folder / "demo-state"),
    )


@pytest.fixture(scope="module")
def records(findings) -> dict:
    return {finding.story.slug: finding.records for finding in findings.stories}


def test_the_demo_ends_well_and_tells_what_it_did(first) -> None:
    assert first.returncode == 0, first.stdout + first.stderr
    told = re.search(r"(\d+) of 30 texts are word for word", first.stdout)
    assert told is not None
    assert int(told[1]) == len(STORIES)
    for heading in ("Taken out of the pages", "What went wrong", "Files", "One record"):
        assert heading in first.stdout
    assert "NOT foreseen" not in first.stdout


def test_nothing_but_articles_is_stored(findings) -> None:
    assert [record.url for record in findings.strangers] == []


@pytest.mark.parametrize(("outlet", "story"), EXACT)
def test_an_article_is_stored_once_word_for_word(records, outlet, story) -> None:
    (record,) = records[story.slug]
    assert record.text.split("\n\n") == [part.text for part in story.parts]
    assert record.title == story.title
    assert tuple(record.authors) == story.authors
    assert record.language == story.language
    assert record.site == outlet.name


@pytest.mark.parametrize(("outlet", "story"), STORIES, ids=IDS)
def test_boilerplate_is_in_the_receipt_and_never_in_the_text(records, outlet, story) -> None:
    (record,) = records[story.slug]
    blocks = record.text.split("\n\n")
    removed = [" ".join(line.text.split()) for line in record.removed]
    # Of an article and its AMP twin, whichever came first was stored.
    make = None if record.url == outlet.url(story) else "amp"
    for line in page_of(outlet, story, make).boilerplate:
        text = " ".join(line.text.split())
        assert text not in blocks
        assert len(text) < SHORT_CHARS or text not in record.text
        assert any(text in one for one in removed), text
    assert {line.category for line in record.removed} <= set(CATEGORIES)


@pytest.mark.parametrize("fault", read_faults(), ids=lambda fault: fault.id)
def test_a_fault_ends_as_foreseen(findings, fault) -> None:
    (found,) = [one for one in findings.faults if one.fault is fault]
    assert found.is_as_foreseen, (found.state, found.reason, found.twin)


def test_a_second_crawl_stores_nothing_new(folder, findings) -> None:
    before = sum(1 for _ in read_records(folder / "demo-corpus"))
    again = demo(folder, "--again")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "Nothing new" in again.stdout
    assert sum(1 for _ in read_records(folder / "demo-corpus")) == before
