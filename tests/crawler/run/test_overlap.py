"""Which command lines have the lock taken early, and that it is handed over once."""

import site
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.exits import Exit
from crawler.run import overlap
from crawler.run.lock import RunLock, lock_of

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
def test_a_plain_crawl_tells_its_settings(project, argv, state):
    assert overlap.plain_crawl(argv, {}, project).get("STATE_DIR", "state") == state


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
        ["python", "-X", "dev", "-m", "scrapy", "crawl", "news"],
        ["python", "/opt/else.py", "crawl", "news"],
    ],
)
def test_what_is_not_plain_is_left_to_the_command(project, argv):
    assert overlap.plain_crawl(argv, {}, project) is None


@pytest.mark.parametrize(
    ("environment", "ours"),
    [
        ({}, False),
        ({"SCRAPY_SETTINGS_MODULE": "crawler.settings"}, True),
        ({"SCRAPY_SETTINGS_MODULE": "theirs.settings"}, False),
    ],
)
def test_the_environment_may_name_the_settings(tmp_path, environment, ours):
    assert (overlap.plain_crawl(PLAIN, environment, tmp_path) is not None) == ours


@pytest.mark.parametrize(
    "text", ["[settings]\ndefault = theirs.settings\n", "[deploy]\n", "not a file of settings"]
)
def test_another_project_is_left_alone(project, text):
    (project / "scrapy.cfg").write_text(text)
    assert overlap.plain_crawl(PLAIN, {}, project) is None


@pytest.mark.parametrize("above", [True, False])
def test_another_project_of_the_same_name_is_left_alone(project, above):
    """Scrapy may import its settings instead of ours: only one of them can be ``crawler``."""
    folder = project.parent if above else project
    (folder / "crawler").mkdir()
    (folder / "crawler" / "settings.py").touch()
    assert overlap.plain_crawl(PLAIN, {}, project) is None
    assert (
        overlap.plain_crawl(PLAIN, {"SCRAPY_SETTINGS_MODULE": "crawler.settings"}, project) is None
    )


def test_a_project_named_by_the_environment_is_left_alone(project):
    assert overlap.plain_crawl(PLAIN, {"SCRAPY_PROJECT": "second"}, project) is None


@pytest.fixture
def early(monkeypatch, project):
    """``begin`` as the interpreter calls it, in a process that was started as a crawl."""
    monkeypatch.setattr(sys, "orig_argv", PLAIN)
    monkeypatch.delenv("SCRAPY_SETTINGS_MODULE", raising=False)
    monkeypatch.chdir(project)
    yield overlap.begin
    lock_of(project / "nothing")


def test_the_lock_taken_early_is_handed_over_once(early, project):
    early()
    early()  # site reads its files twice in a virtual environment
    lock = lock_of(Path("state"))
    assert lock.held
    assert not lock_of(Path("state")).held
    lock.release()


def test_the_lock_of_another_folder_is_given_back(early, project):
    early()
    assert not lock_of(Path("elsewhere")).held
    with RunLock(project / "state"):
        pass


def test_a_state_folder_without_a_name_is_left_to_the_command(early, monkeypatch):
    monkeypatch.setattr(sys, "orig_argv", [*PLAIN, "-s", "STATE_DIR="])
    assert early()
    assert not lock_of(Path()).held


def test_a_folder_that_cannot_be_made_is_left_to_the_command(early, project):
    (project / "state").write_text("a file")
    early()
    assert not lock_of(Path("state")).held


def test_a_folder_that_is_gone_is_left_to_the_command(early, monkeypatch, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert not early()


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


def test_the_hook_leaves_no_trace_in_another_project(tmp_path):
    """Its package may be called ``crawler``, too, and stand first on the path."""
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = crawler.settings\n")
    package = tmp_path / "crawler"
    package.mkdir()
    (package / "__init__.py").write_text("print('theirs')")
    scrapy = tmp_path / "scrapy"
    scrapy.write_text("import crawler")
    ended = subprocess.run(
        [sys.executable, str(scrapy), "crawl", "news"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (ended.stdout, ended.stderr) == ("theirs\n", "")
    assert not (tmp_path / "state").exists()
