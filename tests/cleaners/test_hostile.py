"""Every hostile page ends in time and memory, with its article or with a cause."""

from __future__ import annotations

import multiprocessing
import resource
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from cleaners import CleaningError, clean_html
from tests.cleaners.hostile_pages import (
    ARTICLE,
    JAPANESE,
    LAST_WORDS,
    REFUSED,
    SURVIVORS,
    around,
    page,
)

MOST_CPU_S = 10
MOST_MEMORY = 2**30
_HEAVY = {
    "300,000 distinct tag names", "49,000 inline tags in a paragraph", "620,000 paragraphs",
    "50 MB", "200,000 nested div", "text node over 10 MB", "script over 10 MB",
}  # fmt: skip


def _rows(names: list[str]) -> list[object]:
    return [
        pytest.param(name, id=name, marks=[pytest.mark.slow] if name in _HEAVY else [])
        for name in names
    ]


def _clean_limited(name: str, answers: Connection) -> None:
    """Runs in a child: make the page, then clean it under the limits."""
    made = SURVIVORS[name]() if name in SURVIVORS else REFUSED[name][0]()
    # What this test process holds already is not the page's.
    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + MOST_MEMORY, held + MOST_MEMORY))
    start = time.process_time()
    try:
        answer = ("text", clean_html(made).text)
    except CleaningError as error:
        answer = ("cause", error.cause)
    answers.send((*answer, time.process_time() - start))


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """Rules, weights and profiles are read once a process: the children inherit them."""
    clean_html(around(""))


def _limited(name: str) -> tuple[str, str]:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_clean_limited, args=(name, theirs))
    child.start()
    theirs.close()
    try:
        kind, said, cpu_s = ours.recv()
    finally:
        child.join(5)
        child.kill()
    assert cpu_s < MOST_CPU_S
    return kind, said


@pytest.mark.parametrize("name", _rows(list(SURVIVORS)))
def test_the_article_survives(name: str) -> None:
    kind, said = _limited(name)
    assert kind == "text", said
    assert LAST_WORDS in said
    assert "the old piers" in said


@pytest.mark.parametrize("name", _rows(list(REFUSED)))
def test_what_costs_too_much_is_refused_with_its_cause(name: str) -> None:
    assert _limited(name) == ("cause", REFUSED[name][1])


def test_japanese_in_another_charset_than_the_page_says_is_read() -> None:
    cleaned = clean_html(SURVIVORS["ISO-2022-JP called UTF-8"]())
    assert JAPANESE in " ".join(one.text for one in (*cleaned.blocks, *cleaned.removed))
    assert cleaned.claims.charset_conflict


def test_a_huge_block_is_whole_where_it_is_listed() -> None:
    cleaned = clean_html(around("", "<p>" + "word " * 10_000 + "</p>"))
    texts = [one.text for one in (*cleaned.blocks, *cleaned.removed)]
    assert " ".join(["word"] * 10_000) in texts


def test_every_visible_block_is_kept_or_listed() -> None:
    cleaned = clean_html(
        page("<nav><a href=/>Home</a></nav>" + ARTICLE + "<footer>Imprint</footer>")
    )
    listed = " ".join(one.text for one in (*cleaned.blocks, *cleaned.removed))
    for words in ("Home", "The ninth bridge", LAST_WORDS, "Imprint"):
        assert words in listed
