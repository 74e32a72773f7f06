"""How the lines and sentences of a text begin and end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

SHORT_CHARACTERS: Final = 30  # FineWeb: a line below it is short
_STOPS = ".!?…。！？｡؟۔।॥።։။។᙮"
_CLOSING = "\"'”“’‘»›)]」』）】"
# C4 counts a closing quotation mark as an end; so does this.
_PUNCTUATED = re.compile(f"[{re.escape(_STOPS + _CLOSING)}]$")
_ELLIPSIS = re.compile(r"(?:…|\.{3})$")
_BULLET = re.compile(r"[•‣⁃◦▪▫●○■□◆➢➤►∙]|[-*·] ")
# A stop ends a sentence before white space; where there are no spaces, by itself. A row of dots
# is looked at once, from its first.
_ENDS = ".!?…؟۔।॥።։။។"
_SENTENCE = re.compile(
    rf"(?<![{_ENDS}])[{_ENDS}]++[{re.escape(_CLOSING)}]*+(?=\s|$)"
    rf"|[。！？｡]+[{re.escape(_CLOSING)}]*"
)
# The same, four times faster.
_ASCII_SENTENCE = re.compile(r"(?<![.!?])[.!?]++[\"')\]]*+(?=\s|$)")


def punctuated_share(lines: Sequence[str]) -> float:
    """Return the share of lines that end in terminal punctuation (C4, FineWeb)."""
    return _share(_PUNCTUATED, lines)


def ellipsis_share(lines: Sequence[str]) -> float:
    """Return the share of lines that end in an ellipsis (Gopher)."""
    return _share(_ELLIPSIS, lines)


def bullet_share(lines: Sequence[str]) -> float:
    """Return the share of lines that start with a bullet; a dialogue's dash is none (Gopher)."""
    return sum(_BULLET.match(line) is not None for line in lines) / len(lines)


def short_share(lines: Sequence[str]) -> float:
    """Return the share of lines under 30 characters (FineWeb)."""
    return sum(len(line) < SHORT_CHARACTERS for line in lines) / len(lines)


def sentences(text: str) -> int:
    """Return how many sentences end in a mark; abbreviations count too, as in C4's reading."""
    return len((_ASCII_SENTENCE if text.isascii() else _SENTENCE).findall(text))


def symbols(text: str) -> int:
    """Return the number of hash signs or of ellipses, whichever is larger (Gopher)."""
    return max(text.count("#"), text.count("…") + text.count("..."))


def _share(pattern: re.Pattern[str], lines: Sequence[str]) -> float:
    return sum(pattern.search(line, max(0, len(line) - 3)) is not None for line in lines) / len(
        lines
    )
