"""Take a news article out of its page, and keep a receipt for all that was removed.

``clean_html`` and ``clean_text`` tell the whole of it. This package is pure: no
Scrapy, no network, no files but its own rules and weights.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

# Imported with its first use: a command that cleans nothing does not load the cleaning.
_MODULES = {
    "clean_html": "cleaners.clean",
    "clean_page": "cleaners.clean",
    "clean_text": "cleaners.text_mode",
    "CleaningError": "cleaners.errors",
    "Options": "cleaners.options",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_MODULES.get(name, "cleaners.types")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
