"""The settings that are numbers or switches: all are read before anything else is done.

Scrapy reads a setting when it is first needed, and that may be in the middle of a run.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from scrapy.settings import BaseSettings

from crawler.exits import ConfigError

_DAY_S = 86_400.0
_MIB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a number may be; both ends are allowed."""

    least: float
    most: float
    whole: bool = True


def _whole(least: int, most: int) -> Bounds:
    return Bounds(least=least, most=most)


def _seconds(least: float = 0.0, most: float = 30 * _DAY_S) -> Bounds:
    return Bounds(least=least, most=most, whole=False)


_SHORTEST_S = 0.001
NUMBERS: Mapping[str, Bounds] = {
    "CLEAN_WORKERS": _whole(1, 1024),
    "CLEAN_TIMEOUT_S": _seconds(_SHORTEST_S),
    "CLEAN_MEMORY_MB": _whole(32, 1024 * 1024),
    "SEGMENT_RECORDS": _whole(1, 10**9),
    "SEGMENT_BYTES": _whole(1, 2**50),
    "SEGMENT_HOURS": Bounds(least=0.001, most=24 * 3650, whole=False),
    "COMMIT_RECORDS": _whole(1, 100_000),
    "COMMIT_SECONDS": _seconds(_SHORTEST_S),
    "FAILURE_RATIO": Bounds(least=0, most=1, whole=False),
    "FAILURE_MINIMUM": _whole(0, 10**9),
    "RETRY_WAIT_S": _seconds(),
    "WATCHDOG_S": _seconds(),
    "STOP_GRACE_S": _seconds(),
    "HOST_MAX_REQUESTS": _whole(1, 10**9),
    "HOST_WAIT_S": _seconds(),
    "CONCURRENT_REQUESTS": _whole(1, 10_000),
    "CONCURRENT_REQUESTS_PER_DOMAIN": _whole(1, 10_000),
    "DOWNLOAD_DELAY": _seconds(),
    "DOWNLOAD_DELAY_JITTER": Bounds(least=0, most=1, whole=False),
    "DOWNLOAD_TIMEOUT": _seconds(_SHORTEST_S),
    "DOWNLOAD_MAXSIZE": _whole(1, 1024 * _MIB),
    "DNS_TIMEOUT": _seconds(_SHORTEST_S),
    "REDIRECT_MAX_TIMES": _whole(0, 100),
    "RETRY_TIMES": _whole(0, 100),
    "URLLENGTH_LIMIT": _whole(0, 1_000_000),
    "DNSCACHE_SIZE": _whole(0, 10**9),
    "REACTOR_THREADPOOL_MAXSIZE": _whole(1, 10_000),
}
SWITCHES = (
    "ARCHIVE_WARC",
    "RESPECT_OPT_OUT",
    "ROBOTSTXT_OBEY",
    "SITE_MEMORY",
    "TDM_WELL_KNOWN",
    "TWISTED_REACTOR_ENABLED",
    "SPIDER_LOADER_WARN_ONLY",
)
_HIGHEST_PORT = 65_535


def check_numbers(settings: BaseSettings) -> None:
    """Read every setting that is a number or a switch; raises ConfigError naming the first bad."""
    for name, bounds in NUMBERS.items():
        _check(name, settings.get(name), bounds)
    for name in SWITCHES:
        try:
            settings.getbool(name)
        except ValueError as error:
            raise ConfigError(f"{name}={settings.get(name)}: give 1 or 0") from error
    for port in settings.getlist("ALLOWED_PORTS"):
        _check("ALLOWED_PORTS", port, _whole(1, _HIGHEST_PORT))


def _check(name: str, value: object, bounds: Bounds) -> None:
    number = _number(value, bounds)
    if number is None or not bounds.least <= number <= bounds.most:
        kind = "a whole number" if bounds.whole else "a number"
        span = f"from {bounds.least:.16g} to {bounds.most:.16g}"
        raise ConfigError(f"{name}={value}: give {kind} {span}")


def _number(value: object, bounds: Bounds) -> float | None:
    """Return the value as Scrapy's ``getint`` or ``getfloat`` would, None where they raise."""
    if not isinstance(value, int | float | str):
        return None
    try:
        number = int(value) if bounds.whole else float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
