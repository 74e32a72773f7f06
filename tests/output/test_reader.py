"""Reading a corpus: every form of segment, all revisions, and errors that name the place."""

import gzip

import pytest
import zstandard

from output.codecs import PART
from output.errors import CorpusDamage
from output.manifest import Manifest
from output.reader import open_segments, read_corpus, segments
from output.record import Article
from output.writer import CorpusWriter


def write(folder, run, articles, compression="none", *, complete=True):
    writer = CorpusWriter(folder, run, compression=compression)
    for article in articles:
        writer.append([article])
    writer.close_segment() if complete else writer.abandon()


@pytest.fixture
def corpus(tmp_path, make_article):
    """A segment of each form, and an open one."""
    for number, compression in enumerate(("none", "gz", "zst")):
        batch = [make_article(2 * number), make_article(2 * number + 1)]
        write(tmp_path, f"r{number}", batch, compression)
    write(tmp_path, "r8", [make_article(0, text="Corrected.", revision=2)])
    write(tmp_path, "r9", [make_article(9)], complete=False)
    return tmp_path


def numbers(articles):
    return [(int(article.id, 16), article.revision) for article in articles]


def test_all_forms_and_all_revisions_in_the_order_of_writing(corpus):
    found = list(read_corpus(corpus))
    assert numbers(found) == [*((number, 1) for number in range(6)), (0, 2)]
    assert all(isinstance(article, Article) for article in found)
    assert numbers(read_corpus(str(corpus), include_open=True))[-1] == (9, 1)


def test_an_open_segment_may_end_in_half_a_line(corpus):
    (path,) = open_segments(corpus)
    assert path.suffix == PART
    path.write_bytes(path.read_bytes() + b'{"schema":1,"id":"00')
    assert len(list(read_corpus(corpus, include_open=True))) == 8
    assert len(list(read_corpus(path))) == 1


def test_one_segment_is_read_alone_wherever_it_lies(corpus, tmp_path):
    for path in segments(corpus):
        moved = tmp_path / path.name
        moved.write_bytes(path.read_bytes())
        assert list(read_corpus(moved)) == list(read_corpus(path))


def test_what_is_no_corpus_is_told_at_once(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no corpus at .*missing"):
        read_corpus(tmp_path / "missing")
    assert list(read_corpus(tmp_path)) == []  # not begun
    (tmp_path / "warc").mkdir()
    assert list(read_corpus(tmp_path)) == []
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "articles.parquet").touch()
    with pytest.raises(FileNotFoundError, match=r"neither manifest\.jsonl nor segments"):
        read_corpus(tmp_path / "other")


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_segment_that_was_cut_between_two_lines_is_damage(corpus, place):
    path = segments(corpus)[place]
    opener = {".gz": gzip.decompress, ".zst": _unpacked}.get(path.suffix, bytes)
    first = opener(path.read_bytes()).splitlines(keepends=True)[0]
    packer = {".gz": gzip.compress, ".zst": zstandard.compress}.get(path.suffix, bytes)
    path.write_bytes(packer(first))
    with pytest.raises(CorpusDamage, match="ends after 1 records; the manifest lists 2") as told:
        list(read_corpus(corpus))
    assert told.value.path == f"{path}:2"
    assert len(list(read_corpus(path))) == 1  # alone, nobody says how many there were


def _unpacked(data):
    return zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).read()


def test_the_manifest_need_not_know_a_segment_nor_a_segment_be_there(corpus):
    listed = Manifest(corpus).entries()
    Manifest(corpus).replace(listed[1:])
    assert len(list(read_corpus(corpus))) == 7
    (corpus / listed[1].path).unlink()  # moved to cold storage
    assert len(list(read_corpus(corpus))) == 5


def test_a_record_of_another_schema_is_named_with_its_line(corpus):
    path = segments(corpus)[0]
    path.write_bytes(path.read_bytes().replace(b'"revision":1', b'"revision":7', 1))
    with pytest.raises(CorpusDamage, match=":1: the line's checksum"):
        list(read_corpus(corpus))
