"""Blocks of a plain text: one per line, or per paragraph where lines are evidently wrapped.

A line keeps its number (from 1) in ``source``, so that what was removed can be found in
the file again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from cleaners.normalize import fold
from cleaners.types import Block, Kind

_BULLET = re.compile(r"(?:[-*•‣◦▪●–]|\d{1,3}[.)])\s+\S")
_ENDED = re.compile(r"[.!?…:;。！？؟۔।][\"'”’»)\]]*$")
_HEADING_WORDS = 12
_PARAGRAPH_WORDS = 9

# Hard-wrapped text, as old mail and e-book tools write it: lines fill a column, break in
# the middle of sentences, and blank lines part the paragraphs.
_WRAPPED_LINES = 8  # fewer are no evidence
_COLUMN = (50, 100)  # characters of the widest line
_RAGGED = 18  # characters that a full line may be shorter than the widest
_FULL_SHARE = 0.9
_BROKEN_SHARE = 0.6  # of full lines, those that do not end a sentence


def read_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of ``text`` in normal form; lines without visible text make none."""
    lines = [(number, fold(line)) for number, line in enumerate(text.splitlines(), start=1)]
    paragraphs = [list(group) for filled, group in groupby(lines, _is_filled) if filled]
    pieces = list(_joined(paragraphs) if _is_wrapped(paragraphs) else _single(paragraphs))
    texts = [piece for _, piece in pieces]
    return tuple(
        Block(index=at, text=piece, kind=_kind(texts, at), source=f"line {number}")
        for at, (number, piece) in enumerate(pieces)
    )


_Numbered = tuple[int, str]


def _is_filled(line: _Numbered) -> bool:
    return bool(line[1])


def _single(paragraphs: Sequence[Sequence[_Numbered]]) -> Iterator[_Numbered]:
    for paragraph in paragraphs:
        yield from paragraph


def _joined(paragraphs: Sequence[Sequence[_Numbered]]) -> Iterator[_Numbered]:
    for paragraph in paragraphs:
        yield paragraph[0][0], " ".join(line for _, line in paragraph)


def _is_wrapped(paragraphs: Sequence[Sequence[_Numbered]]) -> bool:
    """Tell whether the lines are pieces of paragraphs cut at a column."""
    broken = [line for paragraph in paragraphs for _, line in paragraph[:-1]]
    if len(broken) < _WRAPPED_LINES or len(paragraphs) < 2:  # noqa: PLR2004
        return False
    widest = max(len(line) for paragraph in paragraphs for _, line in paragraph)
    if not _COLUMN[0] <= widest <= _COLUMN[1]:
        return False
    full = [line for line in broken if len(line) >= widest - _RAGGED]
    unended = [line for line in full if not _ENDED.search(line)]
    return len(full) >= _FULL_SHARE * len(broken) and len(unended) >= _BROKEN_SHARE * len(full)


def _kind(texts: Sequence[str], at: int) -> Kind:
    """Guess a line's kind: a short line without a full stop before a paragraph is a heading."""
    text = texts[at]
    if _BULLET.match(text):
        return "list-item"
    after = texts[at + 1] if at + 1 < len(texts) else ""
    short = len(text.split()) <= _HEADING_WORDS and not _ENDED.search(text)
    leads = len(after.split()) >= _PARAGRAPH_WORDS and _ENDED.search(after) is not None
    return "heading" if short and leads else "paragraph"
