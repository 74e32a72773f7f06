"""Opening a run: what was asked for is checked first, then disk, lock, state and workers."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler.archive import FOLDER as WARC_FOLDER
from crawler.archive import WarcArchive, recover
from crawler.exits import ConfigError
from crawler.frontier import FILE_NAME, Frontier
from crawler.frontier.committer import Committer, translated
from crawler.frontier.types import Found
from crawler.operate import hooks
from crawler.run.assignment import Assignment, read_archives, read_assignment
from crawler.run.choices import filters_of, options_of
from crawler.run.context import Run
from crawler.run.copied import copied_state
from crawler.run.duplicates import FILE_NAME as DUPLICATES_FILE
from crawler.run.duplicates import DuplicateMarker, policy_of
from crawler.run.lock import RunLock
from crawler.run.memory import SiteMemory
from crawler.run.numbers import check_numbers
from crawler.run.preflight import require_writable
from crawler.run.pump import host_of
from crawler.workers import Limits, WorkerPool
from output.codecs import SUFFIXES, Compression
from output.writer import CorpusWriter, Rotation

logger = logging.getLogger(__name__)

_MIB = 2**20
_KNOWN_ARGUMENTS = ("sites", "seeds", "urls", "refetch_days")
_ARCHIVE_ARGUMENTS = ("files",)
# What a worker does with a page that was fetched, and with an archived one.
_FETCHED, _ARCHIVED = "crawler.run.work:clean_part", "crawler.run.work:clean_whole"
# How many lines that hold no URL are named in the log; all are counted.
_MOST_REFUSALS_LOGGED = 20


def open_run(
    settings: BaseSettings,
    arguments: Mapping[str, str],
    *,
    dry_run: bool = False,
    lock: RunLock | None = None,
) -> Run:
    """Open a run with the settings and the spider arguments (``-a NAME=VALUE``).

    A dry run works on a copy of the state that is thrown away. ``lock`` is the state folder's
    where the caller holds it already. Raises ConfigError, DiskError, LockError or DamageError;
    then nothing is left open.
    """
    check_numbers(settings)
    _refuse_unknown(arguments, _KNOWN_ARGUMENTS)
    assignment = read_assignment(Path(str(settings.get("SITES_DIR"))), **arguments)
    hooks.check_settings(settings)
    run = open_assigned(settings, assignment, dry_run=dry_run, lock=lock)
    _begin(run)
    return run


def open_archives(
    settings: BaseSettings,
    arguments: Mapping[str, str],
    *,
    dry_run: bool = False,
    lock: RunLock | None = None,
) -> Run:
    """Open a run that reads archives, with the spider arguments; the errors of ``open_run``."""
    check_numbers(settings)
    _refuse_unknown(arguments, _ARCHIVE_ARGUMENTS)
    assignment = read_archives(Path(str(settings.get("SITES_DIR"))), **arguments)
    hooks.check_settings(settings)
    return open_assigned(settings, assignment, dry_run=dry_run, lock=lock)


def _refuse_unknown(arguments: Mapping[str, str], known: Sequence[str]) -> None:
    unknown = sorted(arguments.keys() - set(known))
    if unknown:
        raise ConfigError(f"unknown spider argument {unknown[0]!r}: known are {', '.join(known)}")


def open_assigned(
    settings: BaseSettings,
    assignment: Assignment,
    *,
    dry_run: bool = False,
    lock: RunLock | None = None,
) -> Run:
    """Open a run for an assignment, with the same errors as ``open_run``."""
    check_numbers(settings)
    corpus_dir = Path(str(settings.get("CORPUS_DIR")))
    state_dir = Path(str(settings.get("STATE_DIR")))
    options, limits, rotation = options_of(settings), _limits(settings), _rotation(settings)
    compression, filters = _compression(settings), filters_of(settings.getlist("FILTERS"))
    policy = policy_of(str(settings.get("NEAR_DUPLICATES")))
    with ExitStack() as stack:
        if dry_run:
            corpus_dir, state_dir = copied_state(stack, state_dir)
        require_writable(state_dir)
        if lock is None:
            stack.enter_context(RunLock(state_dir))
        require_writable(corpus_dir)
        frontier = Frontier(state_dir / FILE_NAME)
        stack.callback(frontier.close)
        run_id = new_run_id()
        writer = CorpusWriter(corpus_dir, run_id, rotation=rotation, compression=compression)
        committer = Committer(frontier, writer)
        if dry_run:
            frontier.release_expired()  # what a killed run had leased would be fetched, too
        else:
            committer.recover()
        duplicates = DuplicateMarker(state_dir / DUPLICATES_FILE, policy)
        stack.callback(duplicates.close)
        memory = SiteMemory(state_dir, on=settings.getbool("SITE_MEMORY"))
        stack.callback(memory.close)
        pool = WorkerPool(
            _FETCHED if assignment.files is None else _ARCHIVED,
            workers=settings.getint("CLEAN_WORKERS"),
            limits=limits,
            initializer="cleaners.warm:warm_up",
        )
        stack.callback(pool.close, 0.0)
        return Run(
            id=run_id,
            started_at=datetime.now(UTC),
            corpus_dir=corpus_dir,
            state_dir=state_dir,
            assignment=assignment,
            sites={site.name: site for site in assignment.sites},
            frontier=frontier,
            committer=committer,
            pool=pool,
            options=options,
            duplicates=duplicates,
            memory=memory,
            filters=filters,
            archive=None
            if assignment.files
            else _archive(settings, frontier, corpus_dir, run_id, continues=memory.continues),
            commit_records=settings.getint("COMMIT_RECORDS"),
            commit_seconds=settings.getfloat("COMMIT_SECONDS"),
            dry_run=dry_run,
            _closing=stack.pop_all(),
        )


def _archive(
    settings: BaseSettings, frontier: Frontier, corpus_dir: Path, run_id: str, *, continues: bool
) -> WarcArchive | None:
    """Return where responses are kept; what a killed run left is cut back to its commit first."""
    folder = corpus_dir / WARC_FOLDER

    def committed(name: str) -> int:
        mark = frontier.archive_mark(name)
        return mark.offset if mark is not None else 0

    with translated():
        if folder.exists():
            recover(folder, committed)
        if not settings.getbool("ARCHIVE_WARC"):
            return None
        return WarcArchive(folder, run_id, continues=continues)


def new_run_id() -> str:
    """Return a run's name: its start in UTC and four random hex digits."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


