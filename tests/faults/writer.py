"""A process that commits articles without a network, to be killed and to be failed.

It serves: for each line of JSON on standard input (``Order``) it forks a child that writes, says
the child's process id, and then how it ended. A fork takes milliseconds, the imports a second.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from crawler.canonical import record_id
from crawler.exits import CleanwireError
from crawler.frontier import FILE_NAME, Frontier
from crawler.frontier.committer import Committer
from crawler.frontier.types import Found, Lease, Outcome
from crawler.run.lock import RunLock
from output.record import Article, text_hash
from output.writer import CorpusWriter, Rotation


def article(lease: Lease) -> Article:
    text = f"What is known of {lease.url}.\n\nMore is expected tomorrow."
    return Article(
        id=record_id(lease.key), url=lease.url, site=lease.site, text=text,
        content_hash=text_hash(text), fetched_at=datetime.now(UTC), run="r", cleaner="0",
    )  # fmt: skip


def write(folder: Path, urls: int, batch: int, records: int, compression: str) -> None:
    """Store all articles of a small invented site, whatever earlier runs did."""
    run = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    with RunLock(folder / "state"):
        frontier = Frontier(folder / "state" / FILE_NAME)
        writer = CorpusWriter(
            folder / "corpus", run, rotation=Rotation(records=records), compression=compression
        )
        committer = Committer(frontier, writer)
        committer.recover()
        pages = [f"https://h{number % 7}.example/{number}" for number in range(urls)]
        frontier.add([Found(url=url, site="s", source="x") for url in pages])
        while leases := frontier.lease(batch):
            ends = [(article(lease), Outcome(lease=lease, state="stored")) for lease in leases]
            committer.commit(ends)
        committer.close()
        assert frontier.balance().closes
        frontier.close()


def obey(order: dict) -> int:
    """Do what an order says; returns the exit code."""
    os.environ.update(order["environment"])
    if order["limit_bytes"] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["limit_bytes"],) * 2)
    try:
        write(Path(order["folder"]), **order["plan"])
    except CleanwireError as error:
        # Standard error is a pipe: it has room when the disk has none.
        os.write(2, f"{error}\n".encode())
        return int(error.exit_code)
    return 0


def serve() -> None:
    """Fork a child for each order."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            code = 70
            try:
                code = obey(json.loads(line))
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
