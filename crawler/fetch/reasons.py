"""Why a fetch gave no page: a closed vocabulary, and what may follow, as data.

Every failure that leaves this package is a ``Failure``; its reason is one of
``REASONS`` or ``http-<status>``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import msgspec
from scrapy.exceptions import IgnoreRequest

Retry = Literal["now", "later", "never"]

# Statuses that a later try may answer better; all other 4xx are final.
_RETRIED_STATUSES = {408, 421, 425, 429}
_SERVER_ERROR = 500
# The server says that it will not be able to: not worth asking again.
_FINAL_5XX = {501, 505, 511}


class ReasonEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One reason of reasons.toml."""

    id: str
    retry: Retry
    breaks: bool  # counts for the host's circuit breaker
    why: str


class ReasonFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of reasons.toml."""

    reason: tuple[ReasonEntry, ...]


@cache
def reasons() -> dict[str, ReasonEntry]:
    """Return all reasons but the HTTP statuses, by id."""
    raw = resources.files(__package__).joinpath("reasons.toml").read_bytes()
    return {entry.id: entry for entry in msgspec.toml.decode(raw, type=ReasonFile).reason}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One failed fetch."""

    reason: str  # of ``reasons()``, or "http-<status>"
    retry: Retry
    detail: str = ""  # one printable sentence for a person
    retry_after_s: float | None = None  # what the server asked for, capped

    @property
    def final(self) -> bool:
        """Whether no later try can help."""
        return self.retry == "never"


class FetchError(IgnoreRequest):
    """Raised by this package's middlewares; carries the failure to the errback."""

    def __init__(self, reason: str, detail: str = "", retry_after_s: float | None = None) -> None:
        entry = reasons()[reason]
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.failure = Failure(
            reason=reason, retry=entry.retry, detail=detail, retry_after_s=retry_after_s
        )


def failure(reason: str, detail: str = "", retry_after_s: float | None = None) -> Failure:
    """Make a failure of a known reason."""
    retry = reasons()[reason].retry
    return Failure(reason=reason, retry=retry, detail=detail, retry_after_s=retry_after_s)


def failure_of_status(status: int, retry_after_s: float | None = None) -> Failure | None:
    """Return the failure that an HTTP status stands for, None for 2xx and 304."""
    if 200 <= status < 300 or status == 304:  # noqa: PLR2004 -- HTTP's own classes
        return None
    later = status in _RETRIED_STATUSES or (status >= _SERVER_ERROR and status not in _FINAL_5XX)
    return Failure(
        reason=f"http-{status}", retry="later" if later else "never", retry_after_s=retry_after_s
    )


def breaks_host(reason: str) -> bool:
    """Tell whether the reason speaks against the whole host, for its circuit breaker."""
    if reason.startswith("http-"):
        return reason.startswith("http-5")
    return reasons()[reason].breaks
