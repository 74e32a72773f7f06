"""Colours for a terminal, and none where they would be noise."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Self, TextIO


@dataclass(frozen=True, slots=True)
class Paint:
    """Marks up text for a terminal when ``enabled``."""

    enabled: bool

    @classmethod
    def for_stream(cls, stream: TextIO) -> Self:
        """Colour what goes to a terminal, unless NO_COLOR is set (https://no-color.org)."""
        return cls(stream.isatty() and not os.environ.get("NO_COLOR"))

    def bold(self, text: str) -> str:
        """Set a heading."""
        return self._set("1", text)

    def good(self, text: str) -> str:
        """Set what went as it should."""
        return self._set("32", text)

    def bad(self, text: str) -> str:
        """Set what needs a look."""
        return self._set("31", text)

    def _set(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.enabled else text
