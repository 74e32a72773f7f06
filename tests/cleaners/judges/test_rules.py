"""The rules' judge: an article's own words are told from the calls that begin like them."""

import pytest
from lxml import html

from cleaners.blocks.html import walk
from cleaners.judges.base import Document
from cleaners.judges.rules import RulesJudge

PROSE = "".join(
    f"<p>The {n} ferry left Oxby harbour late, because the wind had turned against it early.</p>"
    for n in ("first", "second", "third", "fourth")
)
ANSWER = (
    "<p>It is the best that the island has had, and I have used it on every day of the year.</p>"
)
CALLS = ("Follow us on Facebook, Instagram and X", "Sign up for our newsletter")


def removed(markup):
    blocks = walk(html.document_fromstring(f"<body>{markup}</body>"))
    return {
        blocks[one.index].text[slice(*one.span) if one.span else slice(None)]
        for one in RulesJudge().judge(Document(blocks=blocks))
        if one.remove
    }


@pytest.mark.parametrize(
    "question",
    [
        "What do you think of the ferry?",
        "Was halten Sie von der Fähre?",
        "O que você acha da ponte?",
    ],
)
def test_a_question_with_an_answer_is_an_interviewers(question):
    assert removed(f"{PROSE}<p>{question}</p>{ANSWER}{PROSE}") == set()


@pytest.mark.parametrize(
    "turn",
    [
        "— Do you read the comments on our page?",
        "――コメントをどうぞ。",
        "Q: Will you leave a comment?",
    ],
)
def test_a_turn_of_an_interview_is_no_call(turn):
    assert removed(f"{PROSE}<p>{turn}</p>") == set()


def test_a_question_without_an_answer_is_a_call():
    ask = "Was denken Sie über die Fähre?"
    assert ask in removed(f"{PROSE}<p>{ask}</p><p>Post comment</p>")


@pytest.mark.parametrize(
    "sentence",
    [
        "See also the report of the council, which was written in May.",
        "Siehe auch den Bericht des Rates, der im Mai geschrieben wurde.",
        "Más información sobre el accidente se conocerá mañana por la tarde.",
    ],
)
def test_a_sentence_without_a_link_is_no_teaser(sentence):
    assert removed(f"{PROSE}<p>{sentence}</p>{PROSE}") == set()
    assert removed(f"{PROSE}<p><a href=/x>{sentence}</a></p>{PROSE}") == {sentence}
    assert removed(f"{PROSE}<p>It rained. {sentence} It rained again.</p>{PROSE}") == set()


def test_a_teaser_without_a_stop_goes_with_or_without_a_link():
    teaser = "Read more: Ten bridges that changed the city of Oxby"
    assert removed(f"{PROSE}<p>{teaser}</p>{PROSE}") == {teaser}


def test_links_below_a_label_are_its_list():
    links = "<p><a href=/a>Roof to be mended</a></p><p><a href=/b>Boats return</a></p>"
    listed = removed(f"{PROSE}<p>Related articles</p>{links}{PROSE}")
    assert listed == {"Related articles", "Roof to be mended", "Boats return"}
    assert removed(f"{PROSE}<p>Three of them:</p>{links}{PROSE}") == set()


def test_of_a_paragraph_most_must_be_calls():
    told = (
        "The fraud began with a message to an inbox, he said. {} Nobody answered for eleven days."
    )
    call = "Sign up for our newsletter."
    assert removed(f"{PROSE}<p>{told.format(call)}</p>{PROSE}") <= {call}


@pytest.mark.parametrize(
    "sentence",
    [
        "公式アカウントによると、渡し船は正午に運航を再開した。",
        "유튜브에서 인기를 끈 이 영상은 조회수 백만을 넘겼다.",
    ],
)
def test_the_style_of_reports_is_no_call(sentence):
    assert removed(f"{PROSE}<p>{sentence}</p>{PROSE}") == set()


def test_the_last_words_of_an_article_below_a_box_of_calls_stay():
    last = "A report is due in spring."
    for box in (CALLS[:1], CALLS):
        markup = "".join(f"<p>{call}</p>" for call in box)
        assert last not in removed(f"{PROSE}{markup}<p>{last}</p>")
    assert "All in one place" in removed(
        f"{PROSE}<p>{CALLS[0]}</p><p>All in one place</p><p>{CALLS[1]}</p>"
    )


def test_calls_that_come_again_and_again_begin_no_footer():
    calls = "".join(f"<p>{call}</p>" for call in CALLS)
    debts = [
        f"{n}. The debts of the port came to {n} percent of its income last year." for n in range(3)
    ]
    items = "".join(f"<p>{debt}</p>{calls}" for debt in debts)
    found = removed(f"{PROSE}{items}<p>Copyright 2026 Harbour Post. All rights reserved.</p>")
    assert found.isdisjoint(debts)
    assert found.issuperset(CALLS)


HOUSE = "The herons of the old harbour thank all who come by for a cup of tea each day."


def rules_of(*lines):
    markup = "".join(f"<p>{line}</p>" for line in lines)
    blocks = walk(html.document_fromstring(f"<body>{PROSE}{markup}</body>"))
    said = RulesJudge().judge(Document(blocks=blocks))
    return {blocks[one.index].text: one.rule for one in said if one.span is None}


def test_a_stranger_among_known_lines_is_the_footer_s_core():
    calls = [*CALLS, "Leave a comment", "Share this article", "All rights reserved"]
    assert rules_of(*calls[:4], HOUSE, *calls[4:])[HOUSE] == "footer-core"
    others = [*calls[:4], "Tea and herons", HOUSE, "Mugs and spoons", *calls[4:]]
    assert rules_of(*others)[HOUSE] == "footer-run"
    long = " ".join([HOUSE] * 3)
    assert rules_of(*calls[:4], long, *calls[4:])[long] == "footer-run"


BOXES = ("Read also: A ferry for the old harbour", "Advertisement", "Sign up for our newsletter")


@pytest.mark.parametrize("boxes", [BOXES[:1], BOXES[:2], BOXES])
@pytest.mark.parametrize("footer", [(), CALLS])
def test_the_last_paragraph_below_boxes_is_no_footer_s(boxes, footer):
    assert HOUSE not in rules_of(*boxes, HOUSE, *footer)
    assert set(boxes[:2]) <= set(rules_of(*boxes, HOUSE, *footer))
