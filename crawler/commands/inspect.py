"""``scrapy inspect``: why each line of a page went or stayed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.exits import CleanwireError, DiskError, Exit


class Command(ScrapyCommand):
    """Looks through one page, file or record."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Say what may follow the command's name."""
        return "URL|FILE|RECORD-ID [-o page.html]"

    def short_desc(self) -> str:
        """Describe the command in one line."""
        return "Show why each line of a page was kept or removed"

    def long_desc(self) -> str:
        """Describe the command, with an example."""
        return (
            "Show every block of a page in reading order, kept or removed, with the judge, the "
            "rule and the evidence, and the metadata with where it was read. A URL is fetched "
            "once, robots.txt permitting; a record is shown as it was stored. "
            "Example: scrapy inspect https://www.example.com/story -o story.html"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's options."""
        super().add_options(parser)
        parser.add_argument(
            "-o", "--output", metavar="FILE", type=Path,
            help="write an HTML page, coloured by category, instead of text to the terminal",
        )  # fmt: skip
        parser.add_argument("--text", action="store_true", help="take FILE as plain text")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Look through the target and set the exit code."""
        if len(args) != 1:
            raise UsageError("name one URL, FILE or RECORD-ID", print_help=False)
        try:
            self._inspect(args[0], opts)
        except CleanwireError as error:
            sys.stderr.write(f"{error}\n")
            self.exitcode = error.exit_code

    def _inspect(self, target: str, opts: argparse.Namespace) -> None:
        # Scrapy imports every command's module before any command runs.
        from crawler.operate.inspection_text import inspection_text  # noqa: PLC0415
        from crawler.operate.inspector import inspection_page  # noqa: PLC0415
        from crawler.operate.paint import Paint  # noqa: PLC0415
        from crawler.operate.targets import inspect_target  # noqa: PLC0415
        from crawler.run.numbers import check_numbers  # noqa: PLC0415

        assert self.settings is not None
        check_numbers(self.settings)
        seen = inspect_target(target, self.settings, as_text=opts.text)
        self.exitcode = Exit.FINE
        if opts.output is None:
            sys.stdout.write(inspection_text(seen, Paint.for_stream(sys.stdout)))
            return
        try:
            opts.output.write_text(inspection_page(seen), encoding="utf-8")
        except OSError as error:
            raise DiskError(f"{opts.output}: cannot be written: {error.strerror}") from error
        sys.stderr.write(f"{seen.verdict} See {opts.output}.\n")