def _begin(run: Run) -> None:
    """Make what the run was asked for known to the frontier."""
    for name in run.sites:
        run.tally.site(name)
    _log_refused(run.assignment.refused)
    if run.assignment.urls is not None:
        _take_in(run, run.assignment.urls)
    if run.assignment.refetch_days is not None:
        run.frontier.refetch(timedelta(days=run.assignment.refetch_days), tuple(run.sites))


def _take_in(run: Run, urls: Sequence[str]) -> None:
    """Take exact URLs into the frontier; those that ended without a record get a new chance."""
    found = [Found(url=url, site=host_of(url), source="urls") for url in urls]
    run.frontier.add(found)
    run.frontier.reopen(urls)
    for item in found:
        run.tally.site(item.site).found += 1


def _log_refused(refused: Sequence[str]) -> None:
    for line in refused[:_MOST_REFUSALS_LOGGED]:
        logger.warning("left out %s", line)
    if len(refused) > _MOST_REFUSALS_LOGGED:
        logger.warning("left out %d lines more", len(refused) - _MOST_REFUSALS_LOGGED)


def _limits(settings: BaseSettings) -> Limits:
    return Limits(
        wall_s=settings.getfloat("CLEAN_TIMEOUT_S"),
        memory_bytes=settings.getint("CLEAN_MEMORY_MB") * _MIB,
    )


def _rotation(settings: BaseSettings) -> Rotation:
    return Rotation(
        records=settings.getint("SEGMENT_RECORDS"),
        bytes=settings.getint("SEGMENT_BYTES"),
        hours=settings.getfloat("SEGMENT_HOURS"),
    )


def _compression(settings: BaseSettings) -> Compression:
    name = str(settings.get("SEGMENT_COMPRESSION"))
    for known in SUFFIXES:
        if known == name:
            return known
    raise ConfigError(f"SEGMENT_COMPRESSION={name}: choose one of {', '.join(SUFFIXES)}")
