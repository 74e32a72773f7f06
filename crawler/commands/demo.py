"""``scrapy demo``: serves the embedded newsroom on loopback and crawls it for real."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand

from crawler.demo.crawl import CrawlEnd, Folders, crawl
from crawler.demo.faults import read_faults
from crawler.demo.findings import Findings, look_through
from crawler.demo.leavings import read_records, read_states
from crawler.demo.newsroom import Newsroom
from crawler.demo.paint import Paint
from crawler.demo.server import DemoServer
from crawler.demo.summary import summary
from crawler.exits import CleanwireError, Exit


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
            help="make demo-corpus/ and demo-state/ in FOLDER (default: here)",
        )  # fmt: skip
        parser.add_argument(
            "--again", action="store_true",
            help="keep what the last demo stored and crawl once more: nothing new is stored",
        )  # fmt: skip

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the demo and set the exit code."""
        try:
            self.exitcode = run_demo(opts.into, again=opts.again)
        except CleanwireError as error:
            sys.stderr.write(f"{error}\n")
            self.exitcode = error.exit_code


def run_demo(into: Path, *, again: bool) -> int:
    """Serve, crawl and tell; returns the exit code. Raises CleanwireError."""
    folders = Folders(corpus=into / "demo-corpus", state=into / "demo-state")
    if not again:
        folders.empty()
    folders.mark()
    newsroom = Newsroom()
    with DemoServer(newsroom) as server:
        end = crawl(folders, server.proxy)
    findings = _findings(newsroom, folders)
    sys.stdout.write(summary(end, findings, folders, Paint.for_stream(sys.stdout)))
    return _exit_code(end, findings)


def _findings(newsroom: Newsroom, folders: Folders) -> Findings:
    return look_through(
        newsroom.outlets,
        read_faults(),
        read_records(folders.corpus),
        read_states(folders.state / "frontier.sqlite"),
    )


def _exit_code(end: CrawlEnd, findings: Findings) -> int:
    if end.exit_code == Exit.FINE and not findings.is_complete:
        return Exit.FAILURES
    return end.exit_code
