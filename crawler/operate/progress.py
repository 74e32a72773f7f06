"""One line on a terminal that says how a run is coming on; silence anywhere else."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self, TextIO

from crawler.operate.terminal import CLEAR, is_terminal
from crawler.run.tally import SiteTally, Tally

_EVERY_S = 0.5
_RATE_OVER_S = 10.0  # pages a second are told over the last so many seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a run stands."""

    fetched: int
    stored: int
    queued: int
    failing: tuple[str, ...] = ()  # hosts or sites that give nothing but failures


class Progress:
    """Draws the line from a thread of its own, while the context is open.

    ``look`` is called about twice a second from that thread: it must only read.
    """

    def __init__(
        self,
        look: Callable[[], Standing],
        stream: TextIO,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look = look
        self._stream = stream
        self._clock = clock
        self._started = clock()
        self._seen: list[tuple[float, int]] = [(self._started, 0)]
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to draw, if the stream is a terminal that can redraw a line."""
        if is_terminal(self._stream):
            self._thread = threading.Thread(target=self._run, name="progress", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Draw no more, and take the line away."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(timeout=2.0)
            self._stream.write(CLEAR)
            self._stream.flush()
            self._thread = None

    def __enter__(self) -> Self:
        """Begin to draw."""
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Draw no more, and take the line away."""
        self.stop()

    def line(self, width: int) -> str:
        """Return the line as it is now, at most ``width`` characters."""
        now, standing = self._clock(), self._look()
        self._seen = [(at, n) for at, n in self._seen if now - at <= _RATE_OVER_S] or self._seen[
            -1:
        ]
        first_at, first = self._seen[0]
        rate = (standing.fetched - first) / (now - first_at) if now > first_at else 0.0
        self._seen.append((now, standing.fetched))
        minutes, seconds = divmod(int(now - self._started), 60)
        parts = [
            f"{minutes}:{seconds:02}",
            f"{rate:.1f} pages/s",
            f"{standing.stored} stored",
            f"{standing.queued} waiting",
        ]
        if standing.failing:
            more = f" +{len(standing.failing) - 2}" if len(standing.failing) > 2 else ""  # noqa: PLR2004
            parts.append(f"failing: {', '.join(standing.failing[:2])}{more}")
        return "  ".join(parts)[:width]

    def _run(self) -> None:
        while not self._over.wait(_EVERY_S):
            width = shutil.get_terminal_size().columns - 1
            self._stream.write(CLEAR + self.line(width))
            self._stream.flush()


def standing_of(tally: Tally) -> Standing:
    """Read where a run stands from its counts, which another thread goes on changing.

    What waits is told of this run's finds only: the backlog of earlier runs is not counted.
    """
    sites = list(tally.sites.items())
    ended = sum(_ended(site) for _, site in sites)
    return Standing(
        fetched=sum(site.fetched for _, site in sites),
        stored=sum(site.stored for _, site in sites),
        queued=max(0, sum(site.new for _, site in sites) - ended),
        failing=tuple(name for name, site in sites if not site.fetched and _lost(site)),
    )


def _ended(site: SiteTally) -> int:
    counters = (site.filtered, site.failed, site.quarantined, site.deferred)
    return site.stored + site.duplicate + sum(sum(counter.values()) for counter in counters)


def _lost(site: SiteTally) -> int:
    return sum(sum(counter.values()) for counter in (site.failed, site.deferred))
