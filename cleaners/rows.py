"""A cleaned document as one flat JSON object; every key is always there, with a stable type."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from cleaners import normalize
from cleaners.errors import CleaningError
from cleaners.inputs import InputDocument
from cleaners.types import Cleaned

_NOTHING = Cleaned(text="", blocks=(), removed=())


def row(document: InputDocument, outcome: Cleaned | CleaningError) -> dict[str, Any]:
    """Return the line for ``document``; one that failed has text "" and names its ``error``.

    Times are ISO 8601 with their offset; unknown values are null or an empty list.
    """
    error = outcome if isinstance(outcome, CleaningError) else None
    cleaned = outcome if isinstance(outcome, Cleaned) else _NOTHING
    return {
        "id": _safe(document.id),
        "url": _safe(document.url),
        "canonical_url": cleaned.canonical_url,
        "site_name": cleaned.site_name,
        "title": cleaned.title,
        "authors": list(cleaned.authors),
        "published": _time(cleaned.published),
        "modified": _time(cleaned.modified),
        "language": cleaned.language,
        "language_confidence": cleaned.language_confidence,
        "section": cleaned.section,
        "tags": list(cleaned.tags),
        "description": cleaned.description,
        "image": cleaned.image,
        "text": cleaned.text,
        "removed": [
            {"category": one.category, "judge": one.judge, "rule": one.rule, "text": one.text}
            for one in cleaned.removed
        ],
        "access": cleaned.access,
        "access_reasons": list(cleaned.access_reasons),
        "quality": asdict(cleaned.quality) if cleaned.quality else None,
        "masked_emails": cleaned.masked_emails,
        "masked_phones": cleaned.masked_phones,
        "flags": list(cleaned.flags),
        "charset": cleaned.claims.charset,
        "charset_conflict": cleaned.claims.charset_conflict,
        "error": error.cause if error else None,
        "error_detail": _safe(error.detail) if error else None,
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _safe(value: str | int | None) -> str | int | None:
    """A caller's own string may hold lone surrogates, which no UTF-8 file can."""
    return normalize.repair_surrogates(value) if isinstance(value, str) else value
