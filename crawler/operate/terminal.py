"""What a terminal can do, and the one sequence that is sent to it beside colours."""

from __future__ import annotations

import os
from typing import TextIO

CLEAR = "\r\x1b[2K"  # to the line's beginning, and the line empty


def is_terminal(stream: TextIO) -> bool:
    """Tell whether a stream is a terminal that understands control sequences."""
    return stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
