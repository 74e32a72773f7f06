"""An index that is made at once is the one that adding its articles makes."""

import shutil
import sqlite3
import sys
from contextlib import closing

import pytest

from benchmarks import near_duplicates
from benchmarks.near_duplicates import _add, run, run_large, signature
from benchmarks.near_duplicates_bulk import OtherIndexError, about, build
from output.near_duplicates.store import Store

NAME = "near-duplicates.sqlite"
ARTICLES = 150
TABLES = ("about", "sites", "articles", "bands")


def tables_of(path):
    with closing(sqlite3.connect(path)) as db:
        return {
            name: db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in TABLES
        }


def test_made_at_once_it_is_the_same(tmp_path):
    build(tmp_path / "bulk.sqlite", ARTICLES, signature, "generated")
    store = Store(tmp_path / "added.sqlite", about("generated", ARTICLES, 1))
    with store.transaction():
        for number in range(1, ARTICLES + 1):
            _add(store, number)
    store.close()
    made, added = tables_of(tmp_path / "bulk.sqlite"), tables_of(tmp_path / "added.sqlite")
    assert made == added
    assert len(made["bands"]) == 32 * ARTICLES
    assert list(tmp_path.glob("tmp*")) == []


def test_it_is_measured_and_again_with_what_the_first_run_added(tmp_path):
    large = run_large(tmp_path, 600, run=100, every=7)
    assert (large.articles, large.build_s > 0) == (600, True)
    assert 0 < large.lookup_mean_ms <= large.lookup_p99_ms
    assert 500 < large.file_bytes_per_article < 5_000
    again = run_large(tmp_path, 600, run=100, every=7)
    assert (again.articles, again.build_s) == (700, None)
    assert list(tmp_path.iterdir()) == [tmp_path / NAME]


def test_an_index_of_another_number_is_refused(tmp_path):
    build(tmp_path / NAME, 150, signature, "generated", 7)
    for articles in (149, 151):
        with pytest.raises(
            OtherIndexError, match=rf"{NAME} holds 150 .*asked .*{articles}.*delete"
        ):
            run_large(tmp_path, articles, run=50, every=7)
    with pytest.raises(OtherIndexError, match=r"made with articles 150, every 7, .* every 10"):
        run_large(tmp_path, 150, run=50, every=10)


def test_an_index_that_lost_articles_is_refused(tmp_path):
    build(tmp_path / NAME, 150, signature, "generated", 7)
    with closing(sqlite3.connect(tmp_path / NAME)) as db, db:
        db.execute("DELETE FROM articles WHERE number > 140")
    with pytest.raises(OtherIndexError, match="holds 140 articles"):
        run_large(tmp_path, 150, run=50, every=7)


def test_a_file_that_is_no_index_is_refused(tmp_path):
    (tmp_path / NAME).write_bytes(b"told " * 300)
    with pytest.raises(OtherIndexError, match="file is not a database"):
        run_large(tmp_path, 150, run=50, every=7)


def test_what_a_kill_left_is_made_anew(tmp_path):
    unfinished = tmp_path / f"{NAME}.partial"
    unfinished.mkdir()
    Store(unfinished / NAME, about("generated", 150, 7)).close()
    assert run_large(tmp_path, 150, run=50, every=7).build_s is not None
    assert list(tmp_path.iterdir()) == [tmp_path / NAME]


def test_the_log_of_a_deleted_index_is_not_read(tmp_path):
    path, log = tmp_path / NAME, tmp_path / f"{NAME}-wal"
    build(path, 150, signature, "generated", 7)
    store = Store(path, about("generated", 150, 7))
    with store.transaction():
        _add(store, 151)
    shutil.copy(log, tmp_path / "kept")
    store.close()
    path.unlink()
    (tmp_path / "kept").rename(log)
    assert run_large(tmp_path, 200, run=50, every=7).articles == 200
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_an_index_grows_in_an_empty_folder_only(tmp_path):
    build(tmp_path / NAME, 150, signature, "generated")
    with pytest.raises(OtherIndexError, match="not empty"):
        next(run(tmp_path, 1_000))


def test_a_refusal_is_told_as_wrong_usage(tmp_path, monkeypatch, capsys):
    build(tmp_path / NAME, 150, signature, "generated", 100)
    monkeypatch.setattr(sys, "argv", ["it", str(tmp_path), "--bulk", "--articles", "300"])
    with pytest.raises(SystemExit) as ended:
        near_duplicates.main()
    assert ended.value.code == 2
    assert "holds 150 articles" in capsys.readouterr().err
