from datetime import UTC, datetime

import pytest

from output.codecs import PART
from output.errors import CorpusDamage
from output.manifest import Manifest
from output.reader import read_corpus
from output.recovery import recover
from output.verify import verify
from output.writer import CorpusWriter, Mark

NOW = datetime(2031, 5, 4, tzinfo=UTC)


@pytest.fixture(params=["none", "gz", "zst"])
def written(request, tmp_path, make_article):
    """A segment left by a dead run, and its marks after each of its three commits."""
    writer = CorpusWriter(tmp_path, "r1", compression=request.param)
    marks = [writer.append([make_article(2 * n), make_article(2 * n + 1)]) for n in range(3)]
    writer.abandon()
    return tmp_path, marks


def test_what_stands_behind_the_mark_never_happened(written):
    corpus, marks = written
    found = recover(corpus, [marks[1]], NOW)
    assert found.closed == (marks[1].path,)
    assert found.cut_bytes == marks[2].length_bytes - marks[1].length_bytes
    assert [article.id for article in read_corpus(corpus)] == [f"{n:032x}" for n in range(4)]
    assert verify(corpus).problems == []


def test_recovery_may_be_repeated_at_any_step(written):
    corpus, marks = written
    first = recover(corpus, [marks[2]], NOW)
    manifest = Manifest(corpus).path.read_bytes()
    assert recover(corpus, [marks[2]], NOW).cut_bytes == 0
    assert Manifest(corpus).path.read_bytes() == manifest
    assert first.closed
    # The rename was done, the manifest was not written, or only half of its line.
    for length in (0, 10, len(manifest) - 1):
        Manifest(corpus).path.write_bytes(manifest[:length])
        recover(corpus, [marks[2]], NOW)
        assert verify(corpus).problems == []


def test_a_segment_in_which_nothing_was_committed_is_dropped(written):
    corpus, marks = written
    found = recover(corpus, [], NOW)
    assert found.dropped == (marks[0].path,)
    assert list(corpus.rglob(f"*{PART}")) == []
    assert list(read_corpus(corpus)) == []


def test_shorter_than_committed_is_refused_and_left_alone(written):
    corpus, marks = written
    path = corpus / marks[2].path
    data = path.read_bytes()
    for length in range(marks[1].length_bytes, marks[2].length_bytes, 7):
        path.write_bytes(data[:length])
        with pytest.raises(CorpusDamage, match=r"r1-1\.jsonl.*committed.*rebuild-state"):
            recover(corpus, [marks[2]], NOW)
        assert path.read_bytes() == data[:length]


@pytest.mark.parametrize("is_listed", [True, False])
def test_a_complete_segment_is_never_cut_to_an_older_mark(written, is_listed):
    corpus, marks = written
    recover(corpus, [marks[2]], NOW)
    path = corpus / marks[2].path.removesuffix(PART)
    data = path.read_bytes()
    if not is_listed:
        Manifest(corpus).path.unlink()
    with pytest.raises(CorpusDamage, match=r"r1-1\.jsonl.*committed.*rebuild-state"):
        recover(corpus, [marks[1]], NOW)
    assert path.read_bytes() == data


def test_a_missing_segment_is_refused(written):
    corpus, marks = written
    (corpus / marks[2].path).unlink()
    with pytest.raises(CorpusDamage, match="missing, but 6 records"):
        recover(corpus, [marks[2]], NOW)


def test_another_content_than_committed_is_refused(written):
    corpus, marks = written
    wrong = Mark(path=marks[2].path, length_bytes=marks[2].length_bytes, records=5)
    with pytest.raises(CorpusDamage, match="holds 6 records, but 5"):
        recover(corpus, [wrong], NOW)


def test_a_closed_segment_of_another_length_is_refused(written):
    corpus, marks = written
    recover(corpus, [marks[2]], NOW)
    path = corpus / marks[2].path.removesuffix(PART)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(CorpusDamage, match="bytes long"):
        recover(corpus, [], NOW)


def test_segments_may_be_moved_to_cold_storage(written):
    corpus, marks = written
    recover(corpus, [marks[2]], NOW)
    (corpus / marks[2].path.removesuffix(PART)).unlink()
    recover(corpus, [], NOW)
