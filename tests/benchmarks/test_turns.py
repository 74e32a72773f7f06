"""Systems have their turns on the same pages; one that is lost is named, the others go on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from benchmarks import cleaning, measure, turns
from benchmarks.corpus import CorpusPage

ECHO = """
import json, sys
for line in sys.stdin:
    print(json.dumps({"text": json.loads(line)["html"], "cpu_ms": 1.0}), flush=True)
print(json.dumps({"peak_mb": 5.0}), flush=True)
"""
DIES = """
import json, sys
for number, line in enumerate(sys.stdin):
    if number == 5:
        sys.exit("out of luck")
    print(json.dumps({"text": "", "cpu_ms": 1.0}), flush=True)
"""
STUCK = {  # none of them reads; they live until they are killed
    "silent": "import time; time.sleep(600)",
    "half a line": "import sys, time; print('{', end='', flush=True); time.sleep(600)",
    "output closed": "import os, time; os.close(1); time.sleep(600)",
    "input closed": "import os, time; os.close(0); time.sleep(600)",
}
MISSING = "import no_such_library_of_anyone"


def pages(count: int) -> list[CorpusPage]:
    return [
        CorpusPage(id=str(n), url="http://paper.example/", html=f"<p>{n}", dataset="d", gold={})
        for n in range(count)
    ]


@contextmanager
def started(programs: Mapping[str, str]) -> Iterator[dict[str, turns.Worker]]:
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(turns.Worker([sys.executable, "-c", program]))
            for name, program in programs.items()
        }


def test_the_order_turns_with_each_chunk_and_every_page_is_answered_once() -> None:
    count = 2 * turns.CHUNK_PAGES + 1
    with started({"a": ECHO, "b": ECHO}) as workers:
        found = list(turns.run(workers, pages(count)))
    order = [name for name, page, _ in found if page]
    size = turns.CHUNK_PAGES
    assert order == ["a"] * size + ["b"] * 2 * size + ["a"] * size + ["a", "b"]
    texts = [(page.html, answer["text"]) for name, page, answer in found if page and name == "b"]
    assert texts == [(page.html, page.html) for page in pages(count)]
    assert found[-2:] == [("a", None, {"peak_mb": 5.0}), ("b", None, {"peak_mb": 5.0})]


def test_a_system_that_dies_or_is_not_installed_is_named_and_the_others_go_on() -> None:
    with started({"dies": DIES, "missing": MISSING, "whole": ECHO}) as workers:
        found = list(turns.run(workers, pages(2 * turns.CHUNK_PAGES)))
    lost = {name: answer["lost"] for name, page, answer in found if "lost" in answer}
    assert lost == {
        "dies": "out of luck",
        "missing": "ModuleNotFoundError: No module named 'no_such_library_of_anyone'",
    }
    assert sum(name == "whole" for name, page, _ in found if page) == 2 * turns.CHUNK_PAGES


@pytest.mark.parametrize("html_bytes", [10, 300_000], ids=["small page", "larger than a pipe"])
@pytest.mark.parametrize("program", STUCK.values(), ids=STUCK)
def test_a_system_that_does_not_answer_is_lost(
    program: str, html_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_ANSWER_TIMEOUT_S", 0.2)
    page = CorpusPage(id="1", url="", html="x" * html_bytes, dataset="d", gold={})
    with started({"stuck": program}) as workers:
        found = list(turns.run(workers, [page]))
    assert found == [("stuck", None, {"lost": "no answer for 0.2 s"})]


def test_a_page_and_an_answer_larger_than_a_pipe_are_exchanged() -> None:
    page = CorpusPage(id="1", url="", html="x" * 300_000, dataset="d", gold={})
    with started({"whole": ECHO}) as workers:
        found = list(turns.run(workers, [page]))
    assert [answer.get("text") for _, _, answer in found] == [page.html, None]


def test_a_page_that_fails_is_answered_without_a_text() -> None:
    def extract(html: str, _url: str) -> str:
        if "bad" in html:
            raise ValueError(html)
        return html

    lines = [json.dumps({"html": html, "url": ""}) for html in ("good \ud800", "bad")]
    good, bad, last = measure.answers(extract, lines)
    assert (good["text"], bad["text"]) == ("good ?", None)
    assert last["peak_mb"] > 1


def test_a_corpus_is_cleaned_by_systems_in_their_own_processes(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    rows = [{"id": str(n), "url": "", "html": "<p>one</p>"} for n in range(4)]
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found, missing = cleaning.run(corpus, tmp_path, every=2, repeats=2, systems=["lxml parse only"])
    assert [(row.system, row.pages, row.failures) for row in found] == [("lxml parse only", 2, 0)]
    assert found[0].peak_mb > 1
    assert not missing
