import pytest

from crawler.demo.crawl import MARKER, Folders
from crawler.exits import ConfigError


@pytest.fixture
def folders(tmp_path) -> Folders:
    return Folders(corpus=tmp_path / "demo-corpus", state=tmp_path / "demo-state")


def test_what_a_demo_made_is_emptied(folders) -> None:
    folders.mark()
    (folders.corpus / "old.jsonl").write_text("{}")
    folders.empty()
    assert not folders.corpus.exists()
    assert not folders.state.exists()


def test_what_no_demo_made_is_left_alone(folders) -> None:
    folders.corpus.mkdir()
    (folders.corpus / "mine.txt").write_text("mine")
    with pytest.raises(ConfigError, match="was not made by a demo"):
        folders.empty()
    assert (folders.corpus / "mine.txt").read_text() == "mine"


def test_folders_are_marked_as_a_demos(folders) -> None:
    folders.mark()
    assert (folders.corpus / MARKER).exists()
    assert (folders.state / MARKER).exists()
