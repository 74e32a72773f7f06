"""Take a news article out of its page, and keep a receipt for all that was removed.

``clean_html`` and ``clean_text`` tell the whole of it. This package is pure: no
Scrapy, no network, no files but its own rules and weights.
"""

from __future__ import annotations

from cleaners.clean import clean_html, clean_page
from cleaners.errors import CleaningError
from cleaners.options import Options
from cleaners.text_mode import clean_text
from cleaners.types import CATEGORIES, Block, Cleaned, Evidence, Page, Removed

__all__ = [
    "CATEGORIES",
    "Block",
    "Cleaned",
    "CleaningError",
    "Evidence",
    "Options",
    "Page",
    "Removed",
    "clean_html",
    "clean_page",
    "clean_text",
]
