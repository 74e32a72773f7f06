"""The quality benchmark: what it counts, on pages small enough to know the answer."""

import json

import pytest

from benchmarks.quality import pages, tables
from benchmarks.quality.__main__ import main
from benchmarks.quality.targets import targets
from cleaners import Options
from cleaners.model import crossval, keeping
from cleaners.model.measures import score
from cleaners.types import Removed

TOWNS = [f"{first}{last}" for first in ("ox", "mar", "lin") for last in ("by", "row", "den", "ham")]
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
    whole, parts = pages.clean([corpus], Options())
    assert whole.score is not None
    assert whole.score.f1 == 1
    assert whole.language == "en"
    assert not whole.lost
    assert parts.score is None
    assert SAID[0] in parts.text


def test_cross_validated_pages_are_judged_by_models_of_other_sites(tmp_path, monkeypatch):
    pytest.importorskip("catboost")
    monkeypatch.setitem(crossval.PLANS, "html", crossval.Plan(trees=10, seeds=(1,)))
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(f"{json.dumps(row(town))}\n" for town in TOWNS), encoding="utf-8")
    seen, train = [], keeping.train
    monkeypatch.setattr(
        keeping, "train", lambda those, plan: seen.append(those) or train(those, plan)
    )
    keep = tmp_path / "folds"
    first = list(pages.cross_validate([path], Options(), text=False, keep=keep))
    assert sorted(result.id for result in first) == sorted(TOWNS)
    assert len(seen) == len(list(keep.iterdir())) == crossval.FOLDS
    judged = iter(first)
    for those in seen:
        others = {one.id for one in those}
        assert not others & {next(judged).id for _ in range(len(TOWNS) - len(others))}
    again = list(pages.cross_validate([path], Options(), text=False, keep=keep))
    assert again == first
    assert len(seen) == crossval.FOLDS


def row(town):
    said = [f"{sentence} So they say in {town}." for sentence in SAID]
    body = "".join(f"<p>{sentence}</p>" for sentence in said)
    menu = "".join(f"<li><a href=/{n}>Section {n}</a></li>" for n in range(6))
    return {
        "id": town,
        "dataset": "aeb",
        "url": f"https://{town}.example/a",
        "domain": f"{town}.example",
        "html": f"<title>Ferry late</title><ul>{menu}</ul><main>{body}</main><p>Follow us</p>",
        "gold": {"body": "\n".join(said)},
    }


def test_texts_of_pages_are_cleaned(corpus):
    every_line, recalled, article = pages.clean_texts([corpus], Options())
    assert (every_line.dataset, recalled.dataset) == ("invented lines", "invented recall")
    assert (article.dataset, article.score.recall) == ("invented article", 1.0)
    assert every_line.score.f1 > 0.9


def test_what_is_to_be_reached_stands_beside(capsys):
    rows = [
        pages.Result(
            id="a",
            url="",
            dataset="aeb",
            language="en",
            gold=pages.Gold(body=SAID[0]),
            text=SAID[0],
            score=score(SAID[0], SAID[0]),
        )
    ]
    tables.print_measures("right", rows)
    _, _, head, reached, wanted, *_ = capsys.readouterr().out.splitlines()
    assert [len(head), reached.split()[0]] == [len(wanted), "aeb"]
    assert wanted.split()[-3:] == ["≥0.50", "≤0.25", "≤0.02"]


def test_every_target_is_a_share():
    for target in targets().values():
        values = [target.f1, target.recall, target.good, target.leaking, target.poor]
        assert all(0 < value < 1 for value in values if value is not None)


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
