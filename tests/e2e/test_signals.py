"""Signals while servers drip their answers: the end is bounded, and nothing is lost."""

from __future__ import annotations

import json
import signal
import time
from dataclasses import replace

import pytest

from crawler import settings
from crawler.exits import Exit

GRACE_S = 5.0  # for what is in flight at the first signal
FOR_EVER_S = 600.0  # which the second does not wait for
SOON_S = 60.0  # on a busy machine
QUICK, SLOW = "quick.test", "slow.test"


@pytest.fixture
def dripping(scrapy, web, request):
    """A run of two sites, one of which drips every page; the next run has to complete it."""
    quick, slow = web.site(QUICK, pages=30), web.site(SLOW, pages=4)
    kept = {url: web.answers[url] for url in slow}
    web.answers.update({url: replace(answer, drip_s=900.0) for url, answer in kept.items()})
    scrapy.site_file("quick", QUICK)
    scrapy.site_file("slow", SLOW)
    patient = {"DOWNLOAD_TIMEOUT": "500", "WATCHDOG_S": "0", "STOP_GRACE_S": request.param}
    process = scrapy.start("crawl", "news", settings=patient)
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


def ends_stopped(scrapy, process):
    """Wait for the end: by signal, nothing left leased, and the balance closes."""
    process.communicate(timeout=SOON_S)
    assert process.returncode == Exit.STOPPED
    stats = scrapy("corpus", "stats", "--json")
    assert stats.returncode == Exit.FINE, stats.stderr
    frontier = json.loads(stats.stdout)["frontier"]
    assert frontier["urls_in"] == sum(frontier["states"].values())
    assert frontier["states"]["leased"] == 0


@pytest.mark.slow
@pytest.mark.parametrize("dripping", [GRACE_S], indirect=True)
def test_one_sigterm_ends_the_run_after_its_grace(scrapy, dripping):
    dripping.send_signal(signal.SIGTERM)
    ends_stopped(scrapy, dripping)


def test_the_grace_that_ships_ends_a_run_within_30_s():
    assert 0 < settings.STOP_GRACE_S <= 25


@pytest.mark.slow
@pytest.mark.parametrize("dripping", [FOR_EVER_S], indirect=True)
def test_a_second_sigterm_does_not_wait(scrapy, dripping):
    dripping.send_signal(signal.SIGTERM)
    time.sleep(1.0)
    assert dripping.poll() is None, "the first signal was to wait for what is in flight"
    dripping.send_signal(signal.SIGTERM)
    ends_stopped(scrapy, dripping)
