"""Reading an archive, killed at random moments and at the steps of a commit, gives one corpus.

``python -m tests.faults.kill_archive`` does the same for longer, on any archive.
"""

import random
import signal

import pytest

from output.faults import VARIABLE
from tests.faults.kill_archive import Reader, faults, kill_often
from tests.faults.warcs import generate


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("archive") / "quay-0001.warc.gz"
    generate(path, 1_200_000, page_bytes=2_000, seed=7)
    return path


@pytest.fixture(scope="module")
def peaceful(archive, tmp_path_factory):
    reader = Reader(tmp_path_factory.mktemp("peaceful"), archive)
    assert reader.run() == 0, reader.last_words()
    return reader


def test_an_archive_is_what_it_was_generated_to_be(archive, peaceful, tmp_path):
    again = tmp_path / archive.name
    generate(again, 1_200_000, page_bytes=2_000, seed=7)
    assert again.read_bytes() == archive.read_bytes()
    (summary,) = peaceful.summaries()
    assert summary["counts"]["stored"] > 200
    assert summary["counts"]["revised"] > 0
    assert summary["counts"]["filtered"] > 0
    left_out = summary["archive"]["left_out"]
    assert left_out.keys() >= {"http-status", "content-type", "revisit", "damaged"}
    assert sum(b'"duplicate_kind":"mirror"' in line for line in peaceful.lines()) > 0


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_reading_killed_again_and_again_ends_like_one_run(archive, peaceful, tmp_path):
    reader = Reader(tmp_path, archive)
    assert kill_often(reader, 4, 2.0, random.Random(5)) >= 2
    assert reader.run() == 0, reader.last_words()
    assert faults(reader, peaceful) == []


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_reading_killed_at_one_step_of_a_commit_after_the_other(archive, peaceful, tmp_path):
    reader = Reader(tmp_path, archive)
    for step in ("after-fdatasync", "inside-transaction", "after-commit"):
        assert reader.run(**{VARIABLE: step}) == -signal.SIGKILL, step
    assert reader.run() == 0, reader.last_words()
    assert faults(reader, peaceful) == []
