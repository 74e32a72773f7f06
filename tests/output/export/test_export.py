"""Exports: what is selected, in what order, how it is laid out, and that it is whole or absent."""

import fcntl
import gzip
import hashlib
import json
import os
import signal
import subprocess
import sys
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from output.errors import CorpusDamage, DiskFailure
from output.export import (
    FORMATS,
    ExportRefused,
    MissingExtra,
    NothingSelected,
    Selection,
    Style,
    export,
)
from output.export import lines as export_lines
from output.export import parquet as export_parquet
from output.export.columns import schema
from output.reader import read_corpus, segments
from output.record import Article
from output.writer import CorpusWriter

from .conftest import MAY, articles, make

ROOT = Path(__file__).resolve().parents[3]


def selected(corpus, tmp_path, **wishes):
    out = tmp_path / "selected.jsonl"
    export(corpus, out, to="jsonl", selection=Selection(**wishes), replace=True)
    return [(int(article.id, 16), article.revision) for article in read_corpus(out)]


def test_everything_by_time_of_publication(corpus, tmp_path):
    # 2 has no time of publication: it stands where it was fetched, after all others.
    assert selected(corpus, tmp_path) == [(5, 1), (3, 1), (3, 2), (1, 1), (4, 1), (2, 1)]


def test_the_last_revision_only(corpus, tmp_path):
    assert selected(corpus, tmp_path, latest=True) == [(5, 1), (3, 2), (1, 1), (4, 1), (2, 1)]


def test_one_of_each_cluster(corpus, tmp_path):
    found = selected(corpus, tmp_path, distinct=True)
    assert found == [(5, 1), (3, 1), (3, 2), (1, 1), (2, 1)]


def test_a_copy_stands_for_its_original_where_that_is_not_wanted(tmp_path):
    writer = CorpusWriter(tmp_path / "corpus", "r1")
    original = make(1, site="wire")
    copies = [
        make(n, site="paper", duplicate_of=original.id, duplicate_kind="mirror") for n in (3, 2)
    ]
    writer.append([original, *copies])
    writer.close_segment()
    corpus = tmp_path / "corpus"
    assert selected(corpus, tmp_path, distinct=True) == [(1, 1)]
    # The first that was fetched, not the first of the file.
    wanted = frozenset({"paper"})
    assert selected(corpus, tmp_path, distinct=True, sites=wanted) == [(2, 1)]


def test_since_a_day_by_publication_or_else_by_fetching(corpus, tmp_path):
    assert selected(corpus, tmp_path, since=date(2031, 5, 5)) == [(4, 1), (2, 1)]


def test_languages_with_and_without_region(corpus, tmp_path):
    for code in ("pt", "pt-br"):
        found = selected(corpus, tmp_path, languages=frozenset({code}))
        assert found == [(3, 1), (3, 2)], code
    with pytest.raises(NothingSelected, match="6 records"):
        selected(corpus, tmp_path, languages=frozenset({"pt-pt"}))
    assert len(selected(corpus, tmp_path, languages=frozenset({"en", "pt"}))) == 5


def test_the_last_revision_is_looked_for_before_the_other_wishes(tmp_path):
    writer = CorpusWriter(tmp_path / "corpus", "r1")
    writer.append([make(1, language="en"), make(1, language="fr", revision=2), make(2)])
    writer.close_segment()
    wanted = frozenset({"en"})
    assert selected(tmp_path / "corpus", tmp_path, latest=True, languages=wanted) == [(2, 1)]


def test_the_order_does_not_depend_on_the_runs(corpus, tmp_path):
    other = tmp_path / "other"
    writer = CorpusWriter(other, "r9")
    writer.append(list(articles())[::-1])
    writer.close_segment()
    for to in FORMATS:
        suffix = ".jsonl" if to == "jsonl" else ""
        one, two = tmp_path / f"{to}-1{suffix}", tmp_path / f"{to}-2{suffix}"
        export(corpus, one, to=to)
        export(other, two, to=to)
        assert content(one, one.name) == content(two, two.name), to


def content(out, name):
    """Digests by path; the card is named after its folder."""
    files = [out] if out.is_file() else sorted(path for path in out.rglob("*") if path.is_file())
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(
            path.read_bytes().replace(name.encode(), b"")
        ).hexdigest()
        for path in files
    }


def test_jsonl_holds_the_lines_of_the_corpus(corpus, tmp_path):
    export(corpus, tmp_path / "a.jsonl", to="jsonl")
    lines = [line for path in segments(corpus) for line in _plain(path)]
    assert sorted((tmp_path / "a.jsonl").read_bytes().splitlines()) == sorted(lines)


