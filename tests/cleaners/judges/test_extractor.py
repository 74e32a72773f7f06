"""Other extractors' word: who is vouched for, who is spoken against, and when they are asked."""

import pytest

from cleaners import extraction, judging
from cleaners.judges.base import Document
from cleaners.judges.extractor import ExtractorJudge
from cleaners.judging import judge_page, read_page
from cleaners.main_content import main_content
from cleaners.options import Options
from cleaners.parse import parse
from cleaners.types import Block

FERRY = "The ferry to the outer islands will run twice a day from the first of May."
STORM = "Last winter's storms had damaged the pier, and repairs took longer than planned."
COUNCIL = "The council will decide in June whether the night boat comes back as well."
OFFER = "Book a weekend on the islands with our travel desk and save on the hotel."
TAKEN = (FERRY, STORM, COUNCIL)


def blocks(*texts):
    return tuple(
        Block(index=at, text=text, kind="paragraph", source=f"line {at}")
        for at, text in enumerate(texts)
    )


def said(*texts, lines=TAKEN):
    judge = ExtractorJudge(blocks(*lines), by="x", confidence=0.8)
    opinions = judge.judge(Document(blocks=blocks(*texts)))
    assert {one.confidence for one in opinions} <= {0.8}
    return {one.index: one.rule for one in opinions}


def test_vouches_for_what_was_taken_and_speaks_against_the_rest():
    assert said(FERRY, OFFER, COUNCIL) == {0: "taken.x", 1: "left-out.x", 2: "taken.x"}


def test_a_block_of_which_a_part_was_taken_is_left_to_the_others():
    assert said(f"{FERRY} {OFFER}") == {}


def test_words_count_and_not_their_case_or_marks():
    assert said(FERRY.upper().replace(" ", "  ") + "!!") == {0: "taken.x"}


def test_a_short_line_is_taken_where_it_stands_as_whole_words():
    assert said("the pier", "pie", "***") == {0: "taken.x", 1: "left-out.x", 2: "left-out.x"}


def test_an_extraction_of_a_few_words_says_nothing():
    assert said(FERRY, OFFER, lines=(FERRY,)) == {}


def page(*paragraphs):
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    root = parse(f"<html><body><div>{body}</div></body></html>").root
    return read_page(root, url=None, evidence=None, fetched_at=None)


@pytest.mark.parametrize(
    ("unsure", "asked"),
    [
        ([False], []),
        ([True, False], ["resiliparse"]),
        ([True, True], ["resiliparse", "trafilatura"]),
    ],
)
def test_each_is_asked_once_and_only_while_the_decision_is_unsure(monkeypatch, unsure, asked):
    calls = []

    def counted(name, extract):
        def counting(*given, **named):
            calls.append(name)
            return extract(*given, **named)

        return counting

    monkeypatch.setattr(judging, "main_content", counted("resiliparse", main_content))
    monkeypatch.setattr(extraction, "extract", counted("trafilatura", extraction.extract))
    monkeypatch.setattr(judging, "_is_unsure", lambda *_: unsure.pop(0))
    decision, _ = judge_page(page(*TAKEN * 3), Options())
    assert decision.kept
    assert calls == asked
