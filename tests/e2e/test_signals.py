"""Signals while servers drip their answers: the end is bounded, and nothing is lost."""

from __future__ import annotations

import json
import signal
import time
from dataclasses import replace

import pytest

from crawler.exits import Exit

FIRST_S = 30.0  # from the first signal to the end
SECOND_S = 5.0  # from the second
QUICK, SLOW = "quick.test", "slow.test"


@pytest.fixture
def dripping(scrapy, web):
    """A run of two sites, one of which drips every page; the next run has to complete it."""
    quick, slow = web.site(QUICK, pages=30), web.site(SLOW, pages=4)
    kept = {url: web.answers[url] for url in slow}
    web.answers.update({url: replace(answer, drip_s=300.0) for url, answer in kept.items()})
    scrapy.site_file("quick", QUICK)
    scrapy.site_file("slow", SLOW)
    process = scrapy.start("crawl", "news", settings={"DOWNLOAD_TIMEOUT": "200"})
    try:
        scrapy.wait_for(lambda: any(url in web.asked for url in slow))
        scrapy.wait_for(lambda: sum(url in web.asked for url in quick) > 3)
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()
    web.answers.update(kept)
    assert scrapy("crawl", "news").returncode == Exit.FINE
    assert sorted(record["url"] for record in scrapy.records()) == sorted(quick + slow)


def ends_stopped(scrapy, process, within_s):
    """Wait for the end: by signal, nothing left leased, and the balance closes."""
    process.communicate(timeout=within_s)
    assert process.returncode == Exit.STOPPED
    stats = scrapy("corpus", "stats", "--json")
    assert stats.returncode == Exit.FINE, stats.stderr
    frontier = json.loads(stats.stdout)["frontier"]
    assert frontier["urls_in"] == sum(frontier["states"].values())
    assert frontier["states"]["leased"] == 0


@pytest.mark.slow
def test_one_sigterm_ends_the_run_within_30_s(scrapy, dripping):
    dripping.send_signal(signal.SIGTERM)
    ends_stopped(scrapy, dripping, FIRST_S)


@pytest.mark.slow
def test_a_second_sigterm_ends_the_run_within_5_s(scrapy, dripping):
    dripping.send_signal(signal.SIGTERM)
    time.sleep(1.0)
    assert dripping.poll() is None, "the first signal was to wait for what is in flight"
    dripping.send_signal(signal.SIGTERM)
    ends_stopped(scrapy, dripping, SECOND_S)