def _plain(path):
    from output.reader import lines  # noqa: PLC0415

    return [line.rstrip(b"\n") for _, line in lines(path)]


def test_datatrove_documents_in_shards(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(export_lines.shards, "__defaults__", (4,))
    export(corpus, tmp_path / "out", to="datatrove")
    shards = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in shards] == ["00000.jsonl.gz", "00001.jsonl.gz"]
    plain = b"".join(gzip.decompress(path.read_bytes()) for path in shards)
    rows = [json.loads(line) for line in plain.splitlines()]
    assert {tuple(row) for row in rows} == {("text", "id", "metadata")}
    assert len(rows) == 6
    assert rows[3]["id"] == f"{1:032x}"
    assert rows[3]["metadata"]["published"] == "2031-05-05T03:30:00+05:45"
    assert not {"text", "id", "checksum"} & set(rows[3]["metadata"])


def test_text_files_with_their_titles(corpus, tmp_path):
    export(corpus, tmp_path / "plain", to="text")
    (path,) = (tmp_path / "plain" / "2031-05-04").glob(f"{1:032x}.*")
    assert path.name.endswith(".txt")
    assert path.read_text(encoding="utf-8").startswith("Ferry | 1\n\nThe ferry runs again\n\nA new")
    names = {path.name for path in (tmp_path / "plain").rglob("*.txt")}
    assert f"{3:032x}-r2.txt" in names
    assert len(names) == 6


def test_markdown_with_and_without_links(corpus, tmp_path):
    for links, captain in (
        (False, "the captain"),
        (True, "[the captain](https://isle.example/captain)"),
    ):
        style = Style(form="markdown", links=links)
        export(corpus, tmp_path / "marked", to="text", style=style, replace=True)
        (path,) = (tmp_path / "marked").rglob(f"{1:032x}.md")
        assert path.read_text(encoding="utf-8") == (
            "# Ferry | 1\n\n## The ferry runs again\n\n- A new shaft\n- A new screw\n\n"
            f"> We are glad, said {captain}.\n"
        )


def test_markdown_in_the_text_column(corpus, tmp_path):
    style = Style(form="markdown")
    export(corpus, tmp_path / "p", to="parquet", style=style)
    texts = pq.read_table(tmp_path / "p")["text"].to_pylist()
    assert sum(text.startswith("## The ferry") for text in texts) == 1
    export(corpus, tmp_path / "a.jsonl", to="jsonl", style=style)
    assert sorted(article.text for article in read_corpus(tmp_path / "a.jsonl")) == sorted(texts)


def test_every_field_of_the_record_is_a_column():
    names = [field.name for field in msgspec.structs.fields(Article)]
    assert [*schema().names, "checksum"] == names
    assert "null" not in {str(kind) for kind in schema().types}


def test_a_day_is_written_in_row_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(export_parquet, "_GROUP_ROWS", 7)
    rows = (make(number, published=MAY) for number in range(20))
    assert export_parquet.write_file(tmp_path / "x.parquet", rows) == 20
    groups = pq.ParquetFile(tmp_path / "x.parquet").metadata
    assert [groups.row_group(n).num_rows for n in range(groups.num_row_groups)] == [7, 7, 6]
    monkeypatch.setattr(export_parquet, "_GROUP_BYTES", 100)
    long = (make(number, text="x" * 60, published=MAY) for number in range(4))
    export_parquet.write_file(tmp_path / "y.parquet", long)
    assert pq.ParquetFile(tmp_path / "y.parquet").metadata.num_row_groups == 2


def test_memory_does_not_grow_with_the_corpus(tmp_path):
    """Six times the records, the same memory: what is held is a row group, not the corpus."""
    peaks = []
    for count in (500, 3_000):
        corpus = tmp_path / f"corpus-{count}"
        writer = CorpusWriter(corpus, "r1")
        for start in range(0, count, 500):
            text = "word " * 400
            writer.append([make(n, text=f"{n} {text}") for n in range(start, start + 500)])
        writer.close_segment()
        tracemalloc.start()
        export(corpus, tmp_path / f"{count}.jsonl", to="jsonl")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 2**20


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:00:00-05:00"])
def test_times_at_the_ends_of_the_calendar(tmp_path, moment):
    writer = CorpusWriter(tmp_path / "corpus", "r1")
    writer.append([make(1, published=datetime.fromisoformat(moment))])
    writer.close_segment()
    export(tmp_path / "corpus", tmp_path / "out", to="parquet")
    assert pq.read_table(tmp_path / "out").num_rows == 1


