"""Training: grouped by domain, and the same bytes out for the same bytes in."""

import json

import pytest

from cleaners.model import crossval
from cleaners.model.crossval import Plan, folds_by_domain
from cleaners.model.examples import CorpusPage, Gold, example, page_document, read_corpus
from cleaners.model.train import main

pytest.importorskip("catboost")

TOWNS = ("Oxby", "Marrow", "Linden", "Thorpe", "Vale", "Quill")


def row(number):
    town = TOWNS[number % len(TOWNS)]
    said = [
        f"The council of {town} met for the {n}. time and spoke about its {n} bridges."
        for n in range(4)
    ]
    body = "".join(f"<p>{sentence}</p>" for sentence in said)
    menu = "".join(f"<li><a href=/{n}>Section {n} of {town}</a></li>" for n in range(6))
    return {
        "id": f"page-{number}",
        "dataset": "invented",
        "url": f"https://{town.lower()}.example/{number}",
        "domain": f"{town.lower()}.example",
        "html": f"<title>{town}</title><ul>{menu}</ul><main>{body}</main><p>Follow us</p>",
        "gold": {"body": "\n".join(said)},
    }


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(json.dumps(row(n)) + "\n" for n in range(12)), encoding="utf-8")
    return path


def test_pages_of_a_domain_are_in_one_fold():
    pages = [
        CorpusPage(id=str(n), dataset="d", domain=f"{n % 7}.example", html="", gold=Gold())
        for n in range(40)
    ]
    fold_of = {}
    for page, fold in zip(pages, folds_by_domain(pages, 3, 1), strict=True):
        assert fold_of.setdefault(page.domain, fold) == fold
    assert set(fold_of.values()) == {0, 1, 2}


def test_a_page_becomes_labelled_blocks(corpus):
    page = next(iter(read_corpus(corpus)))
    found = example(page, page_document(page))
    assert found is not None
    assert found.covered == 1
    labelled = dict(zip(found.texts, found.labels.tolist(), strict=True))
    assert labelled["Follow us"] == 0
    assert labelled["The council of Oxby met for the 1. time and spoke about its 1 bridges."] == 1


def test_a_page_with_another_text_teaches_nothing(corpus):
    page = next(iter(read_corpus(corpus)))
    other = CorpusPage(
        id="x", dataset="d", domain="d", html=page.html, gold=Gold(body="Not this one at all")
    )
    found = example(other, page_document(other))
    assert found is not None
    assert not found.weights().any()


def test_the_same_corpus_gives_the_same_files_twice(corpus, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(crossval, "_parameters", _small(crossval._parameters))
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        assert main([str(corpus), "--out", str(tmp_path / name)]) == 0
        made.append(
            [(tmp_path / name / f"html.{what}.json").read_bytes() for what in ("weights", "card")]
        )
    assert made[0] == made[1]
    assert "invented: pages=12" in capsys.readouterr().out
    card = json.loads(made[0][1])
    assert card["domains"] == 6
    assert set(card["figures"]) == {"invented"}


def _small(parameters):
    """Twenty trees of a dozen pages are enough to compare bytes."""
    return lambda plan, seed: parameters(plan, seed) | {"iterations": 20}


def test_a_corpus_without_pages_is_told(tmp_path, capsys):
    (tmp_path / "empty.jsonl").touch()
    assert main([str(tmp_path / "empty.jsonl"), "--out", str(tmp_path)]) == 7
    assert "nothing to learn" in capsys.readouterr().err


def test_the_plan_averages_several_seeds():
    assert len(set(Plan().seeds)) == len(Plan().seeds) > 1
