"""What durability costs: the same crawl with the frontier on disk and in memory, side by side.

    python -m benchmarks.frontier_cost --proxy URL --seeds FILE [--repeats 5]

The web behind the proxy must give the same answers each time. The two kinds of crawl take turns;
the figures are medians of the CPU time (user and system) of the crawl and its workers.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

# Runs Scrapy's own command line; in memory, the run opens its frontier there instead.
_IN_MEMORY = """
import sys
from crawler.frontier import Frontier
from crawler.run import opening
opening.Frontier = lambda path: Frontier(":memory:")
from scrapy.cmdline import execute
execute(["scrapy", *sys.argv[1:]])
"""


def crawl(folder: Path, proxy: str, seeds: Path, in_memory: bool) -> tuple[float, int]:
    """Crawl into a fresh folder; returns CPU seconds and the number of records."""
    start = ["-c", _IN_MEMORY] if in_memory else ["-m", "scrapy"]
    settings = {"CORPUS_DIR": folder / "corpus", "STATE_DIR": folder / "state", "DOWNLOAD_DELAY": 0}
    process = subprocess.Popen(
        [sys.executable, *start, "crawl", "news", "-a", f"seeds={seeds}",
         *(f"-s{name}={value}" for name, value in settings.items())],
        env={**os.environ, "http_proxy": proxy, "no_proxy": "",
             "SCRAPY_SETTINGS_MODULE": "crawler.settings"},
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the crawl ended with {process.returncode}: see {folder}/state/logs")
    lines = (folder / "corpus" / "manifest.jsonl").read_text().splitlines()
    return used.ru_utime + used.ru_stime, sum(json.loads(line)["records"] for line in lines)


def main() -> None:
    """Take turns and print both medians and their ratio."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--proxy", required=True)
    parser.add_argument("--seeds", required=True, type=lambda name: Path(name).absolute())
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    cpu_s: dict[bool, list[float]] = {False: [], True: []}
    records = set()
    with tempfile.TemporaryDirectory(prefix="frontier-cost-") as base:
        for repeat in range(options.repeats):
            for in_memory in (bool(repeat % 2), not repeat % 2):
                folder = Path(base) / f"{repeat}-{in_memory}"
                seconds, stored = crawl(folder, options.proxy, options.seeds, in_memory)
                cpu_s[in_memory].append(seconds)
                records.add(stored)
    durable, memory = statistics.median(cpu_s[False]), statistics.median(cpu_s[True])
    print(f"records in each crawl: {sorted(records)}")
    for name, in_memory in (("on disk", False), ("in memory", True)):
        each = ", ".join(f"{seconds:.2f}" for seconds in cpu_s[in_memory])
        print(f"{name}: {statistics.median(cpu_s[in_memory]):.2f} s CPU (of {each})")
    print(f"ratio: {durable / memory:.3f}")


if __name__ == "__main__":
    main()