def test_what_is_there_is_replaced_only_when_told_so(corpus, tmp_path):
    out = tmp_path / "out"
    export(corpus, out, to="parquet")
    before = content(out, "")
    with pytest.raises(ExportRefused, match="--overwrite"):
        export(corpus, out, to="parquet")
    with pytest.raises(NothingSelected):
        export(corpus, out, to="parquet", selection=Selection(sites=frozenset("x")), replace=True)
    assert content(out, "") == before
    export(corpus, out, to="datatrove", replace=True)
    assert [path.name for path in out.iterdir()] == ["00000.jsonl.gz"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_place_that_cannot_be(corpus, tmp_path):
    with pytest.raises(ExportRefused, match="make it first"):
        export(corpus, tmp_path / "none" / "out", to="parquet")
    with pytest.raises(FileNotFoundError, match="no corpus at"):
        export(tmp_path / "none", tmp_path / "out", to="parquet")
    assert list(tmp_path.iterdir()) == []


def test_damage_leaves_nothing(tmp_path):
    corpus = tmp_path / "corpus"
    writer = CorpusWriter(corpus, "r1")
    writer.append([make(1), make(2)])
    writer.close_segment()
    (path,) = segments(corpus)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"ran again", b"ran AGAIN", 1))
    with pytest.raises(CorpusDamage, match=":1: the line's checksum"):
        export(corpus, tmp_path / "out", to="parquet")
    path.write_bytes(whole[: whole.index(b"\n") + 1])
    with pytest.raises(CorpusDamage, match=":2: ends after 1 records; the manifest lists 2"):
        export(corpus, tmp_path / "out", to="parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["corpus"]


def test_a_disk_that_refuses_leaves_nothing(corpus, tmp_path, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export_parquet.Path, "mkdir", full)
    with pytest.raises(DiskFailure, match="No space left"):
        export(corpus, tmp_path / "out", to="parquet")
    monkeypatch.undo()
    monkeypatch.setattr("output.export.selection.Spool._put", full)
    with pytest.raises(DiskFailure, match="No space left"):
        export(corpus, tmp_path / "out", to="parquet")
    assert list(tmp_path.iterdir()) == []


def test_without_pyarrow_the_error_names_the_extra(corpus, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for to in ("parquet", "huggingface"):
        with pytest.raises(MissingExtra, match=r"pip install 'cleanwire\[export\]'"):
            export(corpus, tmp_path / to, to=to)
    export(corpus, tmp_path / "out", to="datatrove")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


KILLED = """
import os, signal, sys
from pathlib import Path
from output.export import export, staging

def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)

place, corpus, out = sys.argv[1:]
if place == "writing":
    import output.export.parquet as parquet
    real, count = parquet.write_file, []
    def write_file(path, articles):
        count.append(path)
        return kill() if len(count) == 3 else real(path, articles)
    parquet.write_file = write_file
elif place == "syncing":
    staging._sync = kill
else:
    real_rename = Path.rename
    Path.rename = lambda self, to: kill(real_rename(self, to))
export(corpus, out, to="parquet", replace=True)
"""


@pytest.mark.parametrize("place", ["writing", "syncing", "swapping"])
def test_a_killed_export_leaves_nothing_that_looks_finished(corpus, tmp_path, place):
    out = tmp_path / "out"
    export(corpus, out, to="datatrove")
    old = content(out, "")
    command = [sys.executable, "-c", KILLED, place, str(corpus), str(out)]
    done = subprocess.run(command, cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    visible = [path for path in tmp_path.iterdir() if not path.name.startswith(".")]
    # Between the two renames nothing is there; before, the old export is.
    assert visible == ([] if place == "swapping" else [out])
    assert not visible or content(out, "") == old
    with pytest.raises(NothingSelected):  # it fails, and yet puts back what it found
        export(corpus, out, to="parquet", selection=Selection(sites=frozenset("x")), replace=True)
    assert content(out, "") == old
    export(corpus, out, to="parquet", replace=True)
    assert pq.read_table(out).num_rows == 6
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_two_exports_to_one_place_do_not_meet(corpus, tmp_path):
    part = tmp_path / ".out.part"
    part.mkdir()
    held = os.open(part, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    with pytest.raises(ExportRefused, match="another export"):
        export(corpus, tmp_path / "out", to="parquet")
    assert part.exists()
    os.close(held)
    export(corpus, tmp_path / "out", to="parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_open_segments_are_left_out(tmp_path):
    corpus = tmp_path / "corpus"
    for run, number in (("r1", 1), ("r2", 2)):
        writer = CorpusWriter(corpus, run, clock=lambda: datetime(2031, 5, 4, tzinfo=UTC))
        writer.append([make(number)])
        writer.close_segment() if run == "r1" else writer.abandon()
    assert selected(corpus, tmp_path) == [(1, 1)]
