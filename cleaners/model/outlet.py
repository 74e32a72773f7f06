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
from cleaners.model.table import Ints, Table, per_mille
from cleaners.tokens import lower_words_of

_LONG: Final = 1200  # characters; of a longer text nobody asks whom it names
_FIRST: Final = 4  # words that count as the text's beginning
_BETWEEN: Final = "\0"  # stands in no text of a page, and is no letter
_SHORTEST: Final = 3  # characters of a name that can be told from chance


def add_names(table: Table, document: Document) -> None:
    """Add how much of a block is names of the authors, and whether it names the outlet."""
    authors = frozenset(lower_words_of(" ".join(document.authors)))
    outlet = _outlet(document)
    texts = [block.text if len(block.text) <= _LONG else "" for block in document.blocks]
    rows = [_authors(text, authors) for text in texts]
    found = np.array(rows, dtype=np.int64).reshape(len(rows), 2)
    table.add_all(("by_author", "author_words"), found)
    table.add("of_outlet", _naming(texts, outlet))


def _outlet(document: Document) -> tuple[str, ...]:
    """Return the outlet's names, without spaces: as the page states it, and its host's."""
    stated = "".join(lower_words_of(document.site_name or "")).removeprefix("the")
    labels = _host(document.url or "").split(".")[:-1]
    found = {stated, max(labels, key=len, default="")}
    return tuple(sorted(name for name in found if len(name) >= _SHORTEST))


def _authors(text: str, authors: frozenset[str]) -> tuple[int, int]:
    """Return how many of the first words are the authors', and the per mille of all words."""
    if not text:
        return 0, 0
    if not authors:
        return -1, 0
    words = lower_words_of(text)
    if authors.isdisjoint(words):
        return 0, 0
    known = [word in authors for word in words]
    return sum(known[:_FIRST]), 1000 * sum(known) // len(words)


def _naming(texts: Sequence[str], outlet: Sequence[str]) -> Ints:
    """Tell of each text, read without spaces, whether it holds a name of the outlet."""
    named = np.zeros(len(texts), dtype=np.int64)
    squeezed = _BETWEEN.join(texts).lower().replace(" ", "")
    if any(name in squeezed for name in outlet):
        lines = squeezed.split(_BETWEEN)
        named[[place for place, line in enumerate(lines) if any(n in line for n in outlet)]] = 1
    return named


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
