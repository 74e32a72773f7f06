import json
from datetime import date, timedelta

import pytest

from cleaners.memory import Observation, Sighting
from cleaners.memory.words import fingerprint, words_of
from crawler.exits import ConfigError, LockError
from crawler.memory import FILE_NAME, MemoryStore
from crawler.memory.inspect import reset, tell
from crawler.run.lock import RunLock

LINES = ("A small lamp above a very long river.", "Our people pay for their own trains. " * 3)


@pytest.fixture
def state(tmp_path):
    store = MemoryStore(tmp_path / FILE_NAME)
    for number in range(7):
        kept = tuple(
            Sighting(
                fingerprint=fingerprint(words_of(line)), text=line, place="tail", repeated=False
            )
            for line in LINES[: 1 + (number > 0)]
        )
        day = date(2026, 11, 2) + timedelta(days=number)
        record = f"{number:032x}"
        store.add("harbour", Observation(record=record, day=day, title=None, subject="", kept=kept))
    store.adopt()
    store.close()
    return tmp_path


def test_the_table_of_a_site(state):
    told = tell(state, "harbour", as_json=False)
    head, first, second = told.lines
    assert head.split() == [
        "articles", "days", "first", "seen", "last", "seen", "match", "line",
    ]  # fmt: skip
    assert first == f"7 of 7    7     2026-11-02  2026-11-08  same   {LINES[0]}"
    assert second.startswith("6 of 6    6     2026-11-03  2026-11-08  same   Our people")
    assert second.endswith("…")
    assert told.sentence == (
        "harbour: 2 lines are taken for its template, learned from 7 articles of 7 days."
    )


def test_the_object_of_a_site(state):
    (line,) = tell(state, "harbour", as_json=True).lines
    told = json.loads(line)
    assert (told["site"], told["pages"], told["days"]) == ("harbour", 7, 7)
    assert told["learned"][0] == {
        "rule": "memory:7-of-7-pages-since-2026-11-02",
        "pages": 7,
        "of": 7,
        "days": 7,
        "first": "2026-11-02",
        "last": "2026-11-08",
        "near": False,
        "text": LINES[0],
    }


def test_all_sites(state):
    told = tell(state, None, as_json=False)
    assert [line.split() for line in told.lines[1:]] == [
        ["harbour", "7", "2026-11-02", "2026-11-08"]
    ]
    (line,) = tell(state, None, as_json=True).lines
    assert json.loads(line)["site"] == "harbour"


def test_a_site_is_forgotten(state):
    assert "7 articles are forgotten" in reset(state, "harbour").sentence
    assert tell(state, None, as_json=False).sentence == "0 sites are remembered."
    with pytest.raises(ConfigError, match="no run has ended yet"):
        reset(state, "harbour")


def test_nothing_is_forgotten_under_a_run(state):
    with RunLock(state), pytest.raises(LockError):
        reset(state, "harbour")
    assert tell(state, "harbour", as_json=False).lines


def test_an_unknown_site_is_named(state, tmp_path):
    with pytest.raises(ConfigError, match="'echo': known are harbour"):
        tell(state, "echo", as_json=False)


def test_looking_makes_no_state(tmp_path):
    folder = tmp_path / "state"
    assert tell(folder, None, as_json=False).sentence == "0 sites are remembered."
    with pytest.raises(ConfigError, match="no run has ended yet"):
        tell(folder, "echo", as_json=False)
    assert not folder.exists()
