"""Real crawls of the demo newsroom, killed at random moments and at each step of a commit.

``python -m tests.faults.kill_crawl`` does the same for longer, on any web behind a proxy.
"""

import random
import signal

import pytest

from crawler.demo.crawl import SITES
from crawler.demo.newsroom import Newsroom
from crawler.demo.server import DemoServer
from output.faults import VARIABLE
from tests.faults.crawls import Crawler, kill_often
from tests.faults.kill_crawl import compare

ARGUMENTS = (f"-sSITES_DIR={SITES}",)


@pytest.fixture(scope="module")
def peaceful(tmp_path_factory):
    """The crawl that was left alone, and how long it took."""
    with DemoServer(Newsroom()) as server:
        crawler = Crawler(tmp_path_factory.mktemp("peaceful"), server.proxy, ARGUMENTS)
        crawler.finish()
    assert crawler.faults() == []
    return crawler


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_crawl_killed_again_and_again_ends_like_one_left_alone(tmp_path, peaceful):
    with DemoServer(Newsroom()) as server:
        crawler = Crawler(tmp_path, server.proxy, ARGUMENTS)
        assert kill_often(crawler, 3, 1.5, random.Random(4)) >= 2
        crawler.finish()
    assert compare(crawler, peaceful) == []


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_crawl_killed_at_one_step_of_a_commit_after_the_other(tmp_path, peaceful):
    with DemoServer(Newsroom()) as server:
        crawler = Crawler(tmp_path, server.proxy, ARGUMENTS)
        for step in ("after-fdatasync", "inside-transaction", "after-rename"):
            assert crawler.run(**{VARIABLE: step}) == -signal.SIGKILL, step
        crawler.finish()
    assert compare(crawler, peaceful) == []
