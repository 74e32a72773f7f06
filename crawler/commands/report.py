"""``scrapy report``: a run's report as one HTML file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.exits import CleanwireError, Exit


class Command(ScrapyCommand):
    """Writes the report of the last run, or of the one that is named."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Say what may follow the command's name."""
        return "[RUN] [-o report.html]"

    def short_desc(self) -> str:
        """Describe the command in one line."""
        return "Write a run's report as one HTML file"

    def long_desc(self) -> str:
        """Describe the command, with an example."""
        return (
            "Write the report of the last run (or of RUN) as one self-contained HTML file: the "
            "verdict, alarms, every site with its history, charts, the pages that gave no "
            "article. Pages in quarantine are inspected into a folder beside it. "
            "Example: scrapy report -o report.html"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's options."""
        super().add_options(parser)
        parser.add_argument(
            "-o", "--output", metavar="FILE", type=Path,
            help="where to write it (STATE_DIR/reports/<run>.html by default)",
        )  # fmt: skip

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the report and set the exit code."""
        if len(args) > 1:
            raise UsageError("name one RUN at most", print_help=False)
        # Scrapy imports every command's module before any command runs.
        from crawler.operate.publish import write_report  # noqa: PLC0415

        assert self.settings is not None
        state, corpus = (
            Path(str(self.settings["STATE_DIR"])),
            Path(str(self.settings["CORPUS_DIR"])),
        )
        try:
            path = write_report(state, corpus, args[0] if args else None, opts.output)
        except CleanwireError as error:
            sys.stderr.write(f"{error}\n")
            self.exitcode = error.exit_code
            return
        self.exitcode = Exit.FINE
        sys.stdout.write(f"{path}\n")
