"""The day of an article, by which exports are partitioned, ordered and cut."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from output.record import Article

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY_US = 86_400_000_000
_FIRST = (date.min - EPOCH.date()).days
_LAST = (date.max - EPOCH.date()).days


def microseconds(moment: datetime) -> int:
    """Return the microseconds since 1970 of an aware moment."""
    return (moment - EPOCH) // _MICROSECOND


def utc_day(moment: datetime) -> date:
    """Return the UTC day of an aware moment, also at the ends of the calendar.

    ``astimezone`` raises ``OverflowError`` there; pages do claim such times.
    """
    days = microseconds(moment) // _DAY_US
    return EPOCH.date() + timedelta(days=min(max(days, _FIRST), _LAST))


def day_of(article: Article) -> date:
    """Return the UTC day of publication, or, where that is unknown, of fetching.

    So every article has a day, and a table's `date` is a date to every reader: pandas cannot
    read partitions one of which is null, and a word for "unknown" would make the days text.
    ``published`` tells which it is.
    """
    return utc_day(article.published or article.fetched_at)
