"""When the article was published and changed: candidates, zones, and the choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

from lxml.html import HtmlElement

from cleaners.metadata import date_claims, visible_dates
from cleaners.metadata.collect import Signals
from cleaners.metadata.statement import Statement
from cleaners.metadata.types import Dated, Moment
from cleaners.types import Evidence

_SUSPICIOUS_BEFORE: Final = 1990  # the web is younger; archives exist, mistakes are more common
_CLOCK_SLACK: Final = timedelta(days=1)  # a page may be ahead of our clock by its zone
_WIDEST_ZONE: Final = timedelta(hours=14)
_DAY: Final = timedelta(days=1)
_NEARLY: Final = 0.5  # of a confidence that supports a date within a day
_QUARTER: Final = timedelta(minutes=15)
_DOUBT: Final = 0.15  # taken off a confidence where another source says another day


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The two dates of an article, each with its source and confidence, or None."""

    published: Dated | None = None
    modified: Dated | None = None


def choose(
    root: HtmlElement,
    signals: Signals,
    statement: Statement,
    *,
    title: str | None,
    url: str | None,
    evidence: Evidence | None,
    byline_lines: Sequence[str],
    fetched_at: datetime | None,
) -> Dates:
    """Weigh all dates of the page; htmldate is asked only where nothing else is found."""
    language = signals.html_lang
    published = list(
        date_claims.published(
            signals,
            statement,
            url=url,
            evidence=evidence,
            byline_lines=byline_lines,
            language=language,
        )
    )
    modified = list(date_claims.modified(signals, statement, evidence, language))
    stated = [d.moment.value for d in (*published, *modified) if d.moment.zone == "stated"]
    published = _bounded([_zoned(d, stated) for d in published], fetched_at)
    if not published:
        published = _bounded(list(visible_dates.seen(root, title, language)), fetched_at)
    if not published and (last := visible_dates.guessed(root, url, fetched_at)):
        published = [last]
    first = _localized(_best(published), published)
    changed = _best(_bounded([_zoned(d, stated) for d in modified], fetched_at))
    return Dates(published=first, modified=_later(_localized(changed, published), first))


def _zoned(dated: Dated, stated: Sequence[datetime]) -> Dated:
    """Give a naive time the offset of a stated date that names the same moment.

    The same moment is: the same wall clock (then the offset is the stated one's), or a clock that
    runs whole quarters of an hour beside a stated one, with the same seconds.
    """
    moment = dated.moment
    if moment.zone != "assumed" or moment.precision == "day":
        return dated
    for other in stated:
        wall = other.replace(tzinfo=UTC, microsecond=0)
        if wall == moment.value and other.tzinfo is not None:
            return replace(dated, moment=_in_zone(moment, other.tzinfo))
        gap = moment.value - other.astimezone(UTC).replace(microsecond=0)
        if (
            gap
            and abs(gap) <= _WIDEST_ZONE
            and gap % _QUARTER == timedelta()
            and moment.value.second
        ):
            return replace(dated, moment=_in_zone(moment, timezone(gap)))
    return dated


def _in_zone(moment: Moment, zone: tzinfo) -> Moment:
    return replace(moment, value=moment.value.replace(tzinfo=zone), zone="borrowed")


def _localized(dated: Dated | None, published: Sequence[Dated]) -> Dated | None:
    """Write a moment that is stated in UTC with the outlet's own offset, where a date shows it.

    The same instant, but the day is then the outlet's day, as its readers saw it.
    """
    if dated is None or dated.moment.precision == "day" or dated.moment.value.utcoffset():
        return dated
    for other in published:
        offset = other.moment.value.utcoffset()
        same = abs(other.moment.value - dated.moment.value) < timedelta(minutes=1)
        if offset and same and other.moment.precision == "minute":
            value = dated.moment.value.astimezone(timezone(offset))
            return replace(dated, moment=replace(dated.moment, value=value))
    return dated


def _bounded(dated: list[Dated], fetched_at: datetime | None) -> list[Dated]:
    """Drop what lies in the future of the fetch; lower what is older than the web."""
    kept = [d for d in dated if fetched_at is None or d.moment.value <= fetched_at + _CLOCK_SLACK]
    return [
        replace(d, confidence=min(d.confidence, 0.3))
        if d.moment.value.year < _SUSPICIOUS_BEFORE
        else d
        for d in kept
    ]


def _best(dated: Sequence[Dated]) -> Dated | None:
    """Return the date on which the most trust rests; kinds of sources count once each.

    Agreement raises the confidence of the winner, an unanswered contradiction lowers it.
    """
    if not dated:
        return None
    support = [sum(_by_kind(one, dated).values()) for one in dated]
    index = max(range(len(dated)), key=lambda i: (round(support[i], 4), dated[i].confidence, -i))
    best = dated[index]
    confidence = 1.0
    for share in _by_kind(best, dated).values():
        confidence *= 1 - share
    contradicted = any(_agreement(one, best) == 0.0 for one in dated)
    result = 1 - confidence - (_DOUBT if contradicted else 0.0)
    return replace(_finer(best, dated), confidence=round(min(max(result, 0.05), 0.99), 2))


def _by_kind(best: Dated, dated: Sequence[Dated]) -> dict[str, float]:
    """Return, for each kind of source, how much of its confidence supports ``best``."""
    kinds: dict[str, float] = {}
    for one in dated:
        kind = one.source.partition(":")[0]
        share = one.confidence * _agreement(one, best)
        kinds[kind] = max(kinds.get(kind, 0.0), share)
    return kinds


def _agreement(one: Dated, other: Dated) -> float:
    """Return 1 for the same day, a half within a day: zones differ, and so do editions."""
    if one.moment.value.date() == other.moment.value.date():
        return 1.0
    return _NEARLY if abs(one.moment.value - other.moment.value) <= _DAY else 0.0


def _finer(best: Dated, dated: Sequence[Dated]) -> Dated:
    """Prefer, on the same day, a source that knows the time of day."""
    if best.moment.precision == "minute":
        return best
    day = best.moment.value.date()
    for other in sorted(dated, key=lambda d: -d.confidence):
        if other.moment.precision == "minute" and other.moment.value.date() == day:
            return replace(best, moment=other.moment, source=other.source)
    return best


def _later(modified: Dated | None, published: Dated | None) -> Dated | None:
    """Drop a change before the publication: one of the two is wrong, and the first is kept."""
    if modified is None or published is None:
        return modified
    slack = (
        timedelta(days=1)
        if "day" in {modified.moment.precision, published.moment.precision}
        else timedelta()
    )
    return modified if modified.moment.value >= published.moment.value - slack else None
