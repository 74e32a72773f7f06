"""What a block says of the page's makers: it names the authors or the outlet, or is their note.

An article seldom names its own writer or paper. Biographies, credits, calls and
disclaimers do, in any language.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

import numpy as np

from cleaners.blocks.node import HtmlBlock
from cleaners.judges.base import Document
from cleaners.model.table import Table, per_mille
from cleaners.tokens import lower_words_of

_LONG: Final = 1200  # characters; of a longer text nobody asks whom it names
_FIRST: Final = 4  # words that count as the text's beginning
_SHORTEST: Final = 3  # characters of a name that can be told from chance


def add_names(table: Table, document: Document) -> None:
    """Add how much of a block is names of the authors, and whether it names the outlet."""
    authors = frozenset(lower_words_of(" ".join(document.authors)))
    outlet = _outlet(document)
    rows = [_names(block.text, authors, outlet) for block in document.blocks]
    found = np.array(rows, dtype=np.int64).reshape(len(rows), 3)
    table.add_all(("by_author", "author_words", "of_outlet"), found)


def _outlet(document: Document) -> tuple[str, ...]:
    """Return the outlet's names, without spaces: as the page states it, and its host's."""
    stated = "".join(lower_words_of(document.site_name or "")).removeprefix("the")
    labels = _host(document.url or "").split(".")[:-1]
    found = {stated, max(labels, key=len, default="")}
    return tuple(sorted(name for name in found if len(name) >= _SHORTEST))


def _names(text: str, authors: frozenset[str], outlet: Sequence[str]) -> tuple[int, int, int]:
    if len(text) > _LONG:
        return 0, 0, 0
    lower = text.lower()
    squeezed = lower.replace(" ", "")
    named = int(any(name in squeezed for name in outlet))
    if not authors:
        return -1, 0, named
    words = lower_words_of(text)
    known = [word in authors for word in words]
    return sum(known[:_FIRST]), 1000 * sum(known) // max(1, len(words)), named


def add_italics(table: Table, blocks: Sequence[HtmlBlock]) -> None:
    """Add how much of a block is italic: newsrooms set their own notes so."""
    italic = np.array([block.italic_chars for block in blocks], dtype=np.int64)
    chars = np.array([len(block.text) for block in blocks], dtype=np.int64)
    table.add("italic_share", per_mille(italic, chars))


def _host(address: str) -> str:
    """Return the host without "www."; "" where there is none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:  # e.g. "http://[": what the page says, and no URL
        return ""
