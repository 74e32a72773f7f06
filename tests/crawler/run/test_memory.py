"""The sites' memory in a run."""

import asyncio
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from cleaners.memory import NOTHING, learn
from cleaners.types import Block, Cleaned
from crawler.frontier.types import Lease, Outcome
from crawler.run.context import Ended
from crawler.run.memory import SiteMemory
from output.record import Article, text_hash

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
LINE = "A small lamp above a very long river."


def ended(number, **article):
    words = "".join(chr(ord("a") + int(digit)) for digit in f"{number:04}")
    texts = (f"The witness {words} told the hearing what had become of {words[::-1]}.", LINE)
    cleaned = Cleaned(
        text="\n\n".join(texts),
        blocks=tuple(
            Block(index=at, text=text, kind="paragraph", source="line 1")
            for at, text in enumerate(texts)
        ),
        removed=(),
        published=START + timedelta(days=number),
    )
    lease = Lease(id=number, url=f"http://a.test/{number}", key="k", site="harbour", attempts=0)
    record = Article(
        id=f"{number:032x}",
        url=lease.url,
        site="harbour",
        text=cleaned.text,
        content_hash=text_hash(cleaned.text),
        fetched_at=START + timedelta(days=100),
        run="r",
        cleaner="c",
    )
    return Ended(
        outcome=Outcome(lease=lease, state="stored"),
        article=msgspec.structs.replace(record, **article),
        cleaned=cleaned,
    )


def run_once(folder, numbers, *, end=True, **article):
    memory = SiteMemory(folder, on=True)
    before = memory.template("harbour")
    for number in numbers:
        memory.note(ended(number, **article))
    memory.commit()
    assert memory.template("harbour") == before
    if end:
        memory.learn()
        assert memory.template("harbour") == before  # frozen until the run is over
    memory.close()
    return before


def test_what_a_run_notes_is_known_to_the_next(tmp_path):
    assert run_once(tmp_path, range(6)) == NOTHING
    ((_, rule),) = run_once(tmp_path, ()).exact
    assert rule == "memory:6-of-6-pages-since-2026-11-02"


def test_a_killed_run_teaches_nothing_until_one_has_ended(tmp_path):
    run_once(tmp_path, range(4), end=False)
    assert run_once(tmp_path, range(2, 6), end=False) == NOTHING
    assert run_once(tmp_path, range(6, 8)) == NOTHING
    ((_, rule),) = run_once(tmp_path, ()).exact
    assert rule == "memory:8-of-8-pages-since-2026-11-02"


def test_with_a_later_runs_pages_what_was_noted_is_known(tmp_path):
    memory = SiteMemory(tmp_path, on=True)
    for number in range(6):
        memory.note(ended(number))
    assert memory.template("harbour") == NOTHING
    memory.turn()
    ((_, rule),) = memory.template("harbour").exact
    assert rule == "memory:6-of-6-pages-since-2026-11-02"
    memory.turn()  # as after a kill: nothing more was noted
    assert memory.template("harbour").exact[0][1] == rule
    memory.close()


def test_a_sites_template_is_learned_once_beside_the_event_loop(tmp_path, monkeypatch):
    run_once(tmp_path, range(6))
    threads = []

    def noted(observations):
        threads.append(threading.current_thread())
        return learn(observations)

    monkeypatch.setattr("crawler.memory.store.learn", noted)
    memory = SiteMemory(tmp_path, on=True)

    async def several_pages():
        await asyncio.gather(*(memory.prepare("harbour") for _ in range(5)))
        await memory.prepare("harbour")

    asyncio.run(several_pages())
    ((_, rule),) = memory.template("harbour").exact
    assert rule == "memory:6-of-6-pages-since-2026-11-02"
    (thread,) = threads
    assert thread is not threading.main_thread()
    memory.close()


def test_a_site_that_is_not_remembered_costs_no_thread(tmp_path, monkeypatch):
    run_once(tmp_path, range(6))

    def refused(*_):
        raise AssertionError("nothing is to be learned")

    monkeypatch.setattr("crawler.run.memory._template", refused)
    memory = SiteMemory(tmp_path, on=True)
    asyncio.run(memory.prepare("echo"))
    assert not memory.template("echo")
    memory.close()


def test_copies_of_other_articles_teach_nothing(tmp_path):
    run_once(tmp_path, range(6), duplicate_of="0" * 32)
    assert run_once(tmp_path, ()) == NOTHING


@pytest.mark.parametrize("missing", ["article", "cleaned"])
def test_what_is_not_stored_teaches_nothing(tmp_path, missing):
    memory = SiteMemory(tmp_path, on=True)
    for number in range(6):
        memory.note(replace(ended(number), **{missing: None}))
    memory.learn()
    memory.close()
    assert run_once(tmp_path, ()) == NOTHING


def test_switched_off_it_neither_knows_nor_notes(tmp_path):
    run_once(tmp_path, range(6))
    off = SiteMemory(tmp_path / "other", on=False)
    off.note(ended(1))
    off.commit()
    off.learn()
    assert off.template("harbour") is NOTHING
    off.close()
    assert not (tmp_path / "other").exists()
