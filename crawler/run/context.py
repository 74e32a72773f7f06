"""One run: everything that its parts share, opened in the right order and closed for sure."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from cleaners.memory import NOTHING, Template
from cleaners.options import Options
from cleaners.types import Cleaned, Page
from cleaners.warc.note import Note, NotedRight
from crawler.archive import WarcArchive
from crawler.archive.mark import kept_mark
from crawler.exits import CleanwireError, DamageError, DiskError
from crawler.frontier import Frontier
from crawler.frontier.committer import Committer, translated
from crawler.frontier.types import ArchiveMark, Lease, Outcome
from crawler.quarantine import Quarantine
from crawler.run.assignment import Assignment
from crawler.run.tally import Tally
from crawler.sites import Site
from crawler.workers import WorkerPool
from output.record import Article, Right

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """One URL's ending on its way into a commit."""

    outcome: Outcome
    article: Article | None = None
    cleaned: Cleaned | None = None
    page: Page | None = None  # of what goes to quarantine
    rights: tuple[Right, ...] = ()  # the publisher's signals
    fetched: tuple[Page, ...] = ()  # the article's pages, for the archive
    lost: str | None = None  # why the part after them could not be had


class Duplicates(Protocol):
    """What a run asks of near-duplicates; see ``crawler.run.duplicates``."""

    def mark(self, ended: Ended) -> Ended:
        """Return the ending with what is known of its article."""
        ...

    def commit(self) -> None:
        """Make durable what was told."""
        ...


class Memory(Protocol):
    """What a run asks of the sites' memory; see ``crawler.run.memory``."""

    async def prepare(self, site: str) -> None:
        """Have the site's template at hand."""
        ...

    def template(self, site: str) -> Template:
        """Return what was learned of the site before this run."""
        ...

    def note(self, ended: Ended) -> None:
        """Note an article that will be stored."""
        ...

    def commit(self) -> None:
        """Make durable what was noted."""
        ...

    def learn(self) -> None:
        """End the run: let later ones learn from its notes."""
        ...

    def turn(self) -> None:
        """Go on with the pages of a later run, of which archives hold several."""
        ...


