"""Points in time as pages write them: ISO 8601, mail dates, epochs, and dates in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Final

from cleaners.metadata import clocks, lexicon
from cleaners.metadata.types import Moment
from cleaners.metadata.words import plain

MAX_LENGTH: Final = 300  # characters that are looked at
_YEARS: Final = range(1900, 2100)
_UNKNOWN: Final = datetime(1970, 1, 1)  # noqa: DTZ001  what systems write for "unknown"
_DAYS: Final = range(1, 32)
_MONTHS_RANGE: Final = range(1, 13)
_REACH: Final = 5  # tokens beside a month in which its day and year stand
_PAIR: Final = 2  # a day and a year
_SHORT_YEAR: Final = 2  # digits
_MILLISECONDS: Final = 10**11  # a greater epoch counts milliseconds: in seconds it is year 5138
_MONTH_FIRST: Final = frozenset({"en", "en-us", "en_us"})  # 3/4/2024 is 4 March there

_COMPACT: Final = re.compile(
    r"^(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[T\s]?(?P<hour>\d{2}):?(?P<minute>\d{2}):?(?P<second>\d{2})?(?P<half>\b\B)?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?$"
)
_EAST: Final = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]?"
)
_NUMERIC: Final = re.compile(
    r"(?<![\d.])(?P<one>\d{1,2})\s?(?P<mark>[./-])\s?(?P<two>\d{1,2})\s?(?P=mark)\s?(?P<year>(?:19|20)?\d{2})(?!\d)"
)
_BESIDE: Final = 14  # characters after an ISO date within which its time stands: "(Tue) at "
_EPOCH: Final = re.compile(r"^(?:\d{10}|\d{13})(?:\.\d+)?$")
_TOKEN: Final = re.compile(r"\d+|[^\W\d_][^\s\d,.:;|()/–-]*")


def parse(text: str, *, language: str | None = None) -> Moment | None:
    """Return the first point in time in ``text``, or None; never raises.

    ``language`` (a BCP 47 tag) decides between day-month and month-day where only numbers
    stand, and between months of the same spelling. A time without a zone is taken as UTC
    and marked `zone="assumed"`.
    """
    text = plain(text, limit=MAX_LENGTH)
    if not any(char.isdigit() for char in text):
        return None
    for moment in _readings(text, language):
        if moment is not None:
            return moment
    return None


def _readings(text: str, language: str | None) -> Iterator[Moment | None]:
    if _EPOCH.match(text):
        yield _epoch(text)
    if match := _iso().search(text):
        clock = (
            match
            if match.group("hour")
            else _time().search(text, match.end(), match.end() + _BESIDE)
        )
        yield _moment(match["year"], match["month"], match["day"], clock, language)
    if match := _COMPACT.search(text):
        yield _moment(match["year"], match["month"], match["day"], match, language)
    if match := _EAST.search(text):
        clock = _time_near(text, match.end())
        yield _moment(match["year"], match["month"], match["day"], clock, language)
    yield _worded(text, language)
    if match := _NUMERIC.search(text):
        yield _numeric(match, text, language)


@cache
def _iso() -> re.Pattern[str]:
    return re.compile(
        r"(?<!\d)(?P<year>(?:19|20)\d{2})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"
        rf"(?:(?:\s*T\s*|[\s,|.]+(?:at\s)?){clocks.pattern()})?"
    )


@cache
def _time() -> re.Pattern[str]:
    return re.compile(clocks.pattern())


def _epoch(text: str) -> Moment | None:
    count = float(text)
    value = datetime.fromtimestamp(count / 1000 if count > _MILLISECONDS else count, UTC)
    return Moment(value=value.replace(microsecond=0), zone="stated", precision="minute")


def _numeric(match: re.Match[str], text: str, language: str | None) -> Moment | None:
    one, two = int(match.group("one")), int(match.group("two"))
    american = match.group("mark") == "/" and (language or "").lower() in _MONTH_FIRST
    swapped = two not in _MONTHS_RANGE or (american and one in _MONTHS_RANGE)
    day, month = (two, one) if swapped else (one, two)
    year = match.group("year")
    if len(year) == _SHORT_YEAR:
        year = f"20{year}"
    return _moment(year, month, day, _time_near(text, match.end(), match.start()), language)


def _worded(text: str, language: str | None) -> Moment | None:
    """Read a date with the name of a month: day before or after it, the year last or first."""
    tokens = list(_TOKEN.finditer(text))
    for at, token in enumerate(tokens):
        month = _month(token.group().casefold(), language)
        if month is None:
            continue
        before = _numbers(tokens[at - 1 :: -1][:_REACH] if at else [])[:1]
        after = _numbers(tokens[at + 1 :][:_REACH])[:2]
        for year, day, used in _arrangements(before, after):
            ends = [token, *used]
            clock = _time_near(text, max(t.end() for t in ends), min(t.start() for t in ends))
            if moment := _moment(year, month, day, clock, language):
                return moment
    return None


def _numbers(tokens: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    return [token for token in tokens if token.group().isdecimal()]


def _arrangements(
    before: list[re.Match[str]], after: list[re.Match[str]]
) -> Iterator[tuple[int, int, list[re.Match[str]]]]:
    """Yield year and day among the numbers around a month, and the numbers used."""
    for pair in (before + after[:1], after, after[:1] + before):
        if len(pair) == _PAIR:
            day, year = int(pair[0].group()), int(pair[1].group())
            if day in _DAYS and year in _YEARS:
                yield year, day, pair


@cache
def _months() -> Mapping[str, Mapping[str, int]]:
    """Return spelling -> language -> month."""
    found: dict[str, dict[str, int]] = {}
    for language in lexicon.dates().months:
        for number, spellings in enumerate(language.names, start=1):
            for spelling in spellings:
                found.setdefault(spelling.casefold(), {})[language.code] = number
    return found


def _month(word: str, language: str | None) -> int | None:
    meanings = _months().get(word)
    if meanings is None:
        return None
    own = meanings.get((language or "")[:2].lower())
    if own is not None:
        return own
    distinct = set(meanings.values())
    return distinct.pop() if len(distinct) == 1 else None


def _time_near(text: str, end: int, start: int = 0) -> re.Match[str] | None:
    """Return the clock time that follows a date closely, or that stands nearer before it."""
    after = _time().search(text, end, end + 40)
    earlier = list(_time().finditer(text, max(0, start - 30), start))
    if not earlier:
        return after
    before = earlier[-1]
    return before if after is None or start - before.end() < after.start() - end else after


def _moment(
    year: int | str,
    month: int | str,
    day: int | str,
    found: re.Match[str] | None,
    language: str | None,
) -> Moment | None:
    try:
        date = datetime(int(year), int(month), int(day))  # noqa: DTZ001  the zone comes below
    except ValueError:
        return None
    if date.year not in _YEARS or date == _UNKNOWN:
        return None
    clock = clocks.read(found, language, date)
    if clock is None:
        return Moment(value=date.replace(tzinfo=UTC), zone="assumed", precision="day")
    value = date.replace(hour=clock.hour, minute=clock.minute, second=clock.second)
    return Moment(
        value=value.replace(tzinfo=clock.zone or UTC),
        zone="assumed" if clock.zone is None else "stated",
        precision="minute",
    )
