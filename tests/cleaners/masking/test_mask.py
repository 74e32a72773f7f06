from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import Options, clean_html, clean_text
from cleaners.masking.mask import MARKS, cues, mask, shapes
from cleaners.options import MASK_KINDS

EXAMPLES = [(shape, text) for shape in shapes() for text in shape.masks]
LOOKALIKES = [(shape, text) for shape in shapes() for text in shape.keeps]
AROUND = ("{}", "Write to {} today.", "({})", "They said: {}, and left", "{}\u00a0– or never")


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize(("shape", "text"), EXAMPLES, ids=[f"{s.id}-{t}" for s, t in EXAMPLES])
def test_an_example_is_masked_in_any_sentence(shape, text, around):
    plain, counts = mask(around.format(text), MASK_KINDS)
    assert counts == {shape.kind: 1}
    assert MARKS[shape.kind] in plain
    assert not any(char.isdigit() for char in plain)
    assert "@" not in plain


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize(("shape", "text"), LOOKALIKES, ids=[f"{s.id}-{t}" for s, t in LOOKALIKES])
def test_a_lookalike_stays(shape, text, around):
    sentence = around.format(text)
    assert mask(sentence, MASK_KINDS) == (sentence, {})


@pytest.mark.parametrize(
    "text",
    [
        "The Lions won 3-0, 21-19 and 6-4 7-5 in 2025/26.",
        "It cost 1 250 000 euros, or 1.250.000, or $1,250,000.00 in all.",
        "ISBN 978-3-16-148410-0 and ISBN 0-306-40615-2 are out of print.",
        "From 03.05.2026 to 07-05-2026, at 10:30–12:45 and on 2026-05-03.",
        "At 59.3293, 18.0686 and -0.1278, 51.5074 stands a stone of 4 500 kg.",
        "Call 112, 911 or 110; flight QF 0011 leaves from gate 0204.",
        "Article 12 345 678 of the register, file 2026-04-118, IP 192.168.001.100.",
        "In 1914 1918 1939 1945 the town was poor; 20 30 40 50 60 guests came.",
        "He ran 0:42.1950 and 10.000000 times faster than 9.999999 before.",
        "IBAN DE89 3704 0044 0532 0130 00 and card 4111 1111 1111 1111 are examples.",
    ],
)
def test_numbers_of_the_news_stay(text):
    assert mask(text, MASK_KINDS) == (text, {})


def test_only_what_is_asked_for_is_masked():
    text = "Write to ann@paper.example or call +44 1632 960114."
    assert mask(text, ["email"])[0] == "Write to [email] or call +44 1632 960114."
    assert mask(text, ["phone"])[0] == "Write to ann@paper.example or call [phone]."
    assert mask(text, []) == (text, {})


def test_several_are_counted():
    text = "Tel. 01632 960114 and 01632 960115, mail a@b.example, c@d.example"
    plain, counts = mask(text, MASK_KINDS)
    assert plain == "Tel. [phone] and [phone], mail [email], [email]"
    assert counts == {"phone": 2, "email": 2}


@given(st.dates(), st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%y", "%d %m %Y"]))
def test_no_date_is_a_phone_number(day, form):
    later = day + timedelta(days=1) if day < date.max else day
    text = f"It was on {day.strftime(form)} and again on {later.strftime(form)}."
    assert mask(text, MASK_KINDS) == (text, {})


@given(st.integers(0, 10**12), st.sampled_from([",", ".", " ", "\u00a0", "'"]))
def test_no_sum_is_a_phone_number(number, sign):
    text = f"The bill came to {number:,} euros.".replace(",", sign)
    assert mask(text, MASK_KINDS) == (text, {})


@given(st.floats(-1e6, 1e6, allow_nan=False))
def test_no_decimal_is_a_phone_number(number):
    text = f"It grew by {number} and {number:+.6f} points."
    assert mask(text, MASK_KINDS) == (text, {})


@given(st.text() | st.text(st.sampled_from("+0123456789 .-/()@ab[]tel:")))
def test_masking_twice_is_masking_once(text):
    once, counts = mask(text, MASK_KINDS)
    assert mask(once, MASK_KINDS) == (once, {})
    assert (once == text) == (not counts)


@given(st.lists(st.integers(0, 9), min_size=9, max_size=12), st.sampled_from([1, 2, 3]))
def test_any_international_number_is_masked(digits, code):
    number = "".join(map(str, digits))
    if number.endswith("000000"):
        return
    text = f"Ring +{code}{code} {number[:3]} {number[3:]} before noon."
    assert mask(text, MASK_KINDS)[0] == "Ring [phone] before noon."


def test_cues_are_lower_case_and_the_longest_goes_first():
    assert all(word == word.lower() for word in cues())
    lengths = [len(word) for word in cues()]
    assert lengths == sorted(lengths, reverse=True)


PAGE = """<html lang="en"><head><title>Tips: call 212-555-0199</title>
<meta name="description" content="Write to desk@paper.example."></head><body><article>
<h1>Tips: call 212-555-0199</h1>
<p>The council voted on Tuesday to keep the old bridge, and asks for ideas at
<a href="mailto:ideas@town.example">ideas@town.example</a> or by +44 1632 960114.</p>
<p>Engineers will replace the bearings beneath its eastern pier before the autumn storms come in,
and a ferry takes over on the days when the crane needs the roadway for itself.</p>
<p>Residents had filled the hall, and several of them spoke for the fish market on the quay.</p>
</article></body></html>"""


def test_an_article_is_masked_everywhere_and_counted():
    plain = clean_html(PAGE)
    hidden = clean_html(PAGE, options=Options(mask=("email", "phone")))
    assert (plain.masked_emails, plain.masked_phones) == (0, 0)
    said = [hidden.text, hidden.title, hidden.description, *(r.text for r in hidden.removed)]
    said += [block.text for block in hidden.blocks]
    said += [word for block in hidden.blocks for link in block.links for word in link]
    for text in said:
        assert "@" not in text
        assert "0199" not in text
        assert "960114" not in text
    assert "ideas at [email] or by [phone]." in hidden.text
    assert hidden.masked_emails == 2
    assert hidden.masked_phones >= 2
    assert hidden.quality.characters == len(hidden.text)


def test_texts_are_masked_too():
    hidden = clean_text("The keeper can be had at keeper@bridge.example.\n\nHe is old.",
                        options=Options(mask=("email",)))  # fmt: skip
    assert hidden.text.startswith("The keeper can be had at [email].")


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="unknown mask 'iban': choose of email, phone"):
        Options(mask=("iban",))
