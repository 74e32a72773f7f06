"""``scrapy demo``: serves the embedded newsroom on loopback and crawls it for real."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.exits import CleanwireError


class Command(ScrapyCommand):
    """The demo; its exit code is the crawl's, or 6 when an article is lacking or doubled."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Say what may follow the command's name."""
        return "[options]"

    def short_desc(self) -> str:
        """Describe the command in one line."""
        return "Crawl an embedded newsroom on loopback, and show what came of it"

    def long_desc(self) -> str:
        """Describe the command, with an example."""
        return (
            "Serve a small newsroom on loopback (five sites, thirty articles, a dozen faults) and "
            "crawl it with `scrapy crawl news` into demo-corpus/ and demo-state/. Needs no "
            "network. Example: scrapy demo --into /var/tmp"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's options."""
        super().add_options(parser)
        parser.add_argument(
            "--into", metavar="FOLDER", type=Path, default=Path(),
            help="make demo-corpus/ and demo-state/ in FOLDER (here by default)",
        )  # fmt: skip
        parser.add_argument(
            "--again", action="store_true",
            help="keep what the last demo stored and crawl once more; nothing new is stored",
        )  # fmt: skip

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the demo and set the exit code."""
        if args:
            raise UsageError(f"the demo takes no {args[0]!r}: see scrapy demo -h", print_help=False)
        # Scrapy imports every command's module before any command runs.
        from crawler.demo.session import run_demo  # noqa: PLC0415

        try:
            self.exitcode = run_demo(opts.into, again=opts.again)
        except CleanwireError as error:
            sys.stderr.write(f"{error}\n")
            self.exitcode = error.exit_code
