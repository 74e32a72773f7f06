"""An index that is made at once is the one that adding its articles makes."""

import sqlite3
from contextlib import closing

from benchmarks.near_duplicates import _add, run_large, signature
from benchmarks.near_duplicates_bulk import build
from output.near_duplicates.store import Store

ARTICLES = 150
TABLES = ("about", "sites", "articles", "bands")


def tables_of(path):
    with closing(sqlite3.connect(path)) as db:
        return {
            name: db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in TABLES
        }


def test_made_at_once_it_is_the_same(tmp_path):
    build(tmp_path / "bulk.sqlite", ARTICLES, signature, "generated")
    store = Store(tmp_path / "added.sqlite", {"scheme": "generated"})
    with store.transaction():
        for number in range(1, ARTICLES + 1):
            _add(store, number)
    store.close()
    made, added = tables_of(tmp_path / "bulk.sqlite"), tables_of(tmp_path / "added.sqlite")
    assert made == added
    assert len(made["bands"]) == 32 * ARTICLES
    assert list(tmp_path.glob("tmp*")) == []


def test_it_is_measured(tmp_path):
    large = run_large(tmp_path, 600, run=100, every=7)
    assert large.articles == 600
    assert 0 < large.lookup_mean_ms <= large.lookup_p99_ms
    assert 500 < large.file_bytes_per_article < 5_000
