"""Archives as the source of a run: their pages cleaned side by side, settled in their order.

The order is what makes an archive's corpus the same however often its reading was killed:
revisions, other addresses and near-duplicates are told by what stands before in the files.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from cleaners.warc import Found, read_warc
from crawler.archive.mark import begin, continues, crawl_of, marker_of, moved, run_of
from crawler.exits import CleanwireError
from crawler.frontier.types import ArchiveMark, Lease, Outcome, Taken
from crawler.run.archived import ArchivedPage, clean_archived, page_of
from crawler.run.context import Ended, Run
from crawler.run.tally import ArchiveTally
from crawler.workers import PoolError

logger = logging.getLogger(__name__)

_AT_ONCE = 32  # responses read, and taken into the frontier in one transaction
_CLEANING_FOR_EACH_WORKER = 4
# Addresses remembered since the last commit: one that comes again must see what became of it.
_MOST_UNCOMMITTED = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """How far a file is read, with what is still being cleaned there."""

    mark: ArchiveMark
    page: ArchivedPage | None = None  # None: nothing to clean
    lease: Lease | None = None
    task: asyncio.Task[Ended] | None = None


class ArchiveFeed:
    """Reads a run's archives, file by file."""

    def __init__(self, run: Run, files: Sequence[Path], *, respect_opt_out: bool) -> None:
        self._run = run
        self._files = files
        self._respect = respect_opt_out
        self.tally = run.tally.archive = ArchiveTally()
        self._steps: deque[_Step] = deque()
        self._most = max(2, _CLEANING_FOR_EACH_WORKER * run.pool.workers)
        self._uncommitted: set[str] = set()  # keys

    async def work(self) -> None:
        """Clean what is new in the archives; raises CleanwireError for what ends the run."""
        try:
            for before, file in zip([None, *self._files], self._files, strict=False):
                if self._run.fatal is None:
                    await self._read(file, before)
            self.tally.complete = self._run.fatal is None
        finally:
            for step in self._steps:  # some are left only when the run is ended from outside
                if step.task is not None:
                    step.task.cancel()

    async def _read(self, file: Path, before: Path | None) -> None:
        try:
            size = file.stat().st_size
            mark = begin(file, self._run.frontier.archive_mark(str(file)))
            if mark.whole == size:
                self.tally.files_known += 1
                return
            if mark.number == 0 and before is not None and _has_learned(file, before):
                self._run.memory.turn()
            records = read_warc(file, after=marker_of(mark))
            while self._run.fatal is None and (batch := await asyncio.to_thread(_next, records)):
                mark = await self._take(batch, mark, run_of(file))
        except OSError as error:
            logger.error("%s cannot be read: %s", file, error)
            self.tally.files_failed["unreadable"] += 1
            return
        await self._drain()
        if mark.number == 0:
            logger.error("%s holds no response: is it a WARC file?", file)
            self.tally.files_failed["no-response"] += 1
        elif self._run.fatal is None:
            self.tally.files_read += 1
            self._run.passed(replace(mark, whole=size))
        self._run.commit()

    async def _take(self, batch: Sequence[Found], mark: ArchiveMark, run: str) -> ArchiveMark:
        """Take responses that stand in a row; returns how far the file is read then."""
        row: list[_Step] = []
        for found in batch:
            self.tally.responses += 1
            mark = moved(mark, found.marker)
            page = page_of(found, self._run.sites.values(), run)
            if isinstance(page, str):
                self.tally.left_out[page] += 1
                row.append(_Step(mark=mark))
                continue
            if page.key in self._uncommitted or len(self._uncommitted) >= _MOST_UNCOMMITTED:
                await self._enter(row)
                await self._settle_all()
                row = []
            self._uncommitted.add(page.key)
            row.append(_Step(mark=mark, page=page))
        await self._enter(row)
        return mark

    async def _settle_all(self) -> None:
        """Wait for all that is being cleaned, and commit it."""
        await self._drain()
        self._run.commit()
        self._uncommitted.clear()

    async def _enter(self, row: Sequence[_Step]) -> None:
        """Take the pages of a row into the frontier, and begin to clean them."""
        pages = [step.page for step in row if step.page is not None]
        taken = iter(
            self._run.frontier.take_archived(
                [(page.found, page.archived.page.fetched_at) for page in pages]
            )
        )
        for step in row:
            await self._push(step if step.page is None else self._begin(step, next(taken)))

    def _begin(self, step: _Step, taken: Taken) -> _Step:
        """Begin to clean a page, unless what is known of its address is newer."""
        assert step.page is not None
        counts = self._run.tally.site(step.page.found.site)
        counts.found += 1
        counts.new += taken.new
        if taken.lease is None:
            self.tally.left_out["known"] += 1
            return step
        (lease,) = self._run.hold([taken.lease])
        page = step.page.archived.page
        counts.page(len(page.body), None, page.final_url)
        cleaning = clean_archived(self._run, lease, step.page, respect=self._respect)
        return replace(step, lease=lease, task=asyncio.ensure_future(cleaning))

    async def _push(self, step: _Step) -> None:
        self._steps.append(step)
        while len(self._steps) > self._most:
            await self._settle_first()

    async def _drain(self) -> None:
        while self._steps:
            await self._settle_first()

    async def _settle_first(self) -> None:
        """Settle the oldest step: what stands before it is settled."""
        step = self._steps[0]
        ended = await self._ended(step)
        self._steps.popleft()
        self._run.passed(step.mark)  # first: the commit that has the ending has the mark
        if ended is not None:
            self._run.settle(ended)
        self._run.commit_if_due()

    async def _ended(self, step: _Step) -> Ended | None:
        if step.task is None or step.lease is None:
            return None
        try:
            ended = await step.task
        except PoolError as error:
            raise CleanwireError(f"the cleaning workers do not work: {error}") from error
        except CleanwireError:
            raise
        except Exception as error:
            # Our own fault: it is counted and turns the verdict, but one page stops no run.
            self._run.internal_errors += 1
            logger.error("internal error with %s", step.lease.url, exc_info=error)
            reason = f"internal-{type(error).__name__}"
            return Ended(outcome=Outcome(lease=step.lease, state="failed", reason=reason))
        return replace(ended, fetched=())  # it stands in an archive already


def _has_learned(file: Path, before: Path) -> bool:
    """Tell whether the crawl that wrote ``file`` had learned of what stands before it.

    Nothing of ``file`` is settled yet, so all that is noted is of files before it.
    """
    crawl = crawl_of(file)
    return crawl is not None and crawl != crawl_of(before) and not continues(file)


def _next(records: Iterator[Found]) -> list[Found]:
    return list(islice(records, _AT_ONCE))
