"""The demo from its beginning to its end: serve, crawl, compare, tell."""

from __future__ import annotations

import sys
from pathlib import Path

from crawler.demo.crawl import CrawlEnd, Folders, crawl
from crawler.demo.faults import read_faults
from crawler.demo.findings import Findings, look_through
from crawler.demo.leavings import read_records, read_states
from crawler.demo.newsroom import Newsroom
from crawler.demo.server import DemoServer
from crawler.demo.summary import summary
from crawler.exits import Exit
from crawler.operate.paint import Paint


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
        read_states(folders.state),
    )


def _exit_code(end: CrawlEnd, findings: Findings) -> int:
    if end.exit_code == Exit.FINE and not findings.is_complete:
        return Exit.FAILURES
    return end.exit_code
