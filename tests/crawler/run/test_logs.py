"""The log: one event, one printable line, whatever a server sends."""

import logging
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from crawler.run.logs import OneLineFormatter, install_handlers


def record(message, exc_info=None, **extra):
    entry = logging.LogRecord("crawler", logging.INFO, __file__, 1, message, None, exc_info)
    for key, value in extra.items():
        setattr(entry, key, value)
    return entry


def test_a_traceback_is_one_line():
    try:
        raise ValueError("two\nlines \x1b[31m")
    except ValueError:
        text = OneLineFormatter("%(message)s").format(record("failed", sys.exc_info()))
    assert len(text.splitlines()) == 1
    assert "ValueError" in text
    assert "\x1b" not in text


def test_the_final_json_object_stands_bare_and_whole():
    message = '{"a": "' + "x" * 10_000 + '"}'
    assert OneLineFormatter("%(asctime)s %(message)s").format(record(message, bare=True)) == message


@pytest.fixture
def root_logger():
    """The root logger, whose handlers and level are put back."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield root
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        with suppress(OSError):
            handler.close()
    root.setLevel(level)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_a_log_that_cannot_be_written_is_said_once(settings, root_logger, capsys):
    install_handlers(Path("/dev/full"), settings)
    for number in range(3):
        logging.getLogger("crawler.test").info("event %d", number)
    told = capsys.readouterr().err
    assert told == "/dev/full: cannot be written: No space left on device\n"
