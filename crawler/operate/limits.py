"""The limits of the band, and the likely causes: data, read and checked when first needed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

_HERE = Path(__file__).parent
UNKNOWN_CAUSE = "unknown: look at the pages"


class Limit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One limit and its reason."""

    value: float
    why: str


class LimitFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of ``limits.toml``; each says there why it is what it is."""

    chance: Limit
    silence_chance: Limit
    silence_lowest_chance: Limit
    silence_weekday_chance: Limit
    least_runs: Limit
    least_articles: Limit
    least_pages: Limit
    silence_expected: Limit
    silence_least_hours: Limit
    silence_least_days: Limit
    bad_share: Limit
    field_jump: Limit
    text_ratio: Limit
    text_deviations: Limit
    text_sd: Limit
    text_wander: Limit
    share_jump: Limit
    share_deviations: Limit
    share_sd: Limit
    new_norm_days: Limit
    memory_runs: Limit
    memory_days: Limit


class Cause(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the beginning of a failure's reason tells."""

    says: str
    starts: tuple[str, ...]
    why: str


class _Causes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cause: tuple[Cause, ...]


@cache
def limits() -> LimitFile:
    """Read the limits."""
    return msgspec.toml.decode((_HERE / "limits.toml").read_bytes(), type=LimitFile)


@cache
def causes() -> tuple[Cause, ...]:
    """Read the causes, in the order in which they are tried."""
    return msgspec.toml.decode((_HERE / "causes.toml").read_bytes(), type=_Causes).cause


def likely_cause(reasons: dict[str, int]) -> str:
    """Name the likely cause behind the most frequent of the reasons."""
    tally: dict[str, int] = {}
    for reason, number in reasons.items():
        says = next(
            (c.says for c in causes() if reason.startswith(c.starts)),
            UNKNOWN_CAUSE,
        )
        tally[says] = tally.get(says, 0) + number
    return max(sorted(tally), key=tally.__getitem__, default=UNKNOWN_CAUSE)
