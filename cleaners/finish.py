"""The last step of every cleaning, whatever it was cleaned from: masked, and measured."""

from __future__ import annotations

from dataclasses import replace

from cleaners.masking.mask import masked
from cleaners.options import Options
from cleaners.quality.measure import measure
from cleaners.types import Cleaned


def finished(cleaned: Cleaned, options: Options) -> Cleaned:
    """Return a cleaned text as it leaves the package."""
    return measured(masked(cleaned, options.mask), options.language)


def measured(cleaned: Cleaned, site_language: str | None) -> Cleaned:
    """Return ``cleaned`` with the signals of its text; the site's language is a claim (BCP 47)."""
    quality = measure(
        cleaned.text,
        language=cleaned.language,
        page_language=cleaned.claims.html_lang,
        site_language=site_language,
    )
    return replace(cleaned, quality=quality)
