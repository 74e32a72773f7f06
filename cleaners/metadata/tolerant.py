"""A JSON reader for what pages really write.

It reads what the standard readers refuse: comments, trailing and missing commas, control
characters and bare quotes inside strings, bad escapes, unquoted keys, several values in a
row, and text that ends too early (what was read up to there is kept). It keeps its own
stack, so that no nesting reaches Python's recursion limit.
"""

from __future__ import annotations

import re
from typing import Final

MAX_DEPTH: Final = 32  # schema.org nests about six deep; deeper is an attack or a dump
MAX_VALUES: Final = 20_000  # a live blog of 500 posts has about 8,000

_SKIP: Final = re.compile(
    r"(?:[\s\ufeff\x00-\x20;]|//[^\n]*|/\*.*?(?:\*/|\Z)|<!--|-->)+", re.DOTALL
)
_BARE: Final = re.compile(r"[^\s,:{}\[\]\"]+")
_CHUNK: Final = re.compile(r'[^"\\]+')
# A quote ends its string only where JSON may go on after it; otherwise it is a bare quote. No
# white space is given back: a run of it would cost its square.
_CLOSES: Final = re.compile(
    r"""\s*+(?:[:}\]]|\Z|//|/\*
        # a comma, then JSON
        |,[\s,]*+(?:["}\]{\[\d-]|\w{1,60}\s*+:|true\b|false\b|null\b|//|/\*|\Z))
        # a comma forgotten
        |[^\S\n]*+\n\s*+"|\s++"[^"\n]{1,60}"\s*+:
    """,
    re.VERBOSE,
)
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_WORDS: Final = {"true": True, "false": False, "null": None}
# UTF-16: a character beyond U+FFFF is escaped as a high and a low surrogate.
_HIGH: Final = range(0xD800, 0xDC00)
_LOW: Final = range(0xDC00, 0xE000)
_ASTRAL: Final = 0x10000
_PAIR: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_HEX4: Final = re.compile(r"[0-9a-fA-F]{4}")


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.roots: list[object] = []
        self.stack: list[dict[str, object] | list[object]] = []
        self.keys: list[str | None] = []  # per container: the key that waits for its value

    def run(self) -> list[object]:
        for _ in range(MAX_VALUES):
            char = self.peek()
            if char == "" or len(self.stack) > MAX_DEPTH:
                break
            self.step(char)
        return self.roots

    def peek(self) -> str:
        if match := _SKIP.match(self.text, self.at):
            self.at = match.end()
        return self.text[self.at : self.at + 1]

    def step(self, char: str) -> None:
        if char == '"':
            self.at += 1
            self.scalar(self.string())
        elif char in "{[":
            self.at += 1
            self.open({} if char == "{" else [])
        elif char in "}]":
            self.at += 1
            self.close(dict if char == "}" else list)
        elif char in ",:":
            self.at += 1
            if char == "," and self.keys:
                self.keys[-1] = None
        else:
            self.scalar(self.bare())

    def open(self, container: dict[str, object] | list[object]) -> None:
        self.attach(container)
        self.stack.append(container)
        self.keys.append(None)

    def close(self, kind: type) -> None:
        """Close the innermost container of this kind; a stray bracket closes nothing."""
        depths = [n for n, container in enumerate(self.stack) if isinstance(container, kind)]
        if depths:
            del self.stack[depths[-1] :]
            del self.keys[depths[-1] :]

    def scalar(self, value: object) -> None:
        top = self.stack[-1] if self.stack else None
        if isinstance(top, dict) and self.keys[-1] is None:
            if self.peek() == ":":
                self.keys[-1] = str(value)
        else:
            self.attach(value)

    def attach(self, value: object) -> None:
        if not self.stack:
            self.roots.append(value)
            return
        top = self.stack[-1]
        if isinstance(top, list):
            top.append(value)
        elif (key := self.keys[-1]) is not None:
            top.setdefault(key, value)
            self.keys[-1] = None

    def bare(self) -> object:
        match = _BARE.match(self.text, self.at)
        assert match is not None  # the caller saw a character that is none of the excluded
        self.at = match.end()
        word = match.group()
        if word in _WORDS:
            return _WORDS[word]
        return word.strip("'")

    def string(self) -> str:
        parts: list[str] = []
        while self.at < len(self.text):
            if chunk := _CHUNK.match(self.text, self.at):
                parts.append(chunk.group())
                self.at = chunk.end()
            elif self.text[self.at] == "\\":
                parts.append(self.escape())
            else:
                self.at += 1
                if _CLOSES.match(self.text, self.at):
                    break
                parts.append('"')
        return "".join(parts)

    def escape(self) -> str:
        """Read one escape; a bad one stands for the character after the backslash."""
        char = self.text[self.at + 1 : self.at + 2]
        self.at += 2
        if char == "u" and (match := _HEX4.match(self.text, self.at)):
            self.at = match.end()
            return self.paired(int(match.group(), 16))
        return _ESCAPES.get(char, char)

    def paired(self, high: int) -> str:
        """Join a surrogate pair; a lone surrogate becomes U+FFFD, since no text may hold one."""
        if high not in _HIGH and high not in _LOW:
            return chr(high)
        match = _PAIR.match(self.text, self.at)
        if high in _HIGH and match is not None and int(match.group(1), 16) in _LOW:
            self.at = match.end()
            return chr(
                _ASTRAL + (high - _HIGH.start) * len(_LOW) + int(match.group(1), 16) - _LOW.start
            )
        return "\ufffd"


def read(text: str) -> list[object]:
    """Return the values that stand in ``text``, as far as they can be read; never raises.

    At most ``MAX_VALUES`` tokens are read and ``MAX_DEPTH`` levels are entered. Numbers are
    returned as the text that the page wrote. Of a repeated key, the first value counts.
    """
    return _Reader(text).run()
