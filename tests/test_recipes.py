"""Every block of docs/recipes.md runs, on a small corpus, and shows what it promises."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import which

import pytest

from cleaners import clean_html
from crawler.run.records import markup_of
from output.record import Article, RemovedText, text_hash
from output.writer import CorpusWriter

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(python|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
STORY = (
    "The ferry to the outer islands runs again after eleven days in the dock, said its captain.",
    "Its shaft had cracked in a March storm, and no yard within two hundred miles had another.",
    "A smith of the town forged a new one, which the harbour office tested for a whole night.",
)


def blocks(kind):
    """(the heading above, the block's code) of all blocks of a kind."""
    return [
        (re.findall(r"^#+ (.+)$", PAGE[: found.start()], re.MULTILINE)[-1], found[2])
        for found in BLOCK.finditer(PAGE)
        if found[1] == kind
    ]


def article(number, day, **fields):
    body = "".join(f"<p>{text} ({number})</p>" for text in STORY)
    page = (
        f"<html><body><article><h1>Ferry</h1>{body}<h2>What it cost</h2><p>The bill of {number} "
        "thousand is <a href='https://isle.example/bill'>on the wall</a> of the office for all to "
        "read, the mayor said.</p></article><p>Follow us</p></body></html>"
    )
    cleaned = clean_html(page, url=f"https://isle.example/{number}")
    values = {
        "id": f"{number:032x}",
        "url": f"https://isle.example/{number}",
        "site": "isle",
        "title": f"The ferry runs again ({number})",
        "published": datetime(2031, 5, 3, 12, tzinfo=UTC) + timedelta(days=day),
        "language": "en",
        "text": cleaned.text,
        "markup": markup_of(cleaned.blocks),
        "removed": [
            RemovedText(category=one.category, judge=one.judge, rule=one.rule, text=one.text)
            for one in cleaned.removed
        ],
        "content_hash": text_hash(cleaned.text),
        "access": "free",
        "fetched_at": datetime(2031, 5, 9, tzinfo=UTC),
        "run": "r1",
        "cleaner": "1",
    }
    return Article(**{**values, **fields})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A corpus of four articles and a copy, and the exports that the page makes of it."""
    folder = tmp_path_factory.mktemp("recipes")
    writer = CorpusWriter(folder / "corpus", "r1")
    copy = {"duplicate_of": f"{1:032x}", "duplicate_kind": "mirror", "site": "echo"}
    writer.append(
        [
            article(1, 0),
            article(2, 1, site="quay", access="unknown"),
            article(3, 2, language="fr"),
            article(4, 2, published=None, title=None),
            article(5, 2, **copy),
        ]
    )
    writer.close_segment()
    (_, exports), *_ = blocks("console")
    for line in exports.strip().splitlines():
        command = [sys.executable, "-m", *line.removeprefix("$ ").split()]
        env = {**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings", "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, cwd=folder, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    return folder


SHOWN = {
    "Plain Python": r"\('social', 3\)",
    "A notebook: pandas": r"quay +1 2031-05-04(?s:.)*category\n",
    "Polars": r"│ en +┆ 2 ",
    "DuckDB": r"2031-05-04 │ quay +│ +1 (?s:.)*category",
    "PyArrow": r"^\d{4}\n$",
    "Hugging Face datasets": "2 1 The ferry to the outer islands runs",
    "spaCy": r"00000000 The ferry runs again \(1\) \d+ sentences \d+ words",
    "LangChain": "8 https://isle.example/1 The ferry to the outer islands",
}


@pytest.mark.parametrize(("name", "code"), blocks("python"), ids=lambda value: value[:12])
def test_a_recipe_runs(name, code, folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", folder / "cache")
    exec(compile(code, f"docs/recipes.md: {name}", "exec"), {})
    told = capsys.readouterr().out
    assert re.search(SHOWN[name], told), told


@pytest.mark.skipif(which("jq") is None, reason="no jq program here")
def test_the_jq_lines_run(folder):
    ((_, _), (_, code)) = blocks("console")
    titles, removed = code.strip().splitlines()
    first = _shell(titles, folder)
    assert len(first.splitlines()) == 4
    assert "2031-05-03T12:00:00Z\tisle\tThe ferry runs again (1)" in first
    assert re.search(r"^ +\d+ \w+$", _shell(removed, folder), re.MULTILINE)


def _shell(line, folder):
    command = ["bash", "-o", "pipefail", "-c", line.removeprefix("$ ")]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_every_recipe_is_checked():
    assert [name for name, _ in blocks("python")] == list(SHOWN)
