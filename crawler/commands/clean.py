"""``scrapy clean``: HTML, text, JSONL, WARC and folders into one JSON line a document."""

from __future__ import annotations

import argparse
import sys
from typing import ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.exits import CleanwireError


class Command(ScrapyCommand):
    """The cleaner on files; runs without reactor and without network."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Say what may follow the command's name."""
        return (
            "INPUT... [-o OUT.jsonl] [--text] [--workers N] [--filters NAMES] [--learn] "
            "[--memory FILE] [--show]"
        )

    def short_desc(self) -> str:
        """Describe the command in one line."""
        return "Clean files: HTML, text, JSONL, WARC or folders into JSON lines"

    def long_desc(self) -> str:
        """Describe the command, with an example."""
        return (
            "Clean documents that you have: HTML, plain text, JSONL with an html or text field, "
            "WARC (each also as .gz, .xz or .zst), folders of them, or - for standard input. "
            "Writes one JSON object a line: id, url, text, metadata and what was removed. "
            "Example: scrapy clean pages/ -o clean.jsonl.gz"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's options."""
        super().add_options(parser)
        parser.add_argument("inputs", nargs="*", metavar="INPUT", help=argparse.SUPPRESS)
        parser.add_argument(
            "-o", "--output", metavar="FILE",
            help="write here instead of to standard output; .gz, .xz and .zst compress",
        )  # fmt: skip
        parser.add_argument(
            "--text", action="store_true",
            help="take input as plain text; of a JSONL row, its text field before its html",
        )  # fmt: skip
        parser.add_argument(
            "--workers", metavar="N", type=int,
            help="child processes that clean (by default the setting CLEAN_WORKERS)",
        )  # fmt: skip
        parser.add_argument(
            "--strict", action="store_true",
            help="keep a doubtful block only where it is surely the article's",
        )  # fmt: skip
        parser.add_argument(
            "--filters", metavar="NAME[,NAME]",
            help="leave out what fails a named quality filter (by default the setting FILTERS)",
        )  # fmt: skip
        parser.add_argument(
            "--mask", metavar="KIND[,KIND]",
            help="replace email addresses, phone numbers by marks (by default the setting MASK)",
        )  # fmt: skip
        parser.add_argument(
            "--learn", action="store_true",
            help="read twice, to learn which lines recur on a site's pages and take them out",
        )  # fmt: skip
        parser.add_argument(
            "--memory", metavar="FILE",
            help="keep in FILE what is learned; without --learn, clean by what FILE knows",
        )  # fmt: skip
        parser.add_argument(
            "--resume", action="store_true",
            help="write -o step by step, and go on where an earlier call was stopped or killed",
        )  # fmt: skip
        parser.add_argument(
            "--show", action="store_true",
            help="print the text for a reader, with what was removed, coloured by category",
        )  # fmt: skip

        parser.add_argument(
            "--quarantine", action="store_true",
            help="clean anew what a crawl could not clean (state/quarantine), into the corpus",
        )  # fmt: skip

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Clean the inputs and set the exit code."""
        if args:
            raise UsageError(f"unknown option {args[0]}: see scrapy clean -h", print_help=False)
        if opts.quarantine and (
            opts.inputs or opts.output or opts.show or opts.text or opts.learn or opts.memory
        ):
            raise UsageError(
                "--quarantine takes no input and writes to the corpus", print_help=False
            )
        if not (opts.inputs or opts.quarantine):
            raise UsageError("name at least one INPUT, or - for standard input", print_help=False)
        # Scrapy imports every command's module before any command runs.
        from crawler.cleaning.replay import replay  # noqa: PLC0415
        from crawler.cleaning.session import clean_inputs  # noqa: PLC0415
        from crawler.run.numbers import check_numbers  # noqa: PLC0415

        assert self.settings is not None
        try:
            check_numbers(self.settings)
            if opts.quarantine:
                self.exitcode = replay(self.settings)
            else:
                self.exitcode = clean_inputs(opts, self.settings)
        except CleanwireError as error:
            sys.stderr.write(f"{error}\n")
            self.exitcode = error.exit_code
