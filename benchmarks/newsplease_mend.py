"""What news-please needs to store anything with the readability-lxml of today.

news-please hands each page's bytes to readability-lxml, and readability-lxml 0.8.4.1 searches
bytes with patterns made for text: every page ends in ``Unparseable: cannot use a string pattern
on a bytes-like object``, and news-please drops it.
news-please loads what its configuration lists under ``ITEM_PIPELINES``, so the mend comes to its
crawling processes as a pipeline.
"""

from __future__ import annotations

from typing import Any

import readability.htmls
from w3lib.encoding import html_body_declared_encoding


def encoding_of(page: bytes) -> str:
    """Return the encoding that the page declares, or UTF-8."""
    return html_body_declared_encoding(page) or "utf-8"


class MendReadability:
    """Lets readability-lxml take bytes from here on; does nothing to items."""

    def __init__(self) -> None:
        readability.htmls.get_encoding = encoding_of

    def process_item(self, item: Any) -> Any:
        """Return the item as it is."""
        return item
