"""Judging a run that has ended: balance, verdict, alarms against the sites' own history."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime

from scrapy.settings import BaseSettings

from crawler.exits import DamageError, DiskError
from crawler.operate import hooks
from crawler.operate.history import Alarm
from crawler.run.context import Run
from crawler.run.summary import leave, log, summarize
from crawler.run.verdict import Ending, Limits, Verdict, decide

logger = logging.getLogger(__name__)


def judge(run: Run, ending: Ending, settings: BaseSettings) -> Verdict:
    """Return the verdict of a finished run; its summary is left in ``state/runs`` and the log.

    A summary that cannot be written turns the verdict into that of a disk error.

    Only a run that came to its own end, over whole sites, is compared with the sites' history
    and remembered in it: what a signal cut short says nothing about a site.
    """
    limits = limits_of(settings)
    states = {str(state): number for state, number in run.frontier.balance().states.items()}
    now = datetime.now(UTC)
    verdict = decide(run.tally, ending, limits)
    summary = summarize(run, verdict, now, states)
    alarms: list[Alarm] = []
    if ending.complete and run.assignment.whole_sites:
        alarms += hooks.find_alarms(run.state_dir, summary, _minimums(run))
        verdict = decide(run.tally, _with_alarms(ending, alarms), limits)
        summary = summarize(run, verdict, now, states, alarms)
        hooks.remember(run.state_dir, summary, alarms)
    try:
        leave(run, summary)
    except DiskError as error:
        logger.error("%s", error)
        if not ending.disk_error:  # the first trouble with the disk is the one to be told
            verdict = decide(run.tally, replace(ending, disk_error=str(error)), limits)
            summary = summarize(run, verdict, now, states, alarms)
    hooks.tell(summary, alarms, settings)
    log(summary)  # after what could not be told: the summary is the log's last line
    return verdict


def limits_of(settings: BaseSettings) -> Limits:
    """Return when failures are too many."""
    return Limits(
        ratio=settings.getfloat("FAILURE_RATIO"), minimum=settings.getint("FAILURE_MINIMUM")
    )


def ending_of(run: Run, *, signal: str | None, stalled_s: float | None, log_file: str) -> Ending:
    """Return how a finished run came to its end."""
    fatal, balance = run.fatal, run.frontier.balance()
    known = sum(balance.states.values())
    return Ending(
        signal=signal,
        disk_error=str(fatal) if isinstance(fatal, DiskError) else None,
        damage=str(fatal) if isinstance(fatal, DamageError) else None,
        broken=None if isinstance(fatal, DiskError | DamageError) or not fatal else str(fatal),
        stalled_s=stalled_s,
        internal_errors=run.internal_errors,
        unbalanced=None if balance.closes else f"{balance.urls_in} URLs came in, {known} are known",
        log_file=log_file,
    )


def _minimums(run: Run) -> dict[str, int]:
    return {
        name: site.minimum_articles for name, site in run.sites.items() if site.minimum_articles
    }


def _with_alarms(ending: Ending, alarms: list[Alarm]) -> Ending:
    return replace(ending, alarms=tuple(map(str, alarms)))
