"""How a run went: one exit code and one sentence, from the counts alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cleaners.quality.filters import DROPPED
from crawler.exits import Exit
from crawler.run.tally import ArchiveTally, Tally

_MOST_ALARMS = 3  # told in a sentence; the report has them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What cron and a person are told."""

    exit_code: Exit
    sentence: str  # what happened, and what to do where something is wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How the run came to its end, beside its counts."""

    signal: str | None = None  # "SIGTERM", when one stopped it
    disk_error: str | None = None  # what could not be written, and why
    damage: str | None = None
    broken: str | None = None  # any other error that ended the run
    stalled_s: float | None = None  # the watchdog's patience, when it ended the run
    internal_errors: int = 0  # exceptions of our own that no rule foresaw
    unbalanced: str | None = None  # the balance that did not close
    alarms: tuple[str, ...] = ()  # sites outside the band of their history
    log_file: str = "the log"

    @property
    def complete(self) -> bool:
        """Whether the run came to its own end."""
        return not (self.signal or self.disk_error or self.damage or self.broken or self.stalled_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When failures are too many: settings FAILURE_RATIO and FAILURE_MINIMUM."""

    ratio: float = 0.5
    minimum: int = 3


def decide(tally: Tally, ending: Ending, limits: Limits) -> Verdict:
    """Return the verdict: the gravest finding wins."""
    for finding in (_stopped, _broken, _unread, _nothing, _too_many, _alarmed):
        verdict = finding(tally, ending, limits)
        if verdict is not None:
            return verdict
    return Verdict(exit_code=Exit.FINE, sentence=_fine(tally))


def _stopped(tally: Tally, ending: Ending, _limits: Limits) -> Verdict | None:
    if ending.disk_error:
        return Verdict(
            exit_code=Exit.DISK,
            sentence=f"Stopped: {ending.disk_error}. Make room or mend the permissions and run "
            "again: nothing that was stored is lost.",
        )
    if ending.damage:
        return Verdict(exit_code=Exit.DAMAGED, sentence=f"Stopped: {ending.damage}")
    if ending.broken:
        return Verdict(
            exit_code=Exit.FAILURES,
            sentence=f"Stopped: {ending.broken}, after {_stored(tally)}; see {ending.log_file}.",
        )
    if ending.signal:
        return Verdict(
            exit_code=Exit.STOPPED,
            sentence=f"Stopped by {ending.signal} after {_stored(tally)}; the next run goes on "
            "from here.",
        )
    return None


def _broken(tally: Tally, ending: Ending, _limits: Limits) -> Verdict | None:
    if ending.unbalanced:
        return Verdict(
            exit_code=Exit.DAMAGED,
            sentence=f"The balance does not close ({ending.unbalanced}): run 'scrapy corpus "
            "verify', then 'scrapy corpus rebuild-state'.",
        )
    if ending.stalled_s is not None:
        return Verdict(
            exit_code=Exit.FAILURES,
            sentence=f"Ended by the watchdog: no progress for {ending.stalled_s:.0f} s after "
            f"{_stored(tally)}; see {ending.log_file}.",
        )
    if ending.internal_errors:
        return Verdict(
            exit_code=Exit.FAILURES,
            sentence=f"{ending.internal_errors} internal errors, with {_stored(tally)}; see "
            f"{ending.log_file} and report them.",
        )
    return None


def _unread(tally: Tally, ending: Ending, limits: Limits) -> Verdict | None:
    """Judge what could not be read of archives."""
    archive = tally.archive
    if archive is None:
        return None
    failed = archive.files_failed.total()
    if failed:
        nothing = not (archive.files_read or archive.files_known)
        return Verdict(
            exit_code=Exit.NOTHING if nothing else Exit.FAILURES,
            sentence=f"{_count(failed, 'file')} could not be read "
            f"({_ranked(archive.files_failed)}), with {_stored(tally)}; see {ending.log_file}.",
        )
    if archive.lost >= limits.minimum and archive.lost > limits.ratio * archive.responses:
        return Verdict(
            exit_code=Exit.FAILURES,
            sentence=f"{archive.lost} of {archive.responses} responses are damaged, with "
            f"{_stored(tally)}: fetch the files again.",
        )
    return None


def _nothing(tally: Tally, ending: Ending, _limits: Limits) -> Verdict | None:
    if tally.total("sources_read") or tally.total("fetched") or tally.archive:
        return None
    # With no source due and nothing found, a page of an earlier run that failed again is not
    # the whole network.
    asked = tally.total("sources_failed") or tally.total("found")
    failed = sum(map(tally.total, ("sources_failed", "failed", "deferred")))
    if not (asked and failed):
        return None
    causes = _most_common(tally, ("sources_failed", "failed", "deferred"))
    return Verdict(
        exit_code=Exit.NOTHING,
        sentence=f"Nothing could be obtained from {_count(len(tally.sites), 'site')} ({causes}): "
        f"check the network and the sites' addresses, then {ending.log_file}.",
    )


def _too_many(tally: Tally, ending: Ending, limits: Limits) -> Verdict | None:
    failed = sum(map(tally.total, ("failed", "quarantined", "deferred")))
    tried = failed + sum(map(tally.total, ("stored", "duplicate", "filtered")))
    if failed >= limits.minimum and failed > limits.ratio * tried:
        causes = _most_common(tally, ("failed", "quarantined", "deferred"))
        return Verdict(
            exit_code=Exit.FAILURES,
            sentence=f"{failed} of {tried} pages failed ({causes}), with {_stored(tally)}"
            f"{_named(ending)}; see {ending.log_file}.",
        )
    down = sorted(n for n, s in tally.sites.items() if s.sources_failed and not s.sources_read)
    if len(down) >= limits.minimum and len(down) > limits.ratio * len(tally.sites):
        return Verdict(
            exit_code=Exit.FAILURES,
            sentence=f"{len(down)} of {len(tally.sites)} sites gave no feed, sitemap or listing "
            f"(first: {', '.join(down[:3])}), with {_stored(tally)}{_named(ending)}; see "
            f"{ending.log_file}.",
        )
    return None


def _alarmed(tally: Tally, ending: Ending, _limits: Limits) -> Verdict | None:
    if not ending.alarms:
        return None
    return Verdict(
        exit_code=Exit.FAILURES,
        sentence=f"{_stored(tally)}, but {_first(ending.alarms)}: see 'scrapy report'.",
    )


def _named(ending: Ending) -> str:
    """Return what the alarms say, where a graver finding speaks first."""
    return f"; {_first(ending.alarms)}" if ending.alarms else ""


def _first(alarms: tuple[str, ...]) -> str:
    more = len(alarms) - _MOST_ALARMS
    rest = f"; and {_count(more, 'site')} more" if more > 0 else ""
    return "; ".join(alarms[:_MOST_ALARMS]) + rest


def _fine(tally: Tally) -> str:
    lost = sum(map(tally.total, ("failed", "quarantined", "deferred")))
    rest = f"; {_count(lost, 'page')} failed or waiting for another try" if lost else ""
    rest += _dropped(tally)
    if tally.archive is not None:
        return f"{_stored(tally)} from {_read(tally.archive)}{rest}."
    if not tally.total("stored"):
        return f"Nothing new on {_count(len(tally.sites), 'site')}{rest}."
    return f"{_stored(tally)} from {_count(len(tally.sites), 'site')}{rest}."


def _dropped(tally: Tally) -> str:
    """Name what the filters that the user asked for have dropped."""
    causes = _sum_causes(tally, ("filtered",))
    dropped = {cause: number for cause, number in causes.items() if cause.startswith(DROPPED)}
    if not dropped:
        return ""
    return f"; {_count(sum(dropped.values()), 'article')} dropped by FILTERS ({_ranked(dropped)})"


def _read(archive: ArchiveTally) -> str:
    files = _count(archive.files_read, "archive file")
    known = f" ({archive.files_known} known already)" if archive.files_known else ""
    left_out = archive.left_out.total()
    if not left_out:
        return files + known
    return f"{files}{known}; {_count(left_out, 'response')} left out ({_ranked(archive.left_out)})"


def _stored(tally: Tally) -> str:
    return f"{_count(tally.total('stored'), 'article')} stored"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _most_common(tally: Tally, counters: tuple[str, ...]) -> str:
    return _ranked(_sum_causes(tally, counters))


def _ranked(causes: Mapping[str, int]) -> str:
    ranked = sorted(causes.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{cause}: {number}" for cause, number in ranked[:3])


def _sum_causes(tally: Tally, counters: tuple[str, ...]) -> dict[str, int]:
    causes: dict[str, int] = {}
    for site in tally.sites.values():
        for name in counters:
            for cause, number in getattr(site, name).items():
                causes[cause] = causes.get(cause, 0) + number
    return causes
