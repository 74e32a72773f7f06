"""What a terminal can do, what it is sent beside colours, and what it is never sent."""

from __future__ import annotations

import os
from typing import TextIO

CLEAR = "\r\x1b[2K"  # to the line's beginning, and the line empty
_LONGEST_LINE_CHARS = 4_000


def is_terminal(stream: TextIO) -> bool:
    """Tell whether a stream is a terminal that understands control sequences."""
    return stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def printable(text: str, limit: int = _LONGEST_LINE_CHARS) -> str:
    """Return ``text`` on one line, what does not print as escapes, cut to ``limit`` characters.

    Controls, bidi and zero-width characters, other spaces than the plain one, surrogates and what
    Unicode has not assigned: all that ``str.isprintable`` denies.
    """
    line = text if text.isprintable() else "".join(map(_shown, text))
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode()
