import random
from datetime import date

import msgspec
import pytest

from cleaners.memory import learn, observe
from cleaners.memory.limits import limits

SLOGAN = "A small lamp above a very long river."
NOTICE = "Our reporters pay for their own trains and their own umbrellas."


def texts(learning):
    return {one.text for one in learning.learned}


def on(number, share):
    """Tell whether a page holds a line that stands on every ``share``-th page."""
    return number % share == 0


def test_house_lines_are_learned(make_site):
    learning = learn(make_site(14, lines=lambda n: [(0, SLOGAN), (None, NOTICE)]))
    assert texts(learning) == {SLOGAN, NOTICE}
    (first, _) = learning.learned
    assert (first.pages, first.of, first.days) == (14, 14, 14)
    assert first.rule == "memory:14-of-14-pages-since-2026-11-02"
    assert (first.first, first.last) == (date(2026, 11, 2), date(2026, 11, 15))
    assert (learning.pages, learning.days) == (14, 14)


def test_pages_are_counted_since_the_line_was_first_seen(make_site):
    learning = learn(make_site(20, lines=lambda n: [(None, NOTICE)] if n >= 12 else []))
    (one,) = learning.learned
    assert one.rule == "memory:8-of-8-pages-since-2026-11-14"


def test_nothing_is_learned_of_few_pages(make_site):
    assert learn([]).learned == ()
    assert learn(make_site(4, lines=lambda n: [(None, NOTICE)])).learned == ()
    assert texts(learn(make_site(5, lines=lambda n: [(None, NOTICE)]))) == {NOTICE}


def test_nothing_is_learned_of_one_day(make_site):
    notes = make_site(14, lines=lambda n: [(None, NOTICE)])
    same = [msgspec.structs.replace(one, day=date(2026, 11, 2)) for one in notes]
    assert learn(same[:9]).learned == ()


def test_undated_pages_must_be_the_more(make_site):
    assert learn(make_site(9, lines=lambda n: [(None, NOTICE)], dated=False)).learned == ()
    (one,) = learn(make_site(10, lines=lambda n: [(None, NOTICE)], dated=False)).learned
    assert one.rule == "memory:10-of-10-pages"
    assert (one.days, one.first, one.last) == (0, None, None)


@pytest.mark.parametrize(("every", "learned"), [(2, True), (3, True), (4, True), (5, False)])
def test_a_line_at_the_end_needs_a_share_of_the_pages(make_site, every, learned):
    learning = learn(make_site(40, lines=lambda n: [(None, NOTICE)] if on(n, every) else []))
    assert (NOTICE in texts(learning)) is learned


@pytest.mark.parametrize("at", [0, 6])
@pytest.mark.parametrize(("every", "learned"), [(1, True), (2, True), (3, False)])
def test_a_line_elsewhere_needs_more(make_site, at, every, learned):
    learning = learn(make_site(40, each=16, lines=lambda n: [(at, NOTICE)] if on(n, every) else []))
    assert (NOTICE in texts(learning)) is learned


def test_a_headline_of_the_site_is_no_furniture(make_site):
    learning = learn(
        make_site(
            14,
            titles=lambda n: "The lamp goes out at nine" if n == 3 else f"Story number {'x' * n}",
            lines=lambda n: [(None, "The lamp goes out at nine.")],
        )
    )
    assert learning.learned == ()


def test_what_recurs_on_one_page_is_a_form(make_site):
    stamp = "And the next question for the house:"
    learning = learn(make_site(14, lines=lambda n: [(1, stamp), (3, stamp), (None, NOTICE)]))
    assert texts(learning) == {NOTICE}


def test_the_background_of_a_running_story_stays(make_site):
    background = "The Aurora ran aground in the fog with forty passengers on board."
    learning = learn(
        make_site(
            21,
            titles=lambda n: f"Aurora hearing {'x' * n}" if n % 2 else f"Other news {'x' * n}",
            lines=lambda n: [(None, NOTICE)] + ([(None, background)] if n % 2 else []),
        )
    )
    assert texts(learning) == {NOTICE}


def test_a_line_that_leaked_once_is_known_by_what_other_judges_removed(
    make_cleaned, make_site, make_prose
):
    days = [note.day for note in make_site(14)]
    shown = [
        observe(
            make_cleaned(
                [make_prose(n, 0), *([NOTICE] if n == 0 else [])],
                day=days[n],
                removed=() if n == 0 else (NOTICE, SLOGAN),
            ),
            record=str(n),
        )
        for n in range(14)
    ]
    (one,) = learn(shown).learned
    assert (one.text, one.pages) == (NOTICE, 14)


@pytest.mark.parametrize(
    ("line", "learned"),
    [
        ("Expect to pay {}", False),
        ("Expect to pay 15", True),
        ("This page was set as number {} of the week.", True),
    ],
)
def test_a_label_with_data_is_no_furniture(make_site, line, learned):
    learning = learn(make_site(14, lines=lambda n: [(None, line.format(n * 7))]))
    assert bool(learning.learned) is learned


@pytest.mark.parametrize(
    ("title", "opening"),
    [
        ("The Friday kettle", "Every Friday the kettle goes on and somebody sits down with us."),
        ("金曜のやかん", "毎週の金曜日に私たちは誰かを食卓に迎えます。"),
    ],
)
def test_the_opening_of_a_column_stays(make_site, title, opening):
    learning = learn(
        make_site(
            12,
            titles=lambda n: f"{title} {'x' * n}" if n % 2 else f"News {'y' * n}",
            lines=lambda n: [(None, NOTICE)] + ([(0, opening)] if n % 2 else []),
        )
    )
    assert texts(learning) == {NOTICE}


@pytest.mark.parametrize("seed", range(5))
def test_the_order_makes_no_difference(varied_site, seed):
    shuffled = random.Random(seed).sample(varied_site, len(varied_site))
    assert learn(shuffled) == learn(varied_site)
    assert len(learn(varied_site).learned) == 3


@pytest.fixture
def varied_site(make_site):
    names = ("Ada Quill", "Ben Marrow", "Cy Lodge", "Dot Ferris")
    return make_site(
        16,
        lines=lambda n: [
            (0, SLOGAN),
            (None, f"{names[n % 4]} keeps an eye on the estuary for this house."),
            (None, f"This page was set as number {random.Random(n).randrange(999)} of the week."),
        ],
    )


def test_only_so_many_lines_are_learned(make_site):
    many = [f"House line {'x' * at} of this paper." for at in range(1, 91)]
    learning = learn(make_site(6, lines=lambda n: [(None, line) for line in many]))
    assert 0 < len(learning.learned) <= limits().learned.value
