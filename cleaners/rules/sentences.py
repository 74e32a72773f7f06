"""Sentences of a paragraph, with their places, so that one can be taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A sentence ends at its mark with closing quotes and brackets, before white space (or, in
# scripts without spaces, anywhere); a bracketed call is a sentence of its own. A row of dots is
# looked at once, from its first.
_END = re.compile(
    r"(?<![.!?…؟۔।])[.!?…؟۔।]++(?:[\"'”“’‘»«›‹)\]]|\s[»›](?!\S))*+(?=\s)|[。！？]+[」』）”’]*"
    r"|(?<=[)\]])\s(?=\S)|\s(?=[(\[][^\W\d_])"
)
_ABBREVIATION = re.compile(
    r"(?:\b[^\W\d_]|\b(?:Mr|Mrs|Ms|Dr|St|Prof|Sr|Jr|vs|No|Nr|bzw|ca|etc|Tel))\.$"
)


# What may begin a sentence: the first word after a sentence's end or an opening bracket.
_BEGINNING = re.compile(
    r"[.!?…؟۔।。！？)\]](?:[\"'”“’‘»«›‹)\]」』]|\s)*[(\[]?([^\W_]+)|[(\[]([^\W_]+)"
)


def beginnings(text: str) -> Iterator[str]:
    """Yield the first word of every sentence but the first; cheap, and rather too many."""
    for mark in _BEGINNING.finditer(text):
        yield mark[1] or mark[2]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence; together they cover all of the text but spaces."""
    start = 0
    for mark in _END.finditer(text):
        end = mark.end()
        if _ABBREVIATION.search(text, max(start, end - 8), end):
            continue
        piece = text[start:end].strip()
        if piece:
            yield _stripped(text, start, end)
        start = end
    if text[start:].strip():
        yield _stripped(text, start, len(text))


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
