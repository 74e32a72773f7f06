"""Whether a reader without an account gets the whole article, and what says so."""

from __future__ import annotations

from typing import Final

from cleaners.metadata import lexicon
from cleaners.metadata.collect import Signals
from cleaners.metadata.statement import Statement
from cleaners.metadata.words import folded
from cleaners.types import Access

_TIERS: Final[dict[str, Access]] = {"free": "free", "metered": "metered", "locked": "paywalled"}
_MIN_BODY: Final = 400  # letters of a stated body below which nothing is concluded from lengths
_SHARE: Final = 0.6  # of the stated body; formatting and captions explain differences above it


def judge(signals: Signals, statement: Statement) -> tuple[Access, tuple[str, ...]]:
    """Return the page's own verdict with its reasons; words on the page are not asked.

    Reasons are `source=value`. Where two statements differ, the stricter one counts.
    """
    found: list[tuple[Access, str]] = []
    if statement.free is not None:
        word = str(statement.free).lower()
        found.append(
            ("free" if statement.free else "paywalled", f"json-ld:isAccessibleForFree={word}")
        )
    if statement.free is None and statement.locked_parts:
        found.append(("paywalled", "json-ld:hasPart.isAccessibleForFree=false"))
    for entry in lexicon.fields().tier:
        tier = (signals.meta(entry.name) or "").strip().lower()
        if tier in _TIERS:
            found.append((_TIERS[tier], f"meta:{entry.name}={tier}"))
    verdict = _strictest([level for level, _ in found])
    reasons = [reason for _, reason in found]
    reasons += [f"json-ld:hasPart.cssSelector={part}" for part in statement.locked_parts[:5]]
    return verdict, tuple(reasons)


def _strictest(levels: list[Access]) -> Access:
    strict: tuple[Access, ...] = ("paywalled", "metered", "free")
    return next((level for level in strict if level in levels), "unknown")


def weigh(
    access: Access, reasons: tuple[str, ...], *, text: str, stated: str | None
) -> tuple[Access, tuple[str, ...]]:
    """Compare the cleaned text with a body stated elsewhere (JSON-LD, full-text feed).

    A text that holds under 60 % of the letters of a stated body is `truncated`, unless the page
    itself already says `paywalled` or `metered`; the shares are added to the reasons.
    """
    whole = len(folded(stated or ""))
    if whole < _MIN_BODY:
        return access, reasons
    share = len(folded(text)) / whole
    if share >= _SHARE:
        return access, reasons
    verdict: Access = access if access in {"paywalled", "metered"} else "truncated"
    return verdict, (*reasons, f"text={share:.0%} of stated body")
