"""Where a footer begins: below an article's own list, above the calls that lead into it."""

import pytest

from cleaners import clean_text

ARTICLE = [
    "Doctors expect a hard flu season after two mild winters, the health agency said on Tuesday.",
    "Hospitals in three counties have opened extra wards and asked retired nurses to return.",
    "Four in ten beds on the coast are taken already, twice as many as in a common November.",
    "The agency published advice for households with small children.",
]
TIPS = [
    "Get your flu shot before the end of November",
    "Call your doctor if the fever lasts more than three days",
    "Check out your local library for books on the subject",
    "Stay away from crowded rooms if you feel ill",
]
CALLS = ["Share your own story with the neighbours", "Download your evening briefing here"]
FOOTER = [
    "Follow us on Facebook and Twitter",
    "Subscribe to our newsletter",
    "© 2024 Oxby Post. All rights reserved.",
]


def cleaned(*parts):
    return clean_text("\n\n".join(line for part in parts for line in part)).text.split("\n\n")


@pytest.mark.parametrize("footer", [FOOTER, []])
def test_advice_to_readers_that_ends_an_article_stays(footer):
    assert cleaned(ARTICLE, TIPS, footer) == ARTICLE + TIPS


@pytest.mark.parametrize("number", [1, 2])
def test_one_or_two_calls_that_lead_into_a_footer_go_with_it(number):
    assert cleaned(ARTICLE, CALLS[:number], FOOTER) == ARTICLE


def test_such_calls_alone_are_no_footer():
    assert cleaned(ARTICLE, CALLS) == ARTICLE + CALLS
