"""Crawler traps: sites, or parts of them, that make up URLs without end.

Each trap has a name, which goes to the log and into the run's counts. Some show in
one URL (a segment that repeats), others only in many (a calendar, a sitemap index
that breeds): those are counted per host.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal, get_args
from urllib.parse import parse_qsl, urlsplit

Trap = Literal[
    "too-long",  # a URL over 2,048 characters
    "too-deep",  # over 20 path segments
    "repeating-segments",  # /a/a/a, /a/b/a/b/a/b
    "session-id",  # one path under ever new session keys
    "calendar",  # pages of dates without end
    "query-explosion",  # one path under ever new queries
    "breeding-index",  # sitemap indexes that name ever more indexes
    "endless-list",  # a list whose next page never ends
    "too-many-articles",  # more than a run takes in of one site
]
TRAPS: tuple[Trap, ...] = get_args(Trap)

MAX_URL_CHARS = 2_048
MAX_SEGMENTS = 20
MAX_REPEATS = 3
MAX_SESSIONS = 3  # of one path
MAX_CALENDAR_PAGES = 31  # of one host: a month of days
MAX_QUERIES = 1_000  # of one path: a site may name its articles by query
MAX_COUNTED_PATHS = 50_000  # memory bound; beyond it the host's budget has long ended the run

_SESSION_KEYS = {
    "phpsessid", "jsessionid", "aspsessionid", "sessionid", "session_id", "session", "sessid",
    "sid", "s_id", "cfid", "cftoken", "zenid", "oscsid", "viewstate", "visitid", "sess",
}  # fmt: skip
_MAY_NUMBER = {"sid", "s_id", "session"}  # which also count stories: ?sid=1204
_PATH_SESSION = re.compile(
    r";(jsessionid|sid|phpsessid)=[^/?]*|\(S\([a-z0-9]{10,}\)\)", re.IGNORECASE
)
_REPEATED = re.compile(r"(?=((?:/[^/]+){1,3}?)\1\1)")
_CALENDAR_WORDS = re.compile(
    r"(^|[/_-])(calendar|kalender|calendario|calendrier|agenda|events?|termine|veranstaltungen|archive?s?)"
    r"([/_.-]|$)",
    re.IGNORECASE,
)
_DATE_KEYS = {
    "date",
    "day",
    "month",
    "year",
    "week",
    "datum",
    "fecha",
    "mois",
    "jour",
    "ym",
    "tribe-bar-date",
}
_STORY_NUMBER = re.compile(r"[a-z]{0,3}\d{4,}", re.IGNORECASE)
_DATE_TAIL = re.compile(r"(?:^|/)\d{4}(?:[/-]\d{1,2}){0,2}/?$")


def trap_in(url: str) -> Trap | None:
    """Name the trap that the URL alone shows."""
    if len(url) > MAX_URL_CHARS:
        return "too-long"
    path = urlsplit(url).path
    if path.count("/") > MAX_SEGMENTS:
        return "too-deep"
    return "repeating-segments" if _REPEATED.search(path) else None


def is_calendar(url: str) -> bool:
    """Tell whether the URL is a page of a calendar: a date, and neither headline nor number."""
    parts = urlsplit(url)
    dated = _DATE_TAIL.search(parts.path) is not None
    named = _CALENDAR_WORDS.search(parts.path) is not None
    pairs = {key.lower(): value for key, value in parse_qsl(parts.query)}
    others = [value for key, value in pairs.items() if key not in _DATE_KEYS]
    asked = len(others) < len(pairs) and not any(map(_STORY_NUMBER.fullmatch, others))
    return (dated and named) or asked


def session_free(url: str) -> tuple[str, bool]:
    """Return the path and query without session keys, and whether there were any."""
    parts = urlsplit(url)
    path = _PATH_SESSION.sub("", parts.path)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [
        (key, value)
        for key, value in pairs
        if key.lower() not in _SESSION_KEYS or (key.lower() in _MAY_NUMBER and value.isdecimal())
    ]
    free = "&".join(f"{key}={value}" for key, value in kept)
    return f"{path}?{free}" if free else path, path != parts.path or len(kept) != len(pairs)


@dataclass(slots=True)
class TrapGuard:
    """Counts what one site's URLs do over a run, and names the first trap of each URL."""

    calendar_pages: Counter[str] = field(default_factory=Counter)  # by host
    sessions: dict[str, set[str]] = field(default_factory=dict)  # by host and free path
    queries: dict[str, set[str]] = field(default_factory=dict)  # by host and path

    def check(self, url: str, *, listed: bool = False) -> Trap | None:
        """Return the trap that the URL leads into, None when it is sound so far.

        `listed` tells that a feed or sitemap names it: these have an end, and may name thousands
        of articles by their query.
        """
        try:
            return trap_in(url) or self._counted(url, listed)
        except ValueError:
            return "too-long"

    def _counted(self, url: str, listed: bool) -> Trap | None:
        parts = urlsplit(url)
        host = parts.hostname or ""
        free, has_session = session_free(url)
        if has_session and self._grows(self.sessions, host + free, url, MAX_SESSIONS):
            return "session-id"
        if is_calendar(url):
            self.calendar_pages[host] += 1
            if self.calendar_pages[host] > MAX_CALENDAR_PAGES:
                return "calendar"
        counted = parts.query and not (has_session or listed)
        if counted and self._grows(self.queries, host + parts.path, parts.query, MAX_QUERIES):
            return "query-explosion"
        return None

    @staticmethod
    def _grows(counted: dict[str, set[str]], key: str, value: str, limit: int) -> bool:
        """Count a value under the key; True when it is one too many."""
        if key not in counted and len(counted) >= MAX_COUNTED_PATHS:
            return False
        values = counted.setdefault(key, set())
        if value in values:
            return False
        if len(values) >= limit:
            return True
        values.add(value)
        return False
