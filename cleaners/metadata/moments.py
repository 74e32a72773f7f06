"""Points in time as pages write them: ISO 8601, mail dates, epochs, and dates in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Final

from cleaners.metadata import lexicon
from cleaners.metadata.types import Moment
from cleaners.metadata.words import plain

MAX_LENGTH: Final = 300  # characters that are looked at
_YEARS: Final = range(1900, 2100)
_DAYS: Final = range(1, 32)
_MONTHS_RANGE: Final = range(1, 13)
_HOURS: Final = range(24)
_MINUTES: Final = range(60)
_REACH: Final = 5  # tokens beside a month in which its day and year stand
_PAIR: Final = 2  # a day and a year
_NOON: Final = 12
_SHORT_YEAR: Final = 2  # digits
_MILLISECONDS: Final = 10**11  # a greater epoch counts milliseconds: in seconds it is year 5138
_MONTH_FIRST: Final = frozenset({"en", "en-us", "en_us"})  # 3/4/2024 is 4 March there

_CLOCK: Final = (
    r"(?<!\d\.)(?P<hour>\d{1,2})[:.hH](?P<minute>\d{2})(?!\d|\.\d)(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<half>[aApP]\.?\s?[mM]\b\.?)?"
    r"\s*(?P<zone>[zZ]\b|\(?(?:UTC|GMT)\s?[+−-]\d{1,2}(?!\d|:\d)\)?|(?:UTC|GMT)?\s?[+−-]\d{1,2}:?\d{2}(?!\d)|[+−-]\d{2}(?!\d)|\(?[A-Z]{2,5}\b\)?)?"
)
_ISO: Final = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"
    rf"(?:(?:\s*T\s*|[\s,|]+(?:at\s)?){_CLOCK})?"
)
_COMPACT: Final = re.compile(
    r"^(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[T\s]?(?P<hour>\d{2}):?(?P<minute>\d{2}):?(?P<second>\d{2})?(?P<fraction>\b\B)?(?P<half>\b\B)?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?$"
)
_EAST: Final = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]?"
)
_NUMERIC: Final = re.compile(
    r"(?<![\d.])(?P<one>\d{1,2})\s?(?P<mark>[./-])\s?(?P<two>\d{1,2})\s?(?P=mark)\s?(?P<year>(?:19|20)?\d{2})(?!\d)"
)
_TIME: Final = re.compile(_CLOCK)
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
    for pattern in (_ISO, _COMPACT):
        if match := pattern.search(text):
            yield _moment(match.group("year"), match.group("month"), match.group("day"), match)
    if match := _EAST.search(text):
        yield _moment(
            match.group("year"),
            match.group("month"),
            match.group("day"),
            _time_near(text, match.end()),
        )
    yield _worded(text, language)
    if match := _NUMERIC.search(text):
        yield _numeric(match, text, language)


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
    return _moment(year, month, day, _time_near(text, match.end(), match.start()))


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
            if moment := _moment(year, month, day, clock):
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
    after = _TIME.search(text, end, end + 40)
    earlier = list(_TIME.finditer(text, max(0, start - 30), start))
    if not earlier:
        return after
    before = earlier[-1]
    return before if after is None or start - before.end() < after.start() - end else after


def _moment(
    year: int | str, month: int | str, day: int | str, clock: re.Match[str] | None
) -> Moment | None:
    time = _clock(clock)
    try:
        if time is None:
            value = datetime(int(year), int(month), int(day), tzinfo=UTC)
            zone: tzinfo | None = None
        else:
            hour, minute, second, zone = time
            value = datetime(
                int(year), int(month), int(day), hour, minute, second, tzinfo=zone or UTC
            )
    except ValueError:
        return None
    if value.year not in _YEARS or (value.year, value.month, value.day) == (
        1970,
        1,
        1,
    ):
        return None  # year 1 and the epoch are what systems write for "unknown"
    return Moment(
        value=value,
        zone="stated" if zone is not None else "assumed",
        precision="day" if time is None else "minute",
    )


def _clock(match: re.Match[str] | None) -> tuple[int, int, int, tzinfo | None] | None:
    if match is None or match.group("hour") is None:
        return None
    hour, minute = int(match.group("hour")), int(match.group("minute"))
    half = (match.group("half") or "").lower()
    if half:
        hour = hour % _NOON + (_NOON if half.startswith("p") else 0)
    if hour not in _HOURS or minute not in _MINUTES:
        return None
    return (
        hour,
        minute,
        min(int(match.group("second") or 0), _MINUTES[-1]),
        _zone(match.group("zone")),
    )


@cache
def _zones() -> Mapping[str, int]:
    return {entry.name: entry.minutes for entry in lexicon.dates().zones}


def _zone(written: str | None) -> tzinfo | None:
    if not written:
        return None
    name = written.strip(" ()").upper().replace("−", "-")
    if name in _zones():
        return _offset(_zones()[name])
    match = re.fullmatch(r"(?:UTC|GMT)?\s?([+-])(\d{1,2}):?(\d{2})?", name)
    if match is None:
        return None
    minutes = int(match.group(2)) * 60 + int(match.group(3) or 0)
    return _offset(minutes if match.group(1) == "+" else -minutes)


def _offset(minutes: int) -> tzinfo | None:
    if abs(minutes) > 14 * 60:
        return None
    return UTC if minutes == 0 else timezone(timedelta(minutes=minutes))
