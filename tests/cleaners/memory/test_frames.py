import pytest

from cleaners.memory import Frame, learn
from cleaners.memory.frames import fits
from cleaners.memory.words import words_of

NAMES = ("Ada Quill", "Ben Marrow", "Cy van Lodge", "Dot Ferris", "Ed O'Hara", "Fay Lund")


def near(learning):
    return [one for one in learning.learned if isinstance(one.key, Frame)]


@pytest.mark.parametrize(
    "line",
    [
        "{name} keeps an eye on the estuary for this house.",
        "On the estuary for this house and its readers: {name}",
        "It was {name} who kept an eye on the estuary for this house.",
        "{name}は河口を見守り霧笛の聞こえる場所に暮らしている。",
    ],
)
def test_a_line_with_a_name_in_it(make_site, line):
    learning = learn(make_site(18, lines=lambda n: [(None, line.format(name=NAMES[n % 6]))]))
    (one,) = near(learning)
    assert one.rule == "memory-near:18-of-18-pages-since-2026-11-02"
    assert learning.learned == (one,)
    assert isinstance(one.key, Frame)
    assert fits(one.key, words_of(line.format(name="Gil Unheard")))


def test_a_daily_report_on_some_pages_is_none(make_site):
    days = ("Monday", "Tuesday", "Friday", "Sunday")
    learning = learn(
        make_site(
            30,
            lines=lambda n: (
                [(0, f"The river stood at its usual mark on {days[n % 4]} evening.")]
                if n % 3 == 0
                else []
            ),
        )
    )
    assert near(learning) == []


def test_lines_that_only_begin_alike_are_none(make_site):
    learning = learn(
        make_site(
            18,
            lines=lambda n: [(None, f"The council said that {' '.join('abcdefgh'[n % 8] * 9)} x.")],
        )
    )
    assert near(learning) == []


@pytest.mark.parametrize(
    ("text", "fitting"),
    [
        ("Ada writes for this house", True),
        ("Ada Maria van der Quill writes for this house", True),
        ("Ada and Ben and Cy and Dot and Ed and Fay writes for this house", False),
        ("Ada writes for that house", False),
        ("for this house", False),
        ("writes for this house", True),
    ],
)
def test_what_fits(text, fitting):
    frame = Frame(before=(), after=("writes", "for", "this", "house"), gap_words=6)
    assert fits(frame, words_of(text)) is fitting


def test_the_two_ends_do_not_overlap():
    frame = Frame(before=("a", "b"), after=("b", "a"), gap_words=2)
    assert not fits(frame, ("a", "b", "a"))
    assert fits(frame, ("a", "b", "b", "a"))
