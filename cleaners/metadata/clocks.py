"""The time of day beside a date: its forms, halves of the day, and zones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from cleaners.metadata import lexicon

_HOURS: Final = range(24)
_MINUTES: Final = range(60)
_NOON: Final = 12
_HALF_HOUR: Final = 30  # minutes
_WIDEST: Final = 14 * 60  # minutes between UTC and the farthest zone
_OFFSET: Final = re.compile(r"(?:UTC|GMT)?\s?([+-])(\d{1,2}):?(\d{2})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of day; ``zone`` is None where the page names none."""

    hour: int
    minute: int
    second: int
    zone: tzinfo | None


def read(match: re.Match[str] | None, language: str | None, day: datetime) -> Clock | None:
    """Return the time that `pattern` found, or None where it is none.

    ``language`` (BCP 47) decides what IST and ET mean; ``day`` is the naive date, on which the
    offset of a zone with daylight saving depends.
    """
    if match is None or match.group("hour") is None:
        return None
    found = match.groupdict()
    hour = int(found["hour"])
    minutes = found["minute"] or found.get("digit") or 0
    minute = _HALF_HOUR if found.get("half_hour") else int(minutes)
    if hour <= _NOON and (half := _half(found)) is not None:
        hour = hour % _NOON + half
    if hour not in _HOURS or minute not in _MINUTES:
        return None
    second = min(int(found["second"] or 0), _MINUTES[-1])
    zone = _zone(found["zone"], language, day.replace(hour=hour, minute=minute))
    return Clock(hour=hour, minute=minute, second=second, zone=zone)


@cache
def pattern() -> str:
    """Return the expression of a time of day, with the groups that `read` asks for."""
    halves = lexicon.dates().halves
    before = _either(half.text for half in halves if half.stands == "before")
    after = _either(half.text for half in halves if half.stands == "after")
    named = _either(zone.name for zone in lexicon.dates().zones if not zone.name.isascii())
    return (
        rf"(?:(?P<part>{before})\s*)?(?<!\d\.)(?<!\d)(?P<hour>\d{{1,2}})"
        r"(?:(?:[:.hH]|\s?[時时点點시]\s?|\sUhr\s(?=\d\d\b))(?P<minute>\d{2})(?!\d|\.\d)(?:\s?[分분])?"
        r"(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
        r"|\s?[時时点點시](?:(?P<half_hour>半)|\s?(?P<digit>\d)\s?[分분]|(?!\s?[間间간]))|\sUhr\b"
        r"|(?=\s?[aApP]\.?[mM]\b(?!\s(?:\d|$))))"
        rf"\s*(?P<half>[aApP]\.?\s?[mM]\b(?!\s(?:\d|$))\.?|(?:{after})(?![^\W\d_]))?"
        r"\s*(?P<zone>[zZ]\b|\(?(?:UTC|GMT)\s?[+−-]\d{1,2}(?!\d|:\d)\)?"
        r"|(?:UTC|GMT)?\s?[+−-]\d{1,2}:?\d{2}(?!\d)|[+−-]\d{2}(?!\d)"
        rf"|\(?(?:(?i:{named})|[A-Z]{{2,5}})\b\)?)?"
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _half(found: Mapping[str, str | None]) -> int | None:
    """Return the hours before the half of the day that stands beside the time."""
    word = found.get("part") or found["half"]
    if not word:
        return None
    known = {half.text: half.hours for half in lexicon.dates().halves}
    return known.get(word, _NOON if word[0] in "pP" else 0)


@cache
def _zones() -> Mapping[str, tuple[lexicon.ZoneName, ...]]:
    found: dict[str, tuple[lexicon.ZoneName, ...]] = {}
    for entry in lexicon.dates().zones:
        found[entry.name] = (*found.get(entry.name, ()), entry)
    return found


def _zone(written: str | None, language: str | None, local: datetime) -> tzinfo | None:
    if not written:
        return None
    name = written.strip(" ()").upper().replace("−", "-")
    for entry in _zones().get(name, ()):
        if not entry.languages or _speaks(language, entry.languages):
            return _offset(_minutes(entry, local))
    match = _OFFSET.fullmatch(name)
    if match is None:
        return None
    minutes = int(match.group(2)) * 60 + int(match.group(3) or 0)
    return _offset(minutes if match.group(1) == "+" else -minutes)


def _speaks(language: str | None, languages: Iterable[str]) -> bool:
    tag = (language or "en").lower().replace("_", "-")
    return any(tag == one or tag.startswith(f"{one}-") for one in languages)


def _minutes(entry: lexicon.ZoneName, local: datetime) -> int:
    """Return the offset in minutes; of a place, the one that holds there at this local time."""
    if not entry.place:
        return entry.minutes
    gap = local.replace(tzinfo=ZoneInfo(entry.place)).utcoffset() or timedelta()
    return round(gap.total_seconds() / 60)


def _offset(minutes: int) -> tzinfo | None:
    if abs(minutes) > _WIDEST:
        return None
    return UTC if minutes == 0 else timezone(timedelta(minutes=minutes))
