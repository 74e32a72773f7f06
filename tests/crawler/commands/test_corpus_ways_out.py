"""``scrapy corpus export`` and ``card``: arguments, exit codes, last lines."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.commands.corpus import Command
from output.reader import read_corpus
from output.record import Article, text_hash
from output.writer import CorpusWriter


def article(number, **fields):
    return Article(
        id=f"{number:032x}", url=f"https://news.example/{number}", site="news", text="It rained.",
        content_hash=text_hash("It rained."), fetched_at=datetime(2031, 5, 4, tzinfo=UTC),
        run="r1", cleaner="0", **fields,
    )  # fmt: skip


@pytest.fixture
def corpus(tmp_path):
    writer = CorpusWriter(tmp_path / "corpus", "r1")
    writer.append([article(1, language="en"), article(2, language="de"), article(1, revision=2)])
    writer.close_segment()
    writer.append([article(3)])
    writer.abandon()
    return tmp_path / "corpus"


@pytest.fixture
def run(corpus, tmp_path, capsys):
    def run(*words):
        command = Command()
        command.settings = Settings(
            {"CORPUS_DIR": str(corpus), "STATE_DIR": str(tmp_path / "state")}
        )
        parser = argparse.ArgumentParser(conflict_handler="resolve")
        command.add_options(parser)
        opts, args = parser.parse_known_args(list(map(str, words)))
        command.run(args, opts)
        told = capsys.readouterr()
        return command.exitcode, told.out, told.err

    return run


def test_an_export_tells_what_it_wrote_and_what_it_left_out(run, tmp_path):
    code, _, told = run("export", tmp_path / "a.jsonl", "--to", "jsonl", "--latest")
    assert code == 0
    assert told.startswith(f"Exported 2 of 3 records to {tmp_path / 'a.jsonl'} (1 files, 0.0 MiB)")
    assert "1 are not what was asked for" in told
    assert "segments that a run still writes are left out: 1" in told
    assert [one.revision for one in read_corpus(tmp_path / "a.jsonl")] == [2, 1]


def test_every_wish_has_its_option(run, tmp_path):
    out = tmp_path / "a.jsonl"
    for wishes, count in (
        (["--language", "de, fr"], 1),
        (["--site", "other,news"], 3),
        (["--since", "2031-05-04"], 3),
        (["--no-duplicates"], 3),
    ):
        code, _, told = run("export", out, "--to", "jsonl", "--overwrite", *wishes)
        assert (code, told.split()[1]) == (0, str(count)), wishes


def test_another_corpus_is_named_before_the_place(run, corpus, tmp_path):
    corpus.rename(tmp_path / "moved")
    assert run("export", tmp_path / "out", "--to", "text")[0] == 2
    code, _, _ = run("export", tmp_path / "moved", tmp_path / "out", "--to", "text")
    assert code == 0
    assert len(list((tmp_path / "out").rglob("*.txt"))) == 3


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["export"], 2, "export [FOLDER] OUT --to FORMAT"),
        (["export", "a", "b", "c", "--to", "text"], 2, "export [FOLDER] OUT --to FORMAT"),
        (["export", "{tmp}/out"], 2, "--to parquet|jsonl|text|datatrove|huggingface"),
        (["export", "{tmp}/out", "--to", "text", "--links"], 2, "add --text markdown"),
        (["export", "{tmp}", "--to", "text"], 2, "--overwrite"),
        (["export", "{tmp}/no/out", "--to", "text"], 2, "make it first"),
        (["export", "{tmp}/other", "{tmp}/out", "--to", "text"], 2, "no corpus"),
        (["export", "{tmp}/out", "--to", "text", "--site", "x"], 7, "nothing to export: 3 records"),
        (["card", "{tmp}/other"], 2, "no corpus"),
    ],
)
def test_what_cannot_be_done_is_named(run, tmp_path, words, code, told):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").touch()
    found, _, said = run(*(word.format(tmp=tmp_path) for word in words))
    assert found == code
    assert told in said
    assert len(said.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_damage_is_4(run, corpus, tmp_path):
    (path,) = (path for path in corpus.rglob("*.jsonl") if path.name != "manifest.jsonl")
    path.write_bytes(path.read_bytes().replace(b"rained", b"RAINED", 1))
    code, _, told = run("export", tmp_path / "out", "--to", "parquet")
    assert code == 4
    assert f"{path}:1" in told
    assert not (tmp_path / "out").exists()


def test_a_day_that_is_none_is_refused(run, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        run("export", tmp_path / "out", "--to", "text", "--since", "yesterday")
    assert ended.value.code == 2
    assert "is not a day like 2031-05-04" in capsys.readouterr().err


def test_the_card_is_printed(run, corpus):
    code, out, _ = run("card")
    assert code == 0
    assert out.startswith(f"# {Path(corpus).name}\n\n3 records of news articles from 1 site")
