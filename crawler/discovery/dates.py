"""Dates of feeds and sitemaps: RFC 822 and ISO 8601 as the web writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache

# Zone names that feeds use beyond RFC 822's own; ambiguous ones (IST, CST in Asia) are left out.
_ZONES_H = {
    "CET": 1,
    "CEST": 2,
    "MET": 1,
    "MEST": 2,
    "EET": 2,
    "EEST": 3,
    "WET": 0,
    "WEST": 1,
    "MSK": 3,
    "BST": 1,
    "JST": 9,
    "KST": 9,
    "SGT": 8,
    "HKT": 8,
    "WIB": 7,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
    "SAST": 2,
    "BRT": -3,
    "ART": -3,
}
_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T ]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.IGNORECASE,
)
_MONTH_ONLY = re.compile(r"\d{4}(-\d{2})?")
_NAMED_ZONE = re.compile(r"\s([A-Z]{2,5})$")
MAX_DATE_CHARS = 64
_YEARS = range(1970, 2101)


@lru_cache(maxsize=4_096)  # a sitemap repeats its dates
def parse_date(text: str | None) -> datetime | None:
    """Return the aware time that the text states, None when it states none.

    A time without a zone is taken as UTC; a date alone is its midnight, UTC.
    """
    if not text:
        return None
    text = " ".join(text.split())[:MAX_DATE_CHARS]
    if _MONTH_ONLY.fullmatch(text):
        return None
    found = _ISO.match(text)
    try:
        parsed = _from_iso(found) if found else _from_rfc822(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return parsed if parsed is not None and parsed.year in _YEARS else None


def _from_iso(found: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=_offset(found[7]))


def _offset(text: str | None) -> timezone:
    if not text or text.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return _zone(delta if text[0] == "+" else -delta)


def _zone(delta: timedelta) -> timezone:
    return UTC if not delta else timezone(delta)


def _from_rfc822(text: str) -> datetime | None:
    parts = parsedate_tz(text)
    if parts is None:
        return None
    year, month, day, hour, minute, second = parts[:6]
    named = _NAMED_ZONE.search(text)
    hours = _ZONES_H.get(named[1]) if named else None
    offset_s = hours * 3_600 if hours is not None else (parts[9] or 0)
    zone = _zone(timedelta(seconds=offset_s))
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
