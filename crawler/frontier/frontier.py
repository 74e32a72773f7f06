"""The durable frontier: the one object through which the crawl remembers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from crawler.frontier import archives, intake, polite, queue
from crawler.frontier import settle as ending
from crawler.frontier.database import Clock, Database, from_seconds, utc_now
from crawler.frontier.types import (
    STATES,
    Added,
    ArchiveMark,
    Balance,
    Found,
    Lease,
    Outcome,
    RobotsEntry,
    SegmentMark,
    Source,
    State,
    Stored,
    Taken,
)
from output import faults


class Frontier:
    """Every URL in exactly one state, in SQLite; one process writes at a time (the run's lock).

    All methods raise ``DiskError`` where the disk refuses and ``DamageError`` where the file is
    broken. Times are aware UTC. Methods that write return only when it is on the disk, unless
    they say that a power cut may take it back (a kill never does).
    """

    def __init__(
        self, path: str | Path, clock: Clock = utc_now, *, read_only: bool = False
    ) -> None:
        """Open the database at ``path``, made if missing; ``:memory:`` keeps nothing.

        ``read_only`` is for looking at it, also beside a run; it must exist then.
        """
        self.clock = clock
        self._database = Database(path, read_only=read_only)
        self._leaser = queue.Leaser()

    @property
    def path(self) -> str:
        """Where the database is."""
        return self._database.path

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def check(self) -> list[str]:
        """Return what SQLite finds wrong with the whole file; empty when nothing is."""
        return self._database.check()

    def add(
        self,
        found: Sequence[Found],
        *,
        source: Source | None = None,
        max_age_days: float | None = None,
        now: datetime | None = None,
        passing: bool = False,
    ) -> Added:
        """Take URLs in, those known already once only; one transaction.

        ``source`` is saved in the same transaction: its validators must never be remembered
        without its URLs, or a kill between the two would lose them to the next 304. An article
        published more than ``max_age_days`` ago goes straight to ``filtered`` ("too-old").
        ``passing`` is for URLs whose source is saved later: a power cut may take them back.
        """
        now = now or self.clock()
        database = self._database
        with database.passing_transaction() if passing else database.transaction() as db:
            added = intake.add(db, found, now, max_age_days)
            if source is not None:
                polite.save_source(db, source)
        return added

    def lease(
        self,
        limit: int,
        *,
        exclude_hosts: Collection[str] = (),
        sites: Collection[str] | None = None,
        now: datetime | None = None,
    ) -> list[Lease]:
        """Give up to ``limit`` pending URLs to this run: hosts in turn, the newest of each first.

        Hosts of ``exclude_hosts`` (names) wait; with ``sites``, only theirs are leased. Fewer
        than ``limit`` does not mean that no more are pending; an empty list does (but for those
        hosts, and those that wait to be retried). A power cut may take the leases back.
        """
        if limit <= 0:
            return []
        with self._database.passing_transaction() as db:
            return self._leaser.lease(db, limit, exclude_hosts, sites, now or self.clock())

    def lease_exactly(self, urls: Sequence[str]) -> list[Lease]:
        """Give those of ``urls`` to this run that are pending and may be asked now.

        Raises ``ValueError`` for what is no http or https address.
        """
        with self._database.transaction() as db:
            return queue.lease_exactly(db, urls, self.clock())

    def reopen(self, urls: Sequence[str]) -> int:
        """Make those of ``urls`` pending that ended without a record: somebody asks for them."""
        with self._database.transaction() as db:
            return queue.reopen(db, urls)

    def next_retry(self, sites: Collection[str] | None = None) -> datetime | None:
        """Return when the first URL that waits may be asked again, or None when none waits.

        With ``sites``, only theirs count.
        """
        with self._database.reading() as db:
            seconds = queue.next_retry(db, sites)
        return None if seconds is None else from_seconds(seconds)

    def release_expired(self) -> int:
        """Make the URLs pending again that a dead run had leased; call it once at the start."""
        with self._database.transaction() as db:
            return queue.release(db)

    def give_back(self, leases: Sequence[Lease]) -> None:
        """Make leased URLs pending again that were never asked for; it counts as no attempt.

        A power cut may take it back: the next start makes them pending.
        """
        with self._database.passing_transaction() as db:
            db.executemany(
                "UPDATE urls SET state = 0, retry_at = 0, attempts = max(0, attempts - 1)"
                " WHERE id = ? AND state = 1",
                [(lease.id,) for lease in leases],
            )

    def settle(
        self,
        outcomes: Sequence[Outcome],
        mark: SegmentMark | None = None,
        closed_segments: Sequence[str] = (),
        archive_marks: Sequence[ArchiveMark] = (),
    ) -> None:
        """End leases and move the corpus's mark, and archives', in one transaction.

        Raises ``ValueError`` for an outcome without its reason or record id, or whose URL is
        not leased; then nothing is changed.
        """
        with self._database.transaction() as db:
            ending.settle(db, outcomes, self.clock())
            faults.reach("inside-transaction")
            if mark is not None:
                ending.move_mark(db, mark)
            ending.close_segments(db, closed_segments)
            archives.move(db, archive_marks)

    def take_archived(self, pages: Sequence[tuple[Found, datetime]]) -> list[Taken]:
        """Take URLs in whose pages stand in an archive, each with its time, and lease them.

        Those that ended without a record get another chance, those that are stored too, unless
        their record is of a newer page. One transaction; the answers are in the pages' order.
        """
        with self._database.transaction() as db:
            return archives.take(db, pages, self.clock())

    def archive_mark(self, path: str) -> ArchiveMark | None:
        """Return how far an archive's file is read, None where it was never begun."""
        with self._database.reading() as db:
            return archives.mark(db, path)

    def refetch(self, older_than: timedelta, sites: Collection[str] | None = None) -> int:
        """Make stored URLs pending that were not looked at for ``older_than``; returns how many.

        It reads every stored URL once: call it once a run, for all its sites.
        """
        with self._database.transaction() as db:
            return queue.requeue_stored(db, self.clock() - older_than, sites)

    def marks(self) -> list[SegmentMark]:
        """Return how far each segment that is not closed is committed."""
        with self._database.reading() as db:
            return ending.marks(db)

    def article(self, record_id: str) -> Stored | None:
        """Return the newest stored record of an article, or None."""
        with self._database.reading() as db:
            return ending.article(db, record_id)

    def total(self, name: str) -> int:
        """Return a running total: ``urls_in``, or ``records`` committed to the corpus."""
        with self._database.reading() as db:
            return int(db.execute("SELECT value FROM totals WHERE name = ?", (name,)).fetchone()[0])

    def counts(self) -> dict[State, int]:
        """Count the URLs in each state (all states, 0 too); reads the whole state index."""
        return self.balance().states

    def balance(self) -> Balance:
        """Count URLs by state and reason, beside the counter of URLs that came in."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT state, reason, count(*) FROM urls GROUP BY state, reason"
            ).fetchall()
            incoming = self.total("urls_in")
        states: Counter[State] = Counter(dict.fromkeys(STATES, 0))
        for state, _, number in rows:
            states[STATES[state]] += number
        return Balance(
            urls_in=incoming,
            states=dict(states),
            reasons={(STATES[s], reason): n for s, reason, n in rows if reason is not None},
        )

    def sources(self, site: str) -> list[Source]:
        """Return a site's known sources."""
        with self._database.reading() as db:
            return polite.sources(db, site)

    def save_source(self, source: Source) -> None:
        """Remember a source's answer; its URLs must have been added before (see ``add``)."""
        with self._database.transaction() as db:
            polite.save_source(db, source)

    def robots(self, origin: str) -> RobotsEntry | None:
        """Return an origin's robots.txt while it is fresh (at most a day), else None."""
        with self._database.reading() as db:
            return polite.robots(db, origin, self.clock())

    def save_robots(self, entry: RobotsEntry) -> None:
        """Remember an origin's robots.txt; a power cut may take it back."""
        with self._database.passing_transaction() as db:
            polite.save_robots(db, entry)

    def retry_after(self, host: str) -> datetime | None:
        """Return until when a host is to be left alone, or None."""
        with self._database.reading() as db:
            return polite.retry_after(db, host, self.clock())

    def save_retry_after(self, host: str, until: datetime) -> None:
        """Remember a host's Retry-After, capped at a day."""
        with self._database.transaction() as db:
            polite.save_retry_after(db, host, until, self.clock())
