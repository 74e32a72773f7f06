"""Whether a reader without an account gets the whole article, and what says so.

Reasons are `source=value`; the verdict follows from the reasons alone, so that it can be given
again when another reason is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cleaners.metadata import lexicon
from cleaners.metadata.collect import Signals
from cleaners.metadata.statement import Statement
from cleaners.metadata.words import folded
from cleaners.types import Access

Verdict = tuple[Access, tuple[str, ...]]

_TIERS: Final[dict[str, Access]] = {"free": "free", "metered": "metered", "locked": "paywalled"}
_FLAGS: Final[dict[str, Access]] = {"true": "free", "false": "paywalled"}
_STRICTEST_FIRST: Final[tuple[Access, ...]] = ("paywalled", "metered", "truncated", "free")
# HTTP: 401 asks for an account, 402 for money. 403 and 451 refuse everybody.
_ASKING: Final = frozenset({401, 402})
_MIN_BODY: Final = 400  # letters of a stated body below which nothing is concluded from lengths
_SHARE: Final = 0.6  # of the stated body; formatting and captions explain differences above it
_MEASURED: Final = re.compile(r"text=(\d+)% of (.+)")
_LOST_PART: Final = re.compile(r"part-\d+-")


def judge(signals: Signals, statement: Statement) -> Verdict:
    """Return the page's own verdict with its reasons; words on the page are not asked."""
    reasons: list[str] = []
    if statement.free is not None:
        reasons.append(f"json-ld:isAccessibleForFree={str(statement.free).lower()}")
    elif statement.locked_parts:
        reasons.append("json-ld:hasPart.isAccessibleForFree=false")
    for entry in lexicon.fields().tier:
        tier = (signals.meta(entry.name) or "").strip().lower()
        if tier in _TIERS:
            reasons.append(f"meta:{entry.name}={tier}")
    reasons += [f"json-ld:hasPart.cssSelector={part}" for part in statement.locked_parts[:5]]
    return verdict(reasons), tuple(reasons)


def verdict(reasons: Sequence[str]) -> Access:
    """Return what the reasons say; where they differ, the stricter one counts."""
    levels = {_level(reason) for reason in reasons}
    return next((level for level in _STRICTEST_FIRST if level in levels), "unknown")


def _level(reason: str) -> Access:
    source, _, value = reason.partition("=")
    if source.startswith("meta:"):
        return _TIERS.get(value, "unknown")
    if source.endswith("isAccessibleForFree"):
        return _FLAGS.get(value, "unknown")
    if source == "http":
        return "paywalled"
    if source == "text" or _LOST_PART.match(reason):
        return "truncated"
    return "unknown"


def weigh(
    reasons: Sequence[str],
    *,
    text: str,
    bodies: Sequence[tuple[str, str]] = (),
    status: int | None = None,
) -> Verdict:
    """Add what the answer and the lengths show to the page's own reasons.

    ``bodies`` are (source, text) of the same article as stated elsewhere, in JSON-LD or in a
    full-text feed: a cleaned ``text`` that holds under 60 % of the letters of one is truncated.
    ``status`` is that of the HTTP answer: 401 and 402 (RFC 9110) ask for an account or for money.
    """
    found = list(reasons)
    if status in _ASKING:
        found.append(f"http={status}")
    letters = len(folded(text)) if bodies else 0
    for source, body in bodies:
        whole = len(folded(body))
        if whole >= _MIN_BODY and letters < _SHARE * whole:
            found.append(f"text={letters / whole:.0%} of {source}")
    return verdict(found), tuple(found)


def grown(reasons: Sequence[str], growth: float) -> Verdict:
    """Weigh again after further parts of the article were read; ``growth`` is a factor, >= 1."""
    found: list[str] = []
    for reason in reasons:
        match = _MEASURED.fullmatch(reason)
        share = int(match.group(1)) / 100 * growth if match else 0.0
        if match is None or share < _SHARE:
            found.append(f"text={share:.0%} of {match.group(2)}" if match else reason)
    return verdict(found), tuple(found)
