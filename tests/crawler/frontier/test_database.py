import sqlite3

import pytest

from crawler.exits import DamageError, DiskError, Exit
from crawler.frontier import Frontier, polite
from crawler.frontier.schema import MIGRATIONS, migrate
from crawler.frontier.types import Found, Source

FOUND = [Found(url=f"https://news.example/{n}", site="news", source="urls") for n in range(400)]


@pytest.fixture
def database(tmp_path):
    """A frontier of 400 URLs, closed."""
    path = tmp_path / "state" / "frontier.sqlite"
    frontier = Frontier(path)
    frontier.add(FOUND)
    frontier.close()
    return path


def test_it_is_durable_by_its_settings(tmp_path):
    frontier = Frontier(tmp_path / "f.sqlite")
    with frontier._database.reading() as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
    frontier.close()


def test_it_waits_for_the_disk_again_after_a_passing_transaction(tmp_path):
    frontier = Frontier(tmp_path / "f.sqlite")
    database = frontier._database
    with database.passing_transaction() as db:
        assert db.execute("PRAGMA synchronous").fetchone() == (1,)  # NORMAL
    with pytest.raises(ZeroDivisionError), database.passing_transaction():
        _ = 1 / 0
    with database.reading() as db:
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)
    frontier.close()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_cut_file_is_refused_at_the_start(database, share):
    data = database.read_bytes()
    database.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(DamageError, match=r"frontier\.sqlite.*rebuild-state") as caught:
        Frontier(database)
    assert caught.value.exit_code == Exit.DAMAGED


@pytest.mark.parametrize(
    "content", [b"garbage " * 999, b"\0" * 8192, b"SQLite format 3\0" + b"x" * 99]
)
def test_garbage_is_refused(database, content):
    database.write_bytes(content)
    with pytest.raises(DamageError, match="rebuild-state"):
        Frontier(database)
    assert database.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path):
    path = tmp_path / "f.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE things (x)")
    other.close()
    with pytest.raises(DamageError, match="not a frontier of Cleanwire"):
        Frontier(path)


def test_a_newer_schema_is_refused(database):
    db = sqlite3.connect(database)
    db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    db.close()
    with pytest.raises(DamageError, match="upgrade Cleanwire"):
        Frontier(database)
    with pytest.raises(DamageError, match="upgrade Cleanwire"):
        Frontier(database, read_only=True)


def test_an_older_schema_is_brought_up_to_date_and_keeps_its_rows(database):
    steps = (*MIGRATIONS, "CREATE TABLE later (x);", "INSERT INTO later VALUES (7);")
    db = sqlite3.connect(database, isolation_level=None)
    migrate(db, str(database), steps)
    migrate(db, str(database), steps)
    assert db.execute("PRAGMA user_version").fetchone() == (len(steps),)
    assert db.execute("SELECT x FROM later").fetchall() == [(7,)]
    assert db.execute("SELECT count(*) FROM urls").fetchone() == (400,)
    db.close()


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_a_frontier_of_each_earlier_version_works_and_keeps_its_sources(tmp_path, version):
    path = tmp_path / "f.sqlite"
    db = sqlite3.connect(path, isolation_level=None)
    migrate(db, str(path), MIGRATIONS[:version])
    db.execute(
        "INSERT INTO sources (url, site, kind, etag, failures, unchanged)"
        " VALUES ('https://news.example/feed', 'news', 'feed', 'W/1', 0, 0)"
    )
    db.close()
    frontier = Frontier(path)
    (source,) = frontier.sources("news")
    assert (source.etag, source.selection) == ("W/1", None)
    frontier.save_source(source)
    assert frontier.add(FOUND).new == 400
    frontier.close()


def test_a_migration_that_fails_changes_nothing(database):
    steps = (*MIGRATIONS, "CREATE TABLE later (x); INSERT INTO nowhere VALUES (1);")
    db = sqlite3.connect(database, isolation_level=None)
    with pytest.raises(sqlite3.Error):
        migrate(db, str(database), steps)
    db.close()
    again = sqlite3.connect(database)
    assert again.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert not again.execute("SELECT 1 FROM sqlite_schema WHERE name = 'later'").fetchall()
    again.close()


def test_looking_changes_nothing(database):
    before = database.read_bytes()
    frontier = Frontier(database, read_only=True)
    assert frontier.balance().urls_in == 400
    assert frontier.check() == []
    with pytest.raises(DiskError):
        frontier.add(FOUND)
    frontier.close()
    assert database.read_bytes() == before


def test_a_broken_page_is_found_by_the_check(database):
    data = bytearray(database.read_bytes())
    for page in range(3, len(data) // 4096):  # the head of each page: its type, its cells
        data[page * 4096 : page * 4096 + 12] = b"\xff" * 12
    database.write_bytes(bytes(data))
    frontier = Frontier(database, read_only=True)
    assert frontier.check() != []
    frontier.close()


def test_a_folder_that_cannot_be_made_is_a_disk_error(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(DiskError, match="file"):
        Frontier(tmp_path / "file" / "frontier.sqlite")


def test_adding_is_one_transaction_with_its_source(tmp_path, monkeypatch):
    frontier = Frontier(tmp_path / "f.sqlite")
    source = Source(url="https://news.example/feed", site="news", kind="feed", etag='"1"')

    def fail(*_):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(polite, "save_source", fail)
        with pytest.raises(RuntimeError):
            frontier.add(FOUND, source=source)
    assert (frontier.total("urls_in"), frontier.sources("news")) == (0, [])
    frontier.add(FOUND, source=source)
    assert frontier.sources("news") == [source]
    frontier.close()
