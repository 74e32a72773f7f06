"""The cost of a start: what is counted, and that a run which failed is no figure."""

import subprocess
import sys

import pytest

from benchmarks.start import spent_s
from crawler.demo.crawl import CrawlEnd
from crawler.exits import Exit

BUSY = "import time\nwhile time.process_time() < 0.3: pass"


def run(code: Exit) -> CrawlEnd:
    subprocess.run([sys.executable, "-c", BUSY], check=True)
    return CrawlEnd(exit_code=code, sentence="the end", seconds=9.0)


def test_the_cpu_of_child_processes_is_counted():
    assert 0.25 < spent_s(lambda: run(Exit.FINE), Exit.FINE) < 9


def test_a_run_that_ended_otherwise_is_told():
    with pytest.raises(SystemExit, match="ended with 4, not 0: the end"):
        spent_s(lambda: run(Exit.DAMAGED), Exit.FINE)
