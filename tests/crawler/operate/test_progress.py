import io
import time

import pytest

from crawler.operate.progress import Progress, Standing, is_terminal, standing_of
from crawler.run.tally import Tally


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def _term(monkeypatch) -> None:
    monkeypatch.setenv("TERM", "xterm")


def test_the_line_tells_how_the_run_stands() -> None:
    clock = Clock()
    standing = Standing(fetched=0, stored=0, queued=9)
    progress = Progress(lambda: standing, Terminal(), clock)
    clock.now = 5.0
    standing = Standing(fetched=20, stored=15, queued=80, failing=("a", "b", "c"))
    assert progress.line(200) == ("0:05  4.0 pages/s  15 stored  80 waiting  failing: a, b +1")
    clock.now = 65.0
    assert progress.line(200).startswith("1:05  0.0 pages/s")


def test_the_standing_is_read_from_the_counts() -> None:
    tally = Tally()
    good, bad = tally.site("good"), tally.site("bad")
    good.new, good.fetched, good.stored = 9, 5, 4
    good.filtered["no-article"] = 1
    bad.new = 3
    bad.deferred["timeout"] = 2
    assert standing_of(tally) == Standing(fetched=5, stored=4, queued=5, failing=("bad",))


def test_the_line_is_cut_to_the_terminal() -> None:
    standing = Standing(fetched=1, stored=1, queued=1, failing=("x" * 300,))
    assert len(Progress(lambda: standing, Terminal()).line(79)) == 79


def test_a_terminal_gets_the_line_and_is_left_clean() -> None:
    stream = Terminal()
    progress = Progress(lambda: Standing(fetched=1, stored=1, queued=0), stream)
    progress.start()
    deadline = time.monotonic() + 5
    while "1 stored" not in stream.getvalue() and time.monotonic() < deadline:
        time.sleep(0.05)
    progress.stop()
    assert "1 stored" in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[2K")


@pytest.mark.parametrize(("stream", "term"), [(io.StringIO(), "xterm"), (Terminal(), "dumb")])
def test_nothing_else_gets_a_byte(stream, term, monkeypatch) -> None:
    monkeypatch.setenv("TERM", term)
    assert not is_terminal(stream)
    progress = Progress(lambda: Standing(fetched=1, stored=1, queued=0), stream)
    progress.start()
    progress.stop()
    assert stream.getvalue() == ""
