"""The article's text as it is stated beside the page's own paragraphs: in JSON-LD, in a feed."""

from __future__ import annotations

from typing import Final

from cleaners.blocks.html import walk
from cleaners.errors import CleaningError
from cleaners.metadata.statement import Statement
from cleaners.metadata.topics import source_of
from cleaners.parse import parse
from cleaners.types import Evidence

_MAX_FEED_BODY: Final = 500_000  # characters that are read of a feed's body


def stated(statement: Statement, evidence: Evidence | None) -> tuple[tuple[str, str], ...]:
    """Return (source, text) of each body, the page's own first; a feed's has one line a block."""
    found: list[tuple[str, str]] = []
    if statement.body:
        found.append(("json-ld", statement.body))
    if evidence is not None and evidence.body_html and evidence.body_html.strip():
        found.append((source_of(evidence), _text(evidence.body_html[:_MAX_FEED_BODY])))
    return tuple((source, text) for source, text in found if text)


def _text(html: str) -> str:
    """Return the text of a feed's body; one that no parser can read states nothing."""
    try:
        root = parse(f"<html><body>{html}</body></html>").root
    except CleaningError:
        return ""
    return "\n".join(block.text for block in walk(root))
