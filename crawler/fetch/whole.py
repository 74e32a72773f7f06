"""Tells a whole document from one that was cut, where the transfer itself cannot tell.

An answer without a length ends when its connection does, which may be anywhere. One
that ends like a document is whole; any other is tried again, and believed when it
ends at the same byte twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# What ends a whole document; looked for in its last bytes.
_END = re.compile(
    rb"</(html|body|rss|feed|rdf:rdf|urlset|sitemapindex)\s*>|[}\]]\s*$", re.IGNORECASE
)
_TAIL_BYTES = 4_096
_MARKUP = re.compile(rb"^\s*(<|\{)")


def may_be_cut(body: bytes, flags: Sequence[str]) -> bool:
    """Tell whether a document may lack its end; `flags` are the response's, from Scrapy.

    "partial": it had no length; "download_stopped": we cut it ourselves, on purpose.
    """
    if "partial" not in flags or "download_stopped" in flags:
        return False
    return bool(_MARKUP.match(body[:64])) and not _END.search(body[-_TAIL_BYTES:])
