"""The simulated days: the same ones every time, and a judge of alarms that sees each fault."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.days import clock
from benchmarks.days.ills import ILLS, PAYWALL, SILENT
from benchmarks.days.outlets import FIRST, Outlet, stories
from benchmarks.days.pages import Invented
from benchmarks.days.runs import DayRun, faults
from benchmarks.days.web import DaysWeb, Onset
from cleaners import CleaningError, clean_html

PAPER = Outlet(name="paper", per_day=6)
WALLED = Onset(outlet=PAPER, ill=PAYWALL, day=2)


def test_a_days_stories_are_the_same_every_time():
    first, again = (list(stories.__wrapped__(PAPER, 3)) for _ in range(2))
    assert first == again
    assert all(story.published <= FIRST + timedelta(days=3) for story in first)


def test_an_invented_page_is_an_article_of_its_own():
    pages, (one, other, *_) = Invented(), stories(PAPER, 1)
    assert pages.html(one) == pages.html(one)
    texts = [clean_html(pages.html(story)).text for story in (one, other)]
    assert texts[0] != texts[1]
    assert all(len(text) > 400 for text in texts)


@pytest.mark.parametrize("ill", ILLS, ids=lambda ill: ill.name)
def test_an_ill_begins_on_its_day(ill):
    pages = Invented()
    web = DaysWeb([PAPER], [Onset(outlet=PAPER, ill=ill, day=2)], pages)
    web.turn(0)
    story = stories(PAPER, 0)[0]
    well = web.answer(PAPER.host, pages.path(story))
    feed = web.answer(PAPER.host, "/feed.xml")
    assert clean_html(well.body).text
    web.turn(2)
    if ill is SILENT:
        named = web.answer(PAPER.host, "/feed.xml").body
        assert pages.path(stories(PAPER, 1)[0]).encode() in named
        assert not any(pages.path(story).encode() in named for story in stories(PAPER, 2))
    elif ill.name == "down":
        with pytest.raises(OSError, match="down"):
            web.answer(PAPER.host, pages.path(story))
    elif ill.name == "403":
        assert web.answer(PAPER.host, "/feed.xml").status == 403
    else:
        assert web.answer(PAPER.host, "/feed.xml").body != feed.body
        with pytest.raises(CleaningError):
            clean_html(web.answer(PAPER.host, pages.path(story)).body)


def run(day, *named, cause="paywall", code=None):
    alarms = [{"site": site, "cause": cause, "kind": "text", "evidence": "x"} for site in named]
    exit_code = (6 if named else 0) if code is None else code
    return DayRun(day=day, exit_code=exit_code, last_line="x", stored=1, alarms=alarms)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([run(0), run(1), run(2, "paper"), run(3)], None),
        ([run(0), run(1), run(2), run(3, "paper")], "day 2: paper (paywall): []"),
        ([run(0), run(1), run(2, "paper", cause="outage")], "day 2: paper (paywall): ['outage']"),
        ([run(0), run(1, "paper"), run(2, "paper")], "day 1: paper is named and well"),
        ([run(0), run(1, "other"), run(2, "paper")], "day 1: other is named and well"),
        ([run(0), run(1, code=3), run(2, "paper")], "day 1: exit code 3"),
    ],
)
def test_what_the_alarms_get_wrong_is_told(days, said):
    wrong = faults(days, [WALLED])
    assert wrong == [] if said is None else any(text.startswith(said) for text in wrong)


@pytest.mark.skipif(clock.compiler() is None, reason="no C compiler")
def test_a_process_lives_on_another_day(tmp_path):
    environment = clock.environment_at(
        clock.build(tmp_path), datetime(2031, 5, 4, 3, 30, tzinfo=UTC)
    )
    script = "import time, datetime as d; print(d.datetime.now(d.UTC), time.time())"
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("2031-05-04 03:")
    assert float(done.stdout.split()[-1]) > 1_900_000_000
