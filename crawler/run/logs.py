"""Logging: one event, one line, printable characters only, whatever a server sends.

The full log goes to a file under ``STATE_DIR``; standard error gets warnings and worse, so
that cron stays quiet. The run's last log line is a bare JSON object.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from scrapy import logformatter

from crawler.operate.terminal import CLEAR, is_terminal, printable

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response
    from scrapy.logformatter import LogFormatterResult
    from scrapy.settings import BaseSettings


class OneLineFormatter(logging.Formatter):
    """Formats every record, its traceback too, as one printable line.

    A record with the attribute ``bare`` is written without time and level: the final
    JSON object of a run, which must parse as it stands.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        if getattr(record, "bare", False):
            return printable(record.getMessage(), limit=sys.maxsize)
        return printable(super().format(record))


class OneLineLogFormatter(logformatter.LogFormatter):
    """Scrapy's own messages: what each page gave is told by the run, once, not here too."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> LogFormatterResult:
        """Log a fetched page at DEBUG: its outcome follows at INFO."""
        return {**super().crawled(request, response, spider), "level": logging.DEBUG}

    def download_error(self, *args: Any, **kwargs: Any) -> LogFormatterResult:
        """Log a failed download at DEBUG: the outcome names its cause at INFO."""
        return {**super().download_error(*args, **kwargs), "level": logging.DEBUG}


class _LogFile(logging.FileHandler):
    """Says once, in one line, that the log cannot be written: cron's mail needs no traceback each.

    The run's own writes meet the same disk, and end the run where it must end.
    """

    _is_told = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's name
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
        elif not self._is_told:
            self._is_told = True
            sys.stderr.write(f"{self.baseFilename}: cannot be written: {error.strerror}\n")


class _AboveProgress(logging.StreamHandler[TextIO]):
    """Takes a terminal's progress line away before it writes; the line is drawn again soon."""

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        return CLEAR + line if is_terminal(self.stream) else line


def install_handlers(log_file: Path, settings: BaseSettings) -> None:
    """Send the log to ``log_file``, and warnings and worse to standard error too.

    Scrapy's own handler writes an event on many lines; it must not be installed as well
    (LOG_INSTALL_ROOT_HANDLER). Raises OSError when the file cannot be opened.
    """
    to_file = _LogFile(log_file, mode="a", encoding="utf-8", errors="backslashreplace")
    to_file.setLevel(settings.get("LOG_LEVEL"))
    to_file.setFormatter(
        OneLineFormatter(settings.get("LOG_FORMAT"), settings.get("LOG_DATEFORMAT"))
    )
    to_stderr = _AboveProgress(sys.stderr)
    to_stderr.setLevel(logging.WARNING)
    to_stderr.setFormatter(OneLineFormatter("%(levelname)s: %(message)s"))
    root = logging.getLogger()
    root.setLevel(logging.NOTSET)  # the handlers decide, as with Scrapy's own
    root.addHandler(to_file)
    root.addHandler(to_stderr)


def default_log_file(state_dir: Path) -> Path:
    """Return the log's path below ``state_dir``; the folder is made when missing."""
    folder = state_dir / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "crawl.log"
