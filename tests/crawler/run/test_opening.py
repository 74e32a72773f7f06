"""Opening a run: what is wrong is told before the lock is taken."""

import sqlite3
from contextlib import closing

import pytest

from crawler.exits import ConfigError, DamageError, Exit
from crawler.frontier import FILE_NAME, Frontier
from crawler.frontier.types import Found
from crawler.run.numbers import NUMBERS, SWITCHES, check_numbers
from crawler.run.opening import open_run

SEEDS = {"seeds": "http://harbour.example/"}


def test_the_projects_own_numbers_are_good(settings):
    check_numbers(settings)
    assert all(settings.get(name) is not None for name in (*NUMBERS, *SWITCHES))


@pytest.mark.parametrize("name", [*NUMBERS, *SWITCHES, "ALLOWED_PORTS"])
def test_what_is_no_number_is_named_before_the_lock(settings, tmp_path, name):
    settings.set(name, "abc", priority="cmdline")
    with pytest.raises(ConfigError, match=f"^{name}=abc: give ") as error:
        open_run(settings, SEEDS)
    assert error.value.exit_code is Exit.CONFIGURATION
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLEAN_WORKERS", "0"),
        ("CLEAN_WORKERS", None),
        ("CLEAN_TIMEOUT_S", "0"),
        ("CLEAN_MEMORY_MB", "31"),
        ("CONCURRENT_REQUESTS", "0"),
        ("COMMIT_RECORDS", "0"),
        ("COMMIT_RECORDS", "2.5"),
        ("COMMIT_SECONDS", "inf"),
        ("SEGMENT_HOURS", "nan"),
        ("FAILURE_RATIO", "1.5"),
        ("FAILURE_MINIMUM", "-1"),
        ("DOWNLOAD_DELAY", "-1"),
        ("WATCHDOG_S", float("inf")),
        ("ALLOWED_PORTS", "80,65536"),
        ("ARCHIVE_WARC", "yes"),
    ],
)
def test_a_number_out_of_its_bounds_is_named(settings, name, value):
    settings.set(name, value, priority="cmdline")
    with pytest.raises(ConfigError, match=rf"^{name}=.*: give ") as error:
        check_numbers(settings)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "value"), [("WATCHDOG_S", "0"), ("FAILURE_RATIO", 1), ("ARCHIVE_WARC", "true")]
)
def test_the_ends_of_the_bounds_are_good(settings, name, value):
    settings.set(name, value, priority="cmdline")
    check_numbers(settings)


def test_a_dry_run_sees_what_a_killed_run_had_leased(settings, tmp_path):
    folder = tmp_path / "100% of #state?"
    settings.set("STATE_DIR", str(folder))
    frontier = Frontier(folder / FILE_NAME)
    frontier.add([Found(url="http://harbour.example/1", site="harbour.example", source="urls")])
    assert frontier.lease(1)
    frontier.close()
    run = open_run(settings, SEEDS, dry_run=True)
    try:
        assert [lease.url for lease in run.lease(9, frozenset())] == ["http://harbour.example/1"]
    finally:
        run.close()
    with closing(Frontier(folder / FILE_NAME, read_only=True)) as frontier:
        assert frontier.counts()["leased"] == 1
    assert not run.state_dir.exists()


@pytest.mark.parametrize("content", [b"this is no database" * 500, b""])
def test_a_dry_run_of_a_broken_state_is_damage_or_a_new_beginning(settings, tmp_path, content):
    (tmp_path / "state").mkdir()
    path = tmp_path / "state" / FILE_NAME
    path.write_bytes(content)
    if content:
        with pytest.raises(DamageError, match="scrapy corpus rebuild-state"):
            open_run(settings, SEEDS, dry_run=True)
    else:
        open_run(settings, SEEDS, dry_run=True).close()
    assert path.read_bytes() == content


def test_a_dry_run_of_a_foreign_database_is_damage(settings, tmp_path):
    (tmp_path / "state").mkdir()
    with closing(sqlite3.connect(tmp_path / "state" / FILE_NAME)) as db:
        db.execute("CREATE TABLE other (a)")
    with pytest.raises(DamageError, match="not a frontier"):
        open_run(settings, SEEDS, dry_run=True)
