"""How a block agrees with what the page says of its article: title, description, body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from cleaners.judges.base import BlockView, Document
from cleaners.model.table import CUT, Ints, Table, running
from cleaners.model.text_features import column
from cleaners.tokens import lower_words_of

_LONG: Final = 600  # characters; longer texts are no title and no description
_PROBE: Final = 20  # characters that are looked up in the stated body, at three places
_SHORTEST_BODY: Final = 200  # characters; less is a teaser
_HEADING: Final = 1
_HEADING_BONUS: Final = 300
_LEVEL_MALUS: Final = 20
_TITLE_SCORE: Final = 500  # per mille of words in common, with the bonus


def add_claims(table: Table, document: Document, text: Ints) -> None:
    """Add the columns; ``text`` has those of ``text_features``."""
    title, description = _words(document.title), _words(document.description)
    agreement = _agreements([block.text for block in document.blocks], title, description)
    table.add_all(("of_title", "in_title", "of_description", "in_description"), agreement)
    table.add("from_title", _from_title(agreement, text))
    in_body = _in_body(document.blocks, document.article_body)
    table.add("in_article_body", in_body)
    sums = running((in_body >= 2).astype(np.int64))  # noqa: PLR2004 - two probes of three
    at = np.arange(len(agreement))
    table.add("claimed_before", sums[at])
    table.add("claimed_after", sums[-1] - sums[at + 1])


def _words(text: str | None) -> frozenset[str]:
    return frozenset(lower_words_of(text or ""))


def _agreements(texts: Sequence[str], title: frozenset[str], description: frozenset[str]) -> Ints:
    """Return per mille of the title's words that are in each text, of the text's in the title,
    and the same of the description."""
    either = title | description
    found = np.zeros((len(texts), 4), dtype=np.int64)
    for place, text in enumerate(texts):
        if len(text) <= _LONG and not either.isdisjoint(words := lower_words_of(text)):
            different = set(words)
            both, other = len(different & title), len(different & description)
            found[place] = (
                1000 * both // max(1, len(title)),
                1000 * both // len(different),
                1000 * other // max(1, len(description)),
                1000 * other // len(different),
            )
    return found


def _from_title(agreement: Ints, text: Ints) -> Ints:
    """Return the distance in blocks from the one that is the title; -CUT-1 when none is."""
    kind, level = column(text, "kind"), column(text, "level")
    bonus = np.where(kind == _HEADING, _HEADING_BONUS - _LEVEL_MALUS * level, 0)
    score = np.minimum(agreement[:, 0], agreement[:, 1]) + bonus
    at = int(np.argmax(score))
    if int(score[at]) <= _TITLE_SCORE:
        return np.full(len(score), -CUT - 1, dtype=np.int64)
    return np.clip(np.arange(len(score)) - at, -CUT, CUT)


def _in_body(blocks: Sequence[BlockView], stated: str | None) -> Ints:
    """Return how many of three pieces of each block stand in the stated body, -1 without one."""
    body = " ".join((stated or "").split())
    if len(body) <= _SHORTEST_BODY:
        return np.full(len(blocks), -1, dtype=np.int64)
    return np.array([_probes(block.text, body) for block in blocks], dtype=np.int64)


def _probes(text: str, body: str) -> int:
    if len(text) < _PROBE:
        return 3 * (text in body)
    middle = (len(text) - _PROBE) // 2
    pieces = (text[:_PROBE], text[middle : middle + _PROBE], text[-_PROBE:])
    return sum(piece in body for piece in pieces)
