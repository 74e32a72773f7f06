import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from scrapy.settings import Settings

from crawler.canonical import record_id
from crawler.commands.corpus import Command
from crawler.frontier import FILE_NAME, Frontier
from crawler.frontier.committer import Committer
from crawler.frontier.types import Found, Outcome
from crawler.run.lock import RunLock
from output.reader import segments
from output.record import Article, RemovedText, text_hash
from output.writer import CorpusWriter


@pytest.fixture
def folder(tmp_path):
    """A corpus of five articles, one URL that failed, and their state."""
    frontier = Frontier(tmp_path / "state" / FILE_NAME)
    committer = Committer(frontier, CorpusWriter(tmp_path / "corpus", "r1"))
    frontier.add(
        [Found(url=f"https://news.example/{n}", site="news", source="x") for n in range(6)]
    )
    *leases, last = frontier.lease(6)
    removed = [RemovedText(category="social", judge="rules", rule="r", text="Follow us")]
    committer.commit(
        [
            (
                Article(
                    id=record_id(lease.key), url=lease.url, site="news", text="It rained.",
                    content_hash=text_hash("It rained."), removed=removed, language="en",
                    fetched_at=datetime(2031, 5, 4, tzinfo=UTC), run="r1", cleaner="0",
                ),
                Outcome(lease=lease, state="stored"),
            )
            for lease in leases
        ]
    )  # fmt: skip
    committer.commit([(None, Outcome(lease=last, state="failed", reason="http-404"))])
    committer.close()
    frontier.close()
    return tmp_path


@pytest.fixture
def corpus(folder):
    def run(*args, as_json=False, forget=False):
        command = Command()
        command.settings = Settings(
            {"CORPUS_DIR": str(folder / "corpus"), "STATE_DIR": str(folder / "state")}
        )
        command.run(list(args), SimpleNamespace(json=as_json, forget_missing=forget))
        return command.exitcode

    return run


def test_a_whole_corpus_passes(corpus, capsys):
    assert corpus("verify") == 0
    assert "All 5 records in 1 segments" in capsys.readouterr().err


def test_a_flipped_bit_is_named_with_file_and_line(folder, corpus, capsys):
    (path,) = segments(folder / "corpus")
    data = bytearray(path.read_bytes())
    data[data.index(b"\n") + 40] ^= 1
    path.write_bytes(bytes(data))
    assert corpus("verify") == 4
    told = capsys.readouterr().err
    assert f"{path}:2: the line's checksum" in told
    assert "scrapy corpus rebuild-state" in told
    assert corpus("verify", as_json=True) == 4
    assert f"{path}:2" in json.loads(capsys.readouterr().out)["problems"][0]


def test_a_balance_that_does_not_close_is_a_problem(folder, corpus, capsys):
    frontier = Frontier(folder / "state" / FILE_NAME)
    with frontier._database.transaction() as db:
        db.execute("DELETE FROM urls WHERE state = 5")
    frontier.close()
    assert corpus("verify") == 4
    assert "6 URLs came in, 5 are in a state" in capsys.readouterr().err
    assert corpus("stats") == 4
    assert "DOES NOT CLOSE: -1" in capsys.readouterr().out


def test_stats_as_tables_and_as_json(corpus, capsys):
    assert corpus("stats") == 0
    told = capsys.readouterr().out
    for part in ("5 records", "2031-05-04  5", "6 URLs came in, 6 in a state: closes", "social"):
        assert part in told
    assert corpus("stats", as_json=True) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["by_language"] == {"en": 5}
    assert facts["frontier"]["states"]["failed"] == 1
    assert facts["frontier"]["reasons"] == {"failed: http-404": 1}


def test_rebuild_state_after_the_state_is_lost(folder, corpus, capsys):
    for path in (folder / "state").glob("frontier.sqlite*"):
        path.unlink()
    assert corpus("rebuild-state") == 0
    assert "5 records in 1 segments; 5 URLs are known as stored" in capsys.readouterr().err
    assert corpus("verify") == 0


def test_rebuild_state_forgets_no_segment_in_cold_storage(folder, corpus, capsys):
    (path,) = segments(folder / "corpus")
    path.rename(folder / path.name)
    state = (folder / "state" / FILE_NAME).read_bytes()
    manifest = (folder / "corpus" / "manifest.jsonl").read_bytes()
    assert corpus("rebuild-state") == 4
    told = capsys.readouterr().err
    assert f"{path}: listed in the manifest, but not there" in told
    assert "their records: 5" in told
    assert "--forget-missing" in told
    assert (folder / "state" / FILE_NAME).read_bytes() == state
    assert (folder / "corpus" / "manifest.jsonl").read_bytes() == manifest
    (folder / path.name).rename(path)
    assert corpus("rebuild-state") == 0
    assert "5 URLs are known" in capsys.readouterr().err


def test_rebuild_state_forgets_what_is_lost_when_told_to(folder, corpus, capsys):
    (path,) = segments(folder / "corpus")
    path.unlink()
    assert corpus("rebuild-state", forget=True) == 0
    assert "0 records in 0 segments; 0 URLs" in capsys.readouterr().err
    assert corpus("verify") == 0


@pytest.mark.parametrize("content", [(), ("notes.txt",)])
def test_rebuild_state_takes_no_other_folder_for_a_corpus(folder, corpus, capsys, content):
    """A mistyped path, or a disk that is not mounted."""
    other = folder / "other"
    other.mkdir()
    for name in content:
        (other / name).write_text("no corpus")
    before = (folder / "state" / FILE_NAME).read_bytes()
    assert corpus("rebuild-state", str(other)) == 2
    assert f"{other}: holds no corpus" in capsys.readouterr().err
    assert (folder / "state" / FILE_NAME).read_bytes() == before


def test_rebuild_state_keeps_off_while_a_run_works(folder, corpus, capsys):
    with RunLock(folder / "state"):
        assert corpus("rebuild-state") == 5
    assert "Another run holds" in capsys.readouterr().err


def test_a_damaged_state_is_named(folder, corpus, capsys):
    (folder / "state" / FILE_NAME).write_bytes(b"garbage" * 1000)
    assert corpus("verify") == 4
    assert corpus("stats") == 4
    assert "rebuild-state" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((), "say what to do"),
        (("sing",), "say what to do"),
        (("verify", "a", "b"), "say what to do"),
        (("verify", "--jsno"), "--jsno: no such option"),
        (("verify", "nowhere"), "nowhere: no corpus there"),
        (("stats", "nowhere"), "nowhere: no corpus there"),
        (("rebuild-state", "nowhere"), "nowhere: no corpus there"),
    ],
)
def test_wrong_arguments_are_named(folder, corpus, capsys, args, message):
    before = (folder / "state" / FILE_NAME).read_bytes()
    assert corpus(*args) == 2
    assert message in capsys.readouterr().err
    assert (folder / "state" / FILE_NAME).read_bytes() == before
