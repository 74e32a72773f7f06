from datetime import UTC, datetime

import pytest

from output.codecs import PART
from output.errors import CorpusDamage
from output.manifest import Manifest
from output.reader import read_corpus, segments
from output.recovery import recover
from output.salvage import salvage
from output.stats import statistics
from output.verify import verify
from output.writer import CorpusWriter, Rotation

NOW = datetime(2031, 5, 4, tzinfo=UTC)


@pytest.fixture(params=["none", "gz", "zst"])
def corpus(request, tmp_path, make_article):
    """Two segments of three records each."""
    writer = CorpusWriter(tmp_path, "r1", compression=request.param, rotation=Rotation(records=3))
    for number in range(6):
        writer.append([make_article(number)])
        if writer.full():
            writer.close_segment()
    return tmp_path


def test_a_whole_corpus_has_no_problems(corpus):
    found = verify(corpus)
    assert (found.problems, found.records, found.segments) == ([], 6, 2)


def test_a_flipped_bit_anywhere_is_named_by_file(corpus):
    for path in (*segments(corpus), Manifest(corpus).path):
        data = path.read_bytes()
        for position in range(0, len(data), 41):
            path.write_bytes(_flip(data, position, position % 8))
            problems = verify(corpus).problems
            assert any(problem.where.startswith(str(path)) for problem in problems), position
        path.write_bytes(data)
    assert verify(corpus).problems == []


def _flip(data: bytes, position: int, bit: int) -> bytes:
    broken = bytearray(data)
    broken[position] ^= 1 << bit
    return bytes(broken)


def test_the_line_is_named(tmp_path, make_article):
    writer = CorpusWriter(tmp_path, "r1")
    writer.append([make_article(number) for number in range(3)])
    writer.close_segment()
    (path,) = segments(tmp_path)
    data = path.read_bytes()
    path.write_bytes(_flip(data, data.index(b"\n") + 20, 1))
    assert f"{path}:2" in [problem.where for problem in verify(tmp_path).problems]


def test_missing_unlisted_and_doubled_are_found(corpus, make_article):
    first, second = segments(corpus)
    name = second.relative_to(corpus).as_posix()
    second.rename(second.with_name("other-1.jsonl" + "".join(second.suffixes[1:])))
    whats = " ".join(problem.what for problem in verify(corpus).problems)
    assert "not listed in the manifest" in whats
    assert "missing" in whats
    assert name in str([problem.where for problem in verify(corpus).problems])
    copy = first.with_name("copy-1.jsonl" + "".join(first.suffixes[1:]))
    copy.write_bytes(first.read_bytes())
    assert any("stands twice" in problem.what for problem in verify(corpus).problems)


def test_an_open_segment_is_no_problem(tmp_path, make_article):
    writer = CorpusWriter(tmp_path, "r1")
    mark = writer.append([make_article()])
    writer.abandon()
    with (tmp_path / mark.path).open("ab") as file:
        file.write(b'{"schema":1,"id"')
    found = verify(tmp_path)
    assert (found.problems, found.open_segments, found.records) == ([], [mark.path], 1)


def test_salvage_of_a_whole_corpus_changes_nothing_but_the_closing_time(corpus):
    before = {path: path.read_bytes() for path in segments(corpus)}
    found = salvage(corpus, NOW)
    assert (found.records, found.lost_lines, found.damaged) == (6, 0, ())
    assert {path: path.read_bytes() for path in segments(corpus)} == before
    assert verify(corpus).problems == []


def test_salvage_keeps_whole_records_and_the_damaged_file(corpus):
    first, second = segments(corpus)
    broken = second.read_bytes()[:-20]
    second.write_bytes(broken)
    found = salvage(corpus, NOW)
    assert found.damaged == (second.relative_to(corpus).as_posix(),)
    assert second.with_name(second.name + ".damaged").read_bytes() == broken
    assert verify(corpus).problems == []
    assert [article.id for article in read_corpus(corpus)] == [f"{n:032x}" for n in range(5)]
    assert salvage(corpus, NOW).lost_lines == 0
    assert first.exists()


def test_salvage_completes_an_open_segment_and_remakes_a_lost_manifest(tmp_path, make_article):
    writer = CorpusWriter(tmp_path, "r1")
    writer.append([make_article(1)])
    mark = writer.append([make_article(2)])
    writer.abandon()
    with (tmp_path / mark.path).open("ab") as file:
        file.write(b'{"schema":1')
    salvage(tmp_path, NOW)
    assert [article.id for article in read_corpus(tmp_path)] == [f"{n:032x}" for n in (1, 2)]
    Manifest(tmp_path).path.unlink()
    salvage(tmp_path, NOW)
    assert verify(tmp_path).problems == []


@pytest.mark.parametrize("is_cut", [False, True])
def test_salvage_puts_a_part_beside_its_complete_segment_aside(corpus, is_cut):
    first, second = segments(corpus)
    part = second.with_name(second.name + PART)
    part.write_bytes(stale := second.read_bytes())
    if is_cut:
        second.write_bytes(stale[:-20])
    found = salvage(corpus, NOW)
    assert part.relative_to(corpus).as_posix() in found.damaged
    assert not part.exists()
    assert part.with_name(part.name + ".damaged").read_bytes() == stale
    assert (first.exists(), found.records) == (True, 5 if is_cut else 6)
    assert verify(corpus).problems == []
    assert recover(corpus, [], NOW).dropped == ()


def test_salvage_refuses_to_forget_absent_segments(corpus):
    first, second = segments(corpus)
    manifest = Manifest(corpus).path.read_bytes()
    second.write_bytes(broken := second.read_bytes()[:-20])
    first.unlink()
    with pytest.raises(CorpusDamage, match=r"not there.*--forget-missing"):
        salvage(corpus, NOW)
    assert (Manifest(corpus).path.read_bytes(), second.read_bytes()) == (manifest, broken)
    assert salvage(corpus, NOW, forget_missing=True).segments == 1
    assert verify(corpus).problems == []


def test_salvage_goes_on_after_a_kill_between_removing_and_listing(corpus, monkeypatch):
    first, second = segments(corpus)
    second.write_bytes(b"nothing whole\n")

    def kill(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Manifest, "replace", kill)
        with pytest.raises(KeyboardInterrupt):
            salvage(corpus, NOW)
    assert not second.exists()
    assert salvage(corpus, NOW).segments == 1
    assert verify(corpus).problems == []
    assert first.exists()


def test_statistics(corpus, make_article):
    counts = statistics(corpus)
    assert counts.records == 6
    assert counts.by_site == {"news": 6}
    assert counts.by_language == {"unknown": 6}
    assert counts.removed == {"social": 6}
    assert counts.removed_chars == {"social": 6 * len("Follow us")}
