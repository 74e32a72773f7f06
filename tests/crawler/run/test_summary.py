"""The summary that a run leaves, and what becomes of the verdict when it cannot be left."""

import json
import logging

import pytest

from crawler.exits import Exit
from crawler.operate import hooks
from crawler.run.assignment import Assignment
from crawler.run.judge import judge
from crawler.run.opening import open_assigned
from crawler.run.verdict import Ending


@pytest.fixture
def run(settings):
    run = open_assigned(settings, Assignment(sites=()))
    yield run
    run.close()


@pytest.fixture
def told(monkeypatch):
    """The summaries that metrics file and webhook were told of."""
    told = []
    monkeypatch.setattr(hooks, "tell", lambda summary, *_: told.append(summary))
    return told


def test_a_summary_is_left_in_a_file_and_in_the_log_and_told(run, settings, told, caplog):
    with caplog.at_level(logging.INFO):
        assert judge(run, Ending(), settings).exit_code is Exit.FINE
    (path,) = (run.state_dir / "runs").iterdir()
    left = json.loads(path.read_text())
    assert (left["run"], left["exit_code"]) == (run.id, 0)
    assert json.loads(caplog.messages[-1]) == left
    assert told == [left]


def test_a_summary_that_cannot_be_left_is_a_disk_error_that_is_still_told(
    run, settings, told, caplog
):
    (run.state_dir / "runs").write_text("a file in the way")
    with caplog.at_level(logging.INFO):
        verdict = judge(run, Ending(), settings)
    assert verdict.exit_code is Exit.DISK
    assert str(run.state_dir / "runs") in verdict.sentence
    assert told[0]["exit_code"] == Exit.DISK
    assert json.loads(caplog.messages[-1]) == told[0]


def test_the_first_trouble_with_the_disk_is_the_one_that_is_told(run, settings, told, caplog):
    (run.state_dir / "runs").write_text("a file in the way")
    verdict = judge(run, Ending(disk_error="Cannot write to the segment"), settings)
    assert verdict.exit_code is Exit.DISK
    assert "the segment" in verdict.sentence
    assert told[0]["sentence"] == verdict.sentence
    assert any(str(run.state_dir / "runs") in line for line in caplog.messages)
