"""The example project: a real ``scrapy`` process of another project, with Cleanwire's add-on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "examples" / "gazette"


@pytest.fixture
def front():
    """The front page's address, while the example's own server runs."""
    command = [sys.executable, PROJECT / "serve.py", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}/"
        server.terminate()


@pytest.mark.parametrize(
    "reactor",
    ["asyncioreactor.AsyncioSelectorReactor", "selectreactor.SelectReactor"],
    ids=["asyncio", "select"],
)
def test_a_separate_project_gets_the_clean_fields(front, tmp_path, reactor):
    out = tmp_path / "articles.jsonl"
    command = ["-m", "scrapy", "crawl", "gazette", "-a", f"front={front}", "-O", out]
    unset = ("SCRAPY_SETTINGS_MODULE", "PYTHONPATH")
    done = subprocess.run(
        [sys.executable, *command, "-s", f"TWISTED_REACTOR=twisted.internet.{reactor}"],
        cwd=PROJECT,
        env={key: value for key, value in os.environ.items() if key not in unset},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    lines = out.read_text(encoding="utf-8").splitlines()
    items = {item["url"].rpartition("/")[2]: item for item in map(json.loads, lines)}
    assert set(items) == {"lighthouse", "market", "gallery"}
    story = items["lighthouse"]
    assert story["title"] == "Gull Rock shines again"
    assert story["authors"] == ["Ada Larsen"]
    assert story["published"] == "2031-05-04T10:00:00+02:00"
    assert story["section"] == "Front page"  # the spider's own
    assert len(story["text"].split("\n\n")) == 3
    assert "Follow us on Facebook" in {one["text"] for one in story["removed"]}
    assert story["words"] == len(story["text"].split())  # its own pipeline came after
    assert items["gallery"]["clean_error"] == "too-short"
    assert "text" not in items["gallery"]
    assert not any("response" in item for item in items.values())
    assert "'cleanwire/cleaned': 2" in done.stderr


def test_the_example_needs_two_lines():
    settings = (PROJECT / "gazette" / "settings.py").read_text(encoding="utf-8")
    lines = [line for line in settings.splitlines() if "CLEANWIRE" in line or "ADDONS" in line]
    assert len(lines) == 2
