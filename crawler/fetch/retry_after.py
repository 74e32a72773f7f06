"""The Retry-After header (RFC 9110, section 10.2.3): seconds or an HTTP date."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_S = 86_400.0  # a server that asks for more is believed for a day
_SECONDS = re.compile(r"\d{1,12}(\.\d{1,6})?")


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds to wait, at most a day; None for no header or one that says nothing.

    A date in the past is 0. `now` is aware.
    """
    text = (value or "").strip()[:100]
    if not text:
        return None
    if _SECONDS.fullmatch(text):
        return min(float(text), LONGEST_S)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_S)
