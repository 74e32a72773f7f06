import hashlib
import random
import sqlite3
from datetime import date, timedelta

import pytest

from cleaners.memory import Observation, Sighting
from cleaners.memory.limits import limits
from cleaners.memory.words import fingerprint, words_of
from crawler.exits import DamageError, DiskError
from crawler.memory import MemoryStore, Remembered

START = date(2026, 11, 2)
LINE = "A small lamp above a very long river."


def record(number):
    return hashlib.sha256(str(number).encode()).hexdigest()[:32]


def seen(number, day=0, text=LINE):
    line = Sighting(
        fingerprint=fingerprint(words_of(text)), text=text, place="tail", repeated=False
    )
    on = None if day is None else START + timedelta(days=day)
    return Observation(record=record(number), day=on, title=None, subject="", kept=(line,))


@pytest.fixture
def store(tmp_path):
    opened = MemoryStore(tmp_path / "memory.sqlite")
    yield opened
    opened.close()


def fill(store, notes, site="harbour"):
    for note in notes:
        store.add(site, note)
    store.adopt()


def test_what_was_noted_is_learned_and_kept(tmp_path):
    path = tmp_path / "memory.sqlite"
    with_notes = MemoryStore(path)
    fill(with_notes, [seen(n, n) for n in range(6)])
    learned = with_notes.learning("harbour")
    with_notes.close()
    again = MemoryStore(path)
    assert again.learning("harbour") == learned
    assert [one.rule for one in learned.learned] == ["memory:6-of-6-pages-since-2026-11-02"]
    assert again.learning("nowhere").learned == ()
    again.close()


def test_an_article_counts_once(store):
    fill(store, [seen(n % 4, n % 4) for n in range(40)])
    assert store.learning("harbour").pages == 4
    assert store.learning("harbour").learned == ()


def test_what_was_not_committed_is_gone_after_a_kill(tmp_path, store):
    fill(store, [seen(n, n) for n in range(5)])
    store.add("harbour", seen(99, 9))
    other = MemoryStore(tmp_path / "memory.sqlite", read_only=True)
    assert other.sites() == [
        Remembered(site="harbour", pages=5, first=START, last=START + timedelta(days=4))
    ]
    other.close()


def test_nothing_is_learned_of_a_run_that_has_not_ended(tmp_path, store):
    fill(store, [seen(n, n) for n in range(5)])
    before = store.learning("harbour")
    for number in range(5, 9):
        store.add("harbour", seen(number, number))
    store.commit()
    assert store.learning("harbour") == before
    assert store.sites()[0].pages == 5
    resumed = MemoryStore(tmp_path / "memory.sqlite")  # the run was killed, another one goes on
    assert resumed.learning("harbour") == before
    for number in range(8, 12):
        resumed.add("harbour", seen(number, number))
    resumed.adopt()
    assert resumed.learning("harbour").pages == 12
    resumed.close()


def test_notes_of_a_run_without_end_are_bounded(tmp_path, store):
    for number in range(2_000):
        store.add("harbour", seen(number, number % 50))
    store.commit()
    db = sqlite3.connect(tmp_path / "memory.sqlite")
    (count,) = db.execute("SELECT count(*) FROM notes").fetchone()
    db.close()
    assert count == limits().days.value * limits().pages_a_day.value


def test_a_day_is_sampled_evenly_and_days_age(store):
    kept = limits()
    fill(store, [seen(n, n % 50) for n in range(2_000)])
    (harbour,) = store.sites()
    assert harbour.pages == kept.days.value * kept.pages_a_day.value
    assert (harbour.first, harbour.last) == (START + timedelta(20), START + timedelta(49))
    assert store.learning("harbour").days == kept.days.value


def test_undated_articles_are_bounded_too(store):
    fill(store, [seen(n, None) for n in range(300)] + [seen(n + 300, n) for n in range(40)])
    (harbour,) = store.sites()
    assert harbour.pages == limits().undated_pages.value + limits().days.value
    assert harbour.first == START + timedelta(10)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_makes_no_difference(tmp_path, seed):
    notes = [seen(n, n % 40, f"{LINE} {'x' * (n % 3)}") for n in range(500)]
    notes += [seen(n, n % 40, f"{LINE} {'x' * (n % 3)}") for n in range(0, 500, 7)]
    found = []
    for number, order in enumerate((notes, random.Random(seed).sample(notes, len(notes)))):
        store = MemoryStore(tmp_path / f"{number}.sqlite")
        fill(store, order)
        found.append(store.learning("harbour"))
        store.close()
    assert found[0] == found[1]
    assert found[0].learned


def test_sites_are_apart(store):
    fill(store, [seen(n, n) for n in range(6)], "harbour")
    fill(store, [seen(n, n) for n in range(3)], "echo")
    assert [one.site for one in store.sites()] == ["echo", "harbour"]
    assert store.learning("harbour").learned
    assert not store.learning("echo").learned
    assert [store.remembers(name) for name in ("harbour", "echo", "other")] == [True, True, False]
    assert store.forget("harbour") == 6
    assert [one.site for one in store.sites()] == ["echo"]
    assert store.forget("harbour") == 0


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda path: path.write_bytes(b"no database at all" * 100), "remove the file"),
        (lambda path: _execute(path, "PRAGMA user_version = 99"), "of version 99"),
        (lambda path: _execute(path, "PRAGMA application_id = 7"), "no site memory"),
        (lambda path: _execute(path, "UPDATE pages SET seen = x'00'"), "remove the file"),
        (lambda path: _execute(path, "DROP TABLE pages"), "no such table"),
    ],
)
def test_a_broken_file_says_what_to_do(tmp_path, break_it, said):
    path = tmp_path / "memory.sqlite"
    store = MemoryStore(path)
    fill(store, [seen(n, n) for n in range(6)])
    store.close()
    break_it(path)
    with pytest.raises((DamageError, DiskError), match=said):
        _read(path)


def _read(path):
    store = MemoryStore(path)
    try:
        store.learning("harbour")
    finally:
        store.close()


def _execute(path, statement):
    db = sqlite3.connect(path, isolation_level=None)
    db.execute(statement)
    db.close()


def test_a_folder_that_refuses(tmp_path):
    with pytest.raises(DiskError, match="make room or mend"):
        MemoryStore(tmp_path / "missing" / "memory.sqlite")
