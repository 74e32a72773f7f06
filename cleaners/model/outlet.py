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
    table.add_all(("by_author", "author_words"), _authors(texts, authors))
    table.add("of_outlet", _naming(texts, outlet))


def _outlet(document: Document) -> tuple[str, ...]:
    """Return the outlet's names, without spaces: as the page states it, and its host's."""
    stated = "".join(lower_words_of(document.site_name or "")).removeprefix("the")
    labels = _host(document.url or "").split(".")[:-1]
    found = {stated, max(labels, key=len, default="")}
    return tuple(sorted(name for name in found if len(name) >= _SHORTEST))


def _authors(texts: Sequence[str], authors: frozenset[str]) -> Ints:
    """Return how many of the first words are the authors', and the per mille of all words."""
    found = np.zeros((len(texts), 2), dtype=np.int64)
    if not authors:
        found[:, 0] = [-1 if text else 0 for text in texts]
        return found
    for place, text in enumerate(texts):
        words = lower_words_of(text)
        if not authors.isdisjoint(words):
            known = [word in authors for word in words]
            found[place] = sum(known[:_FIRST]), 1000 * sum(known) // len(words)
    return found


def _naming(texts: Sequence[str], outlet: Sequence[str]) -> Ints:
    """Tell of each text, read without spaces, whether it holds a name of the outlet."""
    named = np.zeros(len(texts), dtype=np.int64)
    squeezed = _BETWEEN.join(texts).lower().replace(" ", "")
    for name in outlet:
        line = start = 0
        while (at := squeezed.find(name, start)) >= 0:
            line += squeezed.count(_BETWEEN, start, at)
            named[line] = 1
            start = at + len(name)
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
