"""The quality benchmark: what it counts, on pages small enough to know the answer."""

import json

import pytest

from benchmarks.quality import pages, tables
from benchmarks.quality.__main__ import main
from cleaners import Options
from cleaners.model.measures import score
from cleaners.types import Removed

SAID = [
    f"The ferry to Oxby left late on day {n}, because the harbour had been closed for repairs."
    for n in range(8)
]


@pytest.fixture
def corpus(tmp_path):
    body = "".join(f"<p>{sentence}</p>" for sentence in SAID)
    page = {
        "id": "a",
        "dataset": "invented",
        "url": "https://oxby.example/a",
        "domain": "oxby.example",
        "html": f"<nav><a href=/>Home</a></nav><main><h1>Ferry late</h1>{body}</main>",
        "gold": {"body": "\n".join(SAID)},
    }
    parts = page | {"id": "b", "dataset": "parts", "gold": {"with": [SAID[0]], "without": ["Home"]}}
    path = tmp_path / "corpus.jsonl"
    path.write_text(f"{json.dumps(page)}\n{json.dumps(parts)}\n", encoding="utf-8")
    return path


def test_pages_are_cleaned_and_measured(corpus):
    whole, parts = pages.clean([corpus], Options(), cross_validated=False)
    assert whole.score is not None
    assert whole.score.f1 == 1
    assert whole.language == "en"
    assert not whole.lost
    assert parts.score is None
    assert SAID[0] in parts.text


def test_a_removed_paragraph_of_the_article_is_lost():
    removed = (
        Removed(text=SAID[1], category="other", judge="model", rule="model", index=1),
        Removed(
            text="Home and away in town", category="other", judge="model", rule="model", index=2
        ),
    )
    lost = pages._lost("\n".join(SAID), SAID[0], removed)
    assert [one.text for one in lost] == [SAID[1]]


def test_leaked_lines_are_named_by_the_rules():
    assert pages.categories_of(["Follow us on Facebook", SAID[0]]) == ["social", None]


def test_all_tables_are_printed(corpus, capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["quality", str(corpus), "--beside"])
    main()
    printed = capsys.readouterr().out
    for part in (
        "as it ships",
        "trafilatura",
        "removed blocks by category",
        "worst by F1",
        "parts",
    ):
        assert part in printed


def test_the_worst_pages_come_first(capsys):
    results = [
        pages.Result(
            id=name,
            url="",
            dataset="d",
            language="en",
            gold=pages.Gold(body=SAID[0]),
            text=text,
            score=score(SAID[0], text),
        )
        for name, text in (("right", SAID[0]), ("wrong", "Something else entirely here"))
    ]
    tables.print_worst(results)
    first = capsys.readouterr().out.splitlines()[2]
    assert "wrong" in first
