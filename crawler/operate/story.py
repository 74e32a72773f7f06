"""What a report tells: one run, the runs before it, and what is in doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from crawler.exits import ConfigError, DamageError
from crawler.frontier.database import FILE_NAME as FRONTIER
from crawler.frontier.database import Database
from crawler.frontier.types import STATES
from crawler.operate.counts import RunSummary
from crawler.operate.history import FILE_NAME, Alarm, History, PastRun, SiteRun
from output.errors import CorpusDamage
from output.reader import read_corpus, segments
from output.record import Article

RUNS = "runs"  # in STATE_DIR: a summary a run
PAST_RUNS = 400  # of which a report shows something
SPARK_RUNS = 30  # of each site, in its row
STORED_DAYS = 30  # of which the articles stored are shown
_MOST_DOUBTFUL = 200  # pages listed; the rest is counted
_MOST_FLAGGED = 50  # articles, likewise
_JOINED = "parts:"  # a flag that warns of nothing
_DOUBTFUL = ("quarantined", "failed", "filtered")
# Filtered for what they are, not for what went wrong with them.
_AS_MEANT = frozenset({"too-old", "skip", "not-an-article"})


class Summary(RunSummary, frozen=True, kw_only=True):
    """A run's summary with what only the report needs."""

    counts: dict[str, int] = msgspec.field(default_factory=dict)
    removed_chars: dict[str, int] = msgspec.field(default_factory=dict)
    states: dict[str, int] = msgspec.field(default_factory=dict)
    alarms: tuple[Alarm, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulPage:
    """A page that gave no article in this run."""

    url: str
    site: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All that one report shows."""

    summary: Summary
    runs: tuple[PastRun, ...]  # oldest first, this one included where it is in the history
    sites: Mapping[str, tuple[SiteRun, ...]]  # a site's last runs, oldest first
    stored: tuple[tuple[datetime, int], ...]  # by run, with its start; of the last days
    languages: Mapping[str, int]  # of this run's articles, the most frequent first
    doubtful: tuple[DoubtfulPage, ...]
    doubtful_more: int = 0
    flagged: tuple[Article, ...] = ()  # stored, with a warning of the cleaner
    flagged_more: int = 0
    notes: tuple[str, ...] = field(default=())  # what could not be told, and why


def read_story(state: Path, corpus: Path, run: str | None) -> Story:
    """Gather a run's story; ``run`` None is the last one.

    Raises ConfigError for a run that is not there, DamageError for a summary that is none.
    """
    summary = read_run(state, run)
    notes: list[str] = []
    languages, flagged = _articles(corpus, summary.run, notes)
    stored: list[tuple[datetime, int]] = []
    runs: list[PastRun] = []
    sites: dict[str, tuple[SiteRun, ...]] = {}
    if (state / FILE_NAME).exists():
        with History(state / FILE_NAME) as history:
            runs = [past for past in history.runs(PAST_RUNS) if past.run <= summary.run]
            since = summary.started_at - timedelta(days=STORED_DAYS)
            stored = [one for one in history.stored_since(since) if one[0] <= summary.started_at]
            for site in summary.sites:
                past_runs = history.site(site, SPARK_RUNS)[-SPARK_RUNS:]
                sites[site] = tuple(one for one in past_runs if one.run <= summary.run)
    doubtful = list(_doubtful(state / FRONTIER, summary))
    return Story(
        summary=summary,
        runs=tuple(runs),
        sites=sites,
        stored=tuple(stored),
        languages=languages,
        doubtful=tuple(doubtful[:_MOST_DOUBTFUL]),
        doubtful_more=max(0, len(doubtful) - _MOST_DOUBTFUL),
        flagged=tuple(flagged[:_MOST_FLAGGED]),
        flagged_more=max(0, len(flagged) - _MOST_FLAGGED),
        notes=tuple(notes),
    )


def read_run(state: Path, run: str | None) -> Summary:
    """Read a run's summary; None is the last one. Raises ConfigError, DamageError."""
    known = sorted(path.stem for path in (state / RUNS).glob("*.json"))
    if not known:
        raise ConfigError(f"no run in {state}: crawl first, or name the folder with -s STATE_DIR=")
    name = known[-1] if run is None else run
    if name not in known:
        raise ConfigError(f"no run {name!r} in {state}: the last ones are {', '.join(known[-3:])}")
    path = state / RUNS / f"{name}.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Summary)
    except msgspec.DecodeError as error:
        raise DamageError(f"{path}: not a run's summary: {error}") from error


def _articles(corpus: Path, run: str, notes: list[str]) -> tuple[dict[str, int], list[Article]]:
    """Count the run's articles by language, and return those with a warning."""
    languages: Counter[str] = Counter()
    flagged: list[Article] = []
    try:
        for segment in segments(corpus, include_open=True):
            if segment.name.startswith(f"{run}-"):
                for record in read_corpus(segment):
                    languages[record.language or "unknown"] += 1
                    if any(not flag.startswith(_JOINED) for flag in record.flags):
                        flagged.append(record)
    except (CorpusDamage, OSError) as error:
        notes.append(f"The corpus could not be read to its end: {error}")
    return dict(languages.most_common()), flagged


def _doubtful(path: Path, summary: Summary) -> Iterator[DoubtfulPage]:
    """Yield the pages that ended without an article in this run, the gravest state first."""
    if not path.exists():
        return
    ended = (summary.ended_at or summary.started_at).timestamp()
    database = Database(path, read_only=True)
    try:
        for state in _DOUBTFUL:
            rows = database.connection.execute(
                "SELECT url, site, reason FROM urls WHERE state = ? AND changed_at BETWEEN ? AND ?"
                " ORDER BY site, reason, url",
                (STATES.index(state), int(summary.started_at.timestamp()), int(ended) + 1),
            )
            for url, site, reason in rows:
                if reason not in _AS_MEANT:
                    yield DoubtfulPage(url=url, site=site, state=state, reason=reason or "")
    finally:
        database.close()
