"""Many starts at once: one works, the others end before they have loaded the crawler."""

from __future__ import annotations

import fcntl
from dataclasses import replace

import pytest

from crawler.exits import Exit

HOST = "harbour.test"
STARTS = 10


@pytest.mark.slow
def test_of_ten_starts_at_once_one_works_and_nine_say_so(scrapy, web) -> None:
    urls = web.site(HOST)
    scrapy.site_file("harbour", HOST)
    # The one that works is still at it when the last of the others looks.
    web.answers[urls[0]] = replace(web.answers[urls[0]], drip_s=15.0)
    ended = [scrapy.end(each) for each in [scrapy.start("crawl", "news") for _ in range(STARTS)]]
    codes = sorted(each.returncode for each in ended)
    assert codes == [Exit.FINE] + [Exit.LOCKED] * (STARTS - 1)
    for each in ended:
        if each.returncode == Exit.LOCKED:
            assert each.stdout == ""
            assert "state/lock" in each.stderr
            assert len(each.stderr.splitlines()) == 1
    assert sorted(record["url"] for record in scrapy.records()) == sorted(urls)
    assert len([url for url in web.asked if url in urls]) == len(urls)


@pytest.mark.parametrize(
    ("begun", "absent"),
    [
        (["-m", "scrapy"], {"scrapy", "twisted"}),
        # As where the project is not installed, or another program calls Scrapy.
        (
            ["-c", "import sys; from scrapy.cmdline import execute; execute(sys.argv)"],
            {"httpx", "tldextract", "crawler.frontier", "crawler.run.process", "cleaners.clean"},
        ),
    ],
)
def test_a_start_that_finds_the_lock_held_loads_next_to_nothing(
    scrapy, monkeypatch, begun, absent
) -> None:
    """It shall end within a second, and take no time from the run that works."""
    scrapy.state.mkdir()
    monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")
    command = scrapy.command("crawl", "news")
    monkeypatch.setattr(scrapy, "command", lambda *_, **__: [command[0], *begun, *command[3:]])
    with (scrapy.state / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        ended = scrapy()
    assert ended.returncode == Exit.LOCKED
    loaded = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert "crawler.run.lock" in loaded
    assert loaded.isdisjoint(absent)


def test_the_lock_of_a_killed_process_blocks_nobody(scrapy, web) -> None:
    urls = web.site(HOST)
    scrapy.site_file("harbour", HOST)
    kept = dict(web.answers)
    web.answers[urls[0]] = replace(web.answers[urls[0]], drip_s=300.0)
    killed = scrapy.start("crawl", "news")
    scrapy.wait_for(lambda: urls[0] in web.asked)
    killed.kill()
    scrapy.end(killed)
    assert (scrapy.state / "lock").exists()
    web.answers.update(kept)
    assert scrapy("crawl", "news").returncode == Exit.FINE
    assert sorted(record["url"] for record in scrapy.records()) == sorted(urls)
