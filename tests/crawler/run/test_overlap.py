"""Which command lines have the lock taken early, and that it is handed over once."""

import site
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.exits import Exit
from crawler.run import overlap
from crawler.run.lock import RunLock

SCRAPY = ["python", "/opt/cleanwire/.venv/bin/scrapy"]
PLAIN = [*SCRAPY, "crawl", "news"]


@pytest.fixture
def project(tmp_path):
    """A folder below that of a project file of ours."""
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = crawler.settings\n")
    below = tmp_path / "below"
    below.mkdir()
    return below


@pytest.mark.parametrize(
    ("argv", "state"),
    [
        (PLAIN, "state"),
        (["python", "-m", "scrapy", "crawl", "archive", "-a", "files=x.warc"], "state"),
        ([*PLAIN, "--quiet", "-L", "DEBUG", "--logfile", "x", "--pidfile=y"], "state"),
        ([*SCRAPY, "crawl", "-a", "sites=a", "news"], "state"),
        ([*PLAIN, "-s", "STATE_DIR=other"], "other"),
        ([*PLAIN, "-sSTATE_DIR=one", "--set=STATE_DIR=two", "--set", "CORPUS_DIR=c"], "two"),
        ([*PLAIN, "-s", "STATE_DIR=/var/a=b"], "/var/a=b"),
    ],
)
def test_a_plain_crawl_names_its_state_folder(project, argv, state):
    assert overlap.state_folder(argv, {}, project) == project / state


@pytest.mark.parametrize(
    "argv",
    [
        ["python"],
        [*SCRAPY],
        [*SCRAPY, "clean", "crawl", "news"],
        [*SCRAPY, "crawl"],
        [*SCRAPY, "crawl", "other"],
        [*SCRAPY, "-s", "A=b", "crawl", "news"],  # for Scrapy the command is "A=b"
        [*PLAIN, "archive"],
        [*PLAIN, "--dry-run"],
        [*PLAIN, "--dry"],  # argparse knows abbreviations
        [*PLAIN, "-h"],
        [*PLAIN, "-o", "x.jsonl"],
        [*PLAIN, "-s"],
        [*PLAIN, "-s", "STATE_DIR="],
        ["python", "-X", "dev", "-m", "scrapy", "crawl", "news"],
        ["python", "/opt/else.py", "crawl", "news"],
    ],
)
def test_what_is_not_plain_is_left_to_the_command(project, argv):
    assert overlap.state_folder(argv, {}, project) is None


@pytest.mark.parametrize(
    ("environment", "ours"),
    [
        ({}, False),
        ({"SCRAPY_SETTINGS_MODULE": "crawler.settings"}, True),
        ({"SCRAPY_SETTINGS_MODULE": "theirs.settings"}, False),
    ],
)
def test_the_environment_may_name_the_settings(tmp_path, environment, ours):
    assert (overlap.state_folder(PLAIN, environment, tmp_path) is not None) == ours


@pytest.mark.parametrize(
    "text", ["[settings]\ndefault = theirs.settings\n", "[deploy]\n", "not a file of settings"]
)
def test_another_project_is_left_alone(project, text):
    (project / "scrapy.cfg").write_text(text)
    assert overlap.state_folder(PLAIN, {}, project) is None


def test_a_project_named_by_the_environment_is_left_alone(project):
    assert overlap.state_folder(PLAIN, {"SCRAPY_PROJECT": "second"}, project) is None


@pytest.fixture
def early(monkeypatch, project):
    """``begin`` as the interpreter calls it, in a process that was started as a crawl."""
    monkeypatch.setattr(sys, "orig_argv", PLAIN)
    monkeypatch.delenv("SCRAPY_SETTINGS_MODULE", raising=False)
    monkeypatch.chdir(project)
    yield overlap.begin
    overlap.lock_of(project / "nothing")


def test_the_lock_taken_early_is_handed_over_once(early, project):
    early()
    early()  # site reads its files twice in a virtual environment
    lock = overlap.lock_of(Path("state"))
    assert lock.held
    assert not overlap.lock_of(Path("state")).held
    lock.release()


def test_the_lock_of_another_folder_is_given_back(early, project):
    early()
    assert not overlap.lock_of(Path("elsewhere")).held
    with RunLock(project / "state"):
        pass


def test_a_folder_that_cannot_be_made_is_left_to_the_command(early, project):
    (project / "state").write_text("a file")
    early()
    assert not overlap.lock_of(Path("state")).held


def test_the_hook_is_installed_and_says_who_holds_the_lock(project):
    """Run as the interpreter runs it: no Scrapy is imported."""
    scrapy = project / "scrapy"  # what the interpreter would run if the hook let it
    scrapy.write_text("raise SystemExit('the hook did not end this start')")
    assert any((Path(each) / "cleanwire_overlap.pth").exists() for each in site.getsitepackages())
    with RunLock(project / "state"):
        ended = subprocess.run(
            [sys.executable, str(scrapy), "crawl", "news"],
            cwd=project, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (Exit.LOCKED, "")
    assert "state/lock" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
