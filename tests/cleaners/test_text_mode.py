"""clean_text: footers, bylines, teasers and sentences go; what only looks like them stays."""

import pytest

from cleaners import CleaningError, Options, clean_text

ARTICLE = [
    "The ferry between the two islands will stop running in October, the company said.",
    "Passengers had complained for months about cancelled trips and broken engines.",
    "A new vessel is to be built in the yard across the bay, but not before next summer.",
]


def clean(*lines, options=None):
    return clean_text("\n\n".join(lines), options=options or Options())


def test_house_notice_and_slogan_go_with_the_footer():
    cleaned = clean(
        *ARTICLE,
        "By Nora B. Quill",
        "Click to Follow",
        "(Follow us on Twitter; @Tidewatch)",
        "(Like and Follow our Facebook Page; Tidewatch Island News)",
        "Tidewatch Island News stands for honest reporting from every village, from the old "
        "harbour to the last lighthouse, in all weathers and against all winds.",
        "Let us row together.",
    )
    assert cleaned.text == "\n\n".join(ARTICLE)
    assert cleaned.authors == ("Nora B. Quill",)
    assert [one.category for one in cleaned.removed][-2:] == ["promo", "promo"]


def test_teaser_inside_the_article_goes_alone():
    cleaned = clean("Ferry to stop", ARTICLE[0], "READ MORE", *ARTICLE[1:])
    assert cleaned.text == "\n\n".join(["Ferry to stop", *ARTICLE])
    assert cleaned.title == "Ferry to stop"


def test_a_call_inside_a_paragraph_is_cut_out():
    cleaned = clean(ARTICLE[0], f"{ARTICLE[1]} (Follow us on Twitter) {ARTICLE[2]}")
    assert cleaned.blocks[1].text == f"{ARTICLE[1]} {ARTICLE[2]}"
    assert [one.text for one in cleaned.removed] == ["(Follow us on Twitter)"]


@pytest.mark.parametrize(
    "last",
    [
        "“Follow us on Facebook,” the mayor told the crowd, and nobody laughed.",
        "Anyone who saw the accident is asked to call the police on 0800 555 0111.",
        "Correction: An earlier version of this article misstated the age of the ship.",
        "Facebook said it would remove the newsletter's page within a week.",
        "Serves four, with bread and a glass of cider.",
        "Q: Who owns the copyright of a photograph taken by a monkey?",
        "Tern Bay 3, Cliff Rovers 1",
        "and the tide takes the sand",
    ],
)
def test_last_lines_of_articles_survive_a_footer(last):
    cleaned = clean(*ARTICLE, last, "Follow us on Facebook", "© 2024 Tidewatch", "Share this story")
    assert cleaned.text == "\n\n".join([*ARTICLE, last])


def test_an_article_of_lookalikes_is_not_emptied():
    lines = [
        f"Subscribe to our newsletter, said poster {n} on the wall of the pier." for n in range(30)
    ]
    cleaned = clean(*lines)
    assert cleaned.flags == ("much-removed",)
    assert len(cleaned.blocks) == 30


@pytest.mark.parametrize(
    "stamp", ["Last Updated: March 5, 2024", "Reading Time: 5 Minutes", "更新日：2024年3月5日"]
)
def test_a_stamp_names_no_author(stamp):
    assert clean("By Ada Sample", *ARTICLE, stamp).authors == ("Ada Sample",)
    assert clean(*ARTICLE, stamp).authors == ()


def test_site_texts_are_dropped_and_receipted():
    cleaned = clean(*ARTICLE, "Our little box", options=Options(drop_texts=("Our little  box",)))
    assert [(one.judge, one.category) for one in cleaned.removed] == [("site", "template")]


def test_kept_and_removed_give_every_line():
    lines = [*ARTICLE, "READ MORE", "© 2024 Tidewatch"]
    cleaned = clean(*lines)
    parts = [(b.index, b.text) for b in cleaned.blocks] + [
        (r.index, r.text) for r in cleaned.removed
    ]
    assert [text for _, text in sorted(parts)] == lines


def test_nothing_visible_is_an_error():
    with pytest.raises(CleaningError) as raised:
        clean_text(" \n\u200b\n")
    assert raised.value.cause == "empty"


def test_a_text_of_nothing_but_boilerplate_is_no_article() -> None:
    with pytest.raises(CleaningError, match="each of the 2 lines") as told:
        clean_text("Follow us on Facebook and Twitter\n\nSubscribe to our newsletter")
    assert told.value.cause == "no-article"
