import gzip
import hashlib
import json
from datetime import UTC, datetime

import pytest
import zstandard

from output.codecs import PART
from output.disk import Disk
from output.errors import DiskFailure
from output.manifest import Manifest
from output.reader import read_corpus, segments
from output.writer import CorpusWriter, Rotation

CLOCK = lambda: datetime(2031, 5, 4, 12, tzinfo=UTC)  # noqa: E731


@pytest.mark.parametrize("compression", ["none", "gz", "zst"])
def test_what_is_written_is_read_in_order(tmp_path, make_article, compression):
    writer = CorpusWriter(tmp_path, "r1", compression=compression, clock=CLOCK)
    articles = [make_article(number) for number in range(7)]
    writer.append(articles[:3])
    writer.append(articles[3:])
    writer.close_segment()
    read = list(read_corpus(tmp_path))
    assert [(a.id, a.text) for a in read] == [(a.id, a.text) for a in articles]


@pytest.mark.parametrize("compression", ["gz", "zst"])
def test_a_file_cut_at_any_mark_is_readable(tmp_path, make_article, compression):
    writer = CorpusWriter(tmp_path, "r1", compression=compression)
    marks = [writer.append([make_article(2 * n), make_article(2 * n + 1)]) for n in range(4)]
    writer.abandon()
    data = (tmp_path / marks[0].path).read_bytes()
    for mark in marks:
        cut = data[: mark.length_bytes]
        if compression == "gz":
            plain = gzip.decompress(cut)
        else:
            reader = zstandard.ZstdDecompressor().stream_reader(cut, read_across_frames=True)
            plain = reader.read()
        assert plain.count(b"\n") == mark.records


def test_a_segment_is_a_part_until_it_is_listed(tmp_path, make_article):
    writer = CorpusWriter(tmp_path, "r1", clock=CLOCK)
    mark = writer.append([make_article()])
    assert mark.path == "2031/05/04/r1-1.jsonl.part"
    assert segments(tmp_path) == []
    assert Manifest(tmp_path).entries() == []
    assert writer.close_segment() == mark.path
    (path,) = segments(tmp_path)
    (entry,) = Manifest(tmp_path).entries()
    assert entry.path == path.relative_to(tmp_path).as_posix() == "2031/05/04/r1-1.jsonl"
    assert entry.bytes == path.stat().st_size == mark.length_bytes
    assert entry.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (entry.records, entry.run, entry.schema) == (1, "r1", 1)
    assert entry.first == entry.last == make_article().fetched_at


def test_the_manifest_is_json_lines(tmp_path, make_article):
    writer = CorpusWriter(tmp_path, "r1")
    for number in range(2):
        writer.append([make_article(number)])
        writer.close_segment()
    rows = [json.loads(line) for line in (tmp_path / "manifest.jsonl").read_text().splitlines()]
    assert [row["records"] for row in rows] == [1, 1]
    assert len({row["path"] for row in rows}) == 2


@pytest.mark.parametrize(
    ("rotation", "full_after"),
    [(Rotation(records=3), 3), (Rotation(bytes=2000), 3), (Rotation(hours=2), 2)],
)
def test_rotation_by_records_bytes_and_hours(tmp_path, make_article, rotation, full_after):
    hours = iter([0.0, 1.0, 2.5, 3, 4, 5, 6])
    writer = CorpusWriter(tmp_path, "r1", rotation=rotation, monotonic=lambda: next(hours) * 3600)
    number = 0
    full = False
    while not full:
        number += 1
        writer.append([make_article(number, text="x")])
        full = writer.full()
    writer.abandon()
    assert number == full_after


def test_a_limit_of_nothing_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        Rotation(records=0)


def test_a_run_that_starts_anew_never_reuses_a_name(tmp_path, make_article):
    for _ in range(3):
        writer = CorpusWriter(tmp_path, "r1", clock=CLOCK)
        writer.append([make_article()])
        writer.close_segment()
    assert [path.name for path in segments(tmp_path)] == [f"r1-{n}.jsonl" for n in (1, 2, 3)]


@pytest.mark.parametrize("run", ["", "a/b", "..", "a\0b"])
def test_a_run_that_is_no_file_name_is_refused(tmp_path, run):
    with pytest.raises(ValueError, match="file name"):
        CorpusWriter(tmp_path, run)


class _Failing(Disk):
    def sync(self, file, path):
        raise DiskFailure(str(path), "sync", OSError(5, "Input/output error"))


def test_after_a_failed_sync_nothing_more_is_written(tmp_path, make_article):
    writer = CorpusWriter(tmp_path, "r1", disk=_Failing())
    with pytest.raises(DiskFailure, match=r"sync .*r1-1\.jsonl\.part: Input/output error"):
        writer.append([make_article()])
    with pytest.raises(RuntimeError, match="start anew"):
        writer.append([make_article()])
    with pytest.raises(RuntimeError, match="start anew"):
        writer.close_segment()
    writer.abandon()
    assert Manifest(tmp_path).entries() == []


def test_an_empty_batch_is_refused(tmp_path):
    with pytest.raises(ValueError, match="nothing"):
        CorpusWriter(tmp_path, "r1").append([])
    assert not list(tmp_path.rglob(f"*{PART}"))