@dataclass(slots=True, kw_only=True)
class Run:
    """The state of one run: made by ``opening.open_run``, ended by ``finish`` and ``close``."""

    id: str
    started_at: datetime
    corpus_dir: Path
    state_dir: Path
    assignment: Assignment
    sites: Mapping[str, Site]
    frontier: Frontier
    committer: Committer
    pool: WorkerPool
    options: Options
    duplicates: Duplicates
    memory: Memory
    commit_records: int
    commit_seconds: float
    filters: tuple[str, ...] = ()  # names of cleaners.quality.filters that drop articles
    archive: WarcArchive | None = None  # where responses are kept, when they are
    dry_run: bool = False  # discover only, on a copy of the state
    tally: Tally = field(default_factory=Tally)
    # Called once, with the first error that no further page can mend: a full disk, damage.
    on_fatal: Callable[[CleanwireError], None] | None = None
    fatal: CleanwireError | None = None
    internal_errors: int = 0
    last_progress_s: float = field(default_factory=time.monotonic)
    _leased: dict[int, Lease] = field(default_factory=dict)
    _spent_hosts: set[str] = field(default_factory=set)  # their requests of this run are used up
    _deferred: dict[int, str] = field(default_factory=dict)  # reasons, by lease
    _ended: list[Ended] = field(default_factory=list)
    _archive_marks: dict[str, ArchiveMark] = field(default_factory=dict)  # since the last commit
    _committed_s: float = field(default_factory=time.monotonic)
    _closing: ExitStack = field(default_factory=ExitStack)

    def options_of(self, site: str) -> Options:
        """Return the cleaning options of one site: what its file says and its memory knows."""
        found = self.sites.get(site)
        options = self.options if found is None else found.options(self.options)
        return replace(options, template=self._template(site))

    async def prepare(self, site: str) -> None:
        """Have ``options_of`` a site at hand, so that asking for them holds nothing up."""
        try:
            await self.memory.prepare(site)
        except CleanwireError as error:
            self.fail(error)  # nothing more is settled

    def _template(self, site: str) -> Template:
        try:
            return self.memory.template(site)
        except CleanwireError as error:
            self.fail(error)  # nothing more is settled
            return NOTHING

    def lease(self, limit: int, busy_hosts: frozenset[str]) -> list[Lease]:
        """Take up to ``limit`` articles to fetch from the frontier."""
        excluded = busy_hosts | self._spent_hosts
        return self.hold(
            self.frontier.lease(limit, exclude_hosts=excluded, sites=tuple(self.sites))
        )

    def put_off(self, lease: Lease, host: str) -> None:
        """Leave an article, and all others of its host, to the next run; it counts as no try."""
        if host not in self._spent_hosts:
            logger.warning("%s: its requests of this run are used up; what is left waits", host)
        self._spent_hosts.add(host)
        self._leased.pop(lease.id, None)
        self.frontier.give_back((lease,))
        self.progress()

    def hold(self, leases: list[Lease]) -> list[Lease]:
        """Remember leases until they are settled."""
        self._leased.update((lease.id, lease) for lease in leases)
        return leases

    @property
    def writable(self) -> bool:
        """Whether disk and state still take what is to be kept."""
        return not isinstance(self.fatal, DiskError | DamageError)

    def _keep(self, ended: Ended) -> None:
        """Keep the responses of what has ended for good in the archive, where one is kept.

        Not as they arrive: so they stand in the order in which near-duplicates were told, and
        what a kill takes back is fetched and kept once.
        """
        if self.archive is None or not ended.fetched or ended.outcome.state == "pending":
            return
        lease = ended.outcome.lease
        first, *parts = ended.fetched
        note = Note(
            url=lease.url,
            site=lease.site,
            run=self.id,
            evidence=lease.evidence,
            rights=tuple(
                NotedRight(signal=right.signal, value=right.value, source=right.source)
                for right in ended.rights
            ),
            parts=len(parts),
            lost=ended.lost,
        )
        with translated():
            self.archive.write(first, note=note, parts=parts)

    def settle(self, ended: Ended) -> None:
        """End one lease; it is durable with the next commit, at the latest in ``finish``."""
        if not self.writable:
            return  # it stays leased, and is given back at the next start
        try:
            self._keep(ended)
            marked = replace(self.duplicates.mark(ended), fetched=())
            self.memory.note(marked)
        except CleanwireError as error:
            self.fail(error)
            return
        self._leased.pop(ended.outcome.lease.id, None)
        self._ended.append(marked)
        self.progress()
        if len(self._ended) >= self.commit_records:
            self.commit()

    def passed(self, mark: ArchiveMark) -> None:
        """Note that an archive is settled up to ``mark``; it is durable with the next commit."""
        self._archive_marks[mark.path] = mark
        self.progress()

    def progress(self) -> None:
        """Tell the watchdog that something came forward."""
        self.last_progress_s = time.monotonic()

    def commit_if_due(self) -> None:
        """Commit what has ended when the last commit is ``commit_seconds`` old."""
        waiting = self._ended or self._archive_marks
        if waiting and time.monotonic() - self._committed_s >= self.commit_seconds:
            self.commit()

    def commit(self) -> None:
        """Make everything that has ended durable: records, then URLs, in one transaction.

        A disk or state error ends the run: it is kept in ``fatal``, nothing is lost.
        """
        if not self.writable:
            return
        self._committed_s = time.monotonic()
        batch, self._ended = self._ended, []
        marks, self._archive_marks = tuple(self._archive_marks.values()), {}
        if not (batch or marks):
            return
        try:
            self._keep_quarantined(batch)
            self.duplicates.commit()
            self.memory.commit()
            outcomes = self.committer.commit(
                [(e.article, e.outcome) for e in batch], (*marks, *self._synced())
            )
            if self.archive is not None:
                with translated():
                    self.archive.roll()
        except CleanwireError as error:
            self.fail(error)
            return
        for ended, outcome in zip(batch, outcomes, strict=True):
            self._count(ended, outcome)

    def _synced(self) -> Sequence[ArchiveMark]:
        """Return how far the archive is on the disk that is being written, if one is."""
        with translated():
            kept = self.archive.sync() if self.archive is not None else None
        return () if kept is None else (kept_mark(kept),)

    def _keep_quarantined(self, batch: Sequence[Ended]) -> None:
        """Keep the bytes of what could not be cleaned before its URL is settled."""
        quarantine = Quarantine(self.state_dir)
        with translated():
            for ended in batch:
                outcome = ended.outcome
                if outcome.state == "quarantined" and ended.page is not None:
                    quarantine.put(outcome.lease, ended.page, outcome.reason or "", ended.rights)

    def finish(self) -> None:
        """Commit, give back what was not fetched, complete the segment."""
        self.commit()
        if self.writable:
            try:
                self.frontier.give_back(tuple(self._leased.values()))
                self.committer.close()
                if self.tally.archive is None or self.tally.archive.complete:
                    # A page must not be cleaned by what its own archive taught before a kill.
                    self.memory.learn()
                if self.archive is not None:
                    with translated():
                        self.archive.close()
            except CleanwireError as error:
                self.fail(error)
        self._leased.clear()

    def close(self) -> None:
        """End the workers, close the state, release the lock; may be called twice."""
        self._closing.close()

    def fail(self, error: CleanwireError) -> None:
        """End the run: an error that no further page can mend. Only the first one counts."""
        if self.fatal is not None:
            return
        logger.critical("%s", error)
        self.fatal = error
        if self.on_fatal is not None:
            self.on_fatal(error)

    def _count(self, ended: Ended, outcome: Outcome) -> None:
        site = self.tally.site(outcome.lease.site)
        earlier = self._deferred.pop(outcome.lease.id, None)
        if earlier is not None:  # one page that was tried again is one page
            site.deferred[earlier] -= 1
        if outcome.state == "pending":
            self._deferred[outcome.lease.id] = outcome.reason or "unknown"
        site.outcome(outcome)
        if outcome.state == "stored" and ended.cleaned is not None:
            site.article(ended.cleaned)
        logger.info(
            "%s %s%s",
            outcome.state,
            outcome.lease.url,
            f" ({outcome.reason})" if outcome.reason else "",
        )
