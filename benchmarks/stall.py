"""A Scrapy extension that measures how late the reactor runs its timers."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from twisted.internet.task import LoopingCall

_INTERVAL_S = 0.01


class StallMeter:
    """Writes ``{"p50_ms", "p99_ms", "max_ms"}`` to the file of the setting ``STALL_FILE``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._late_ms: list[float] = []
        self._last = 0.0
        self._loop = LoopingCall(self._tick)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        meter = cls(Path(crawler.settings["STALL_FILE"]))
        crawler.signals.connect(meter.start, signals.spider_opened)
        crawler.signals.connect(meter.stop, signals.spider_closed)
        return meter

    def start(self) -> None:
        self._last = time.monotonic()
        self._loop.start(_INTERVAL_S, now=False)

    def _tick(self) -> None:
        now = time.monotonic()
        self._late_ms.append(max(0.0, now - self._last - _INTERVAL_S) * 1000)
        self._last = now

    def stop(self) -> None:
        self._loop.stop()
        late = sorted(self._late_ms) or [0.0]
        found = {
            "p50_ms": late[len(late) // 2],
            "p99_ms": late[int(len(late) * 0.99)],
            "max_ms": late[-1],
        }
        self._path.write_text(json.dumps(found), encoding="utf-8")
