"""A cleaned document as a reader on a terminal sees it: the text, and what went, in place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cleaners.errors import CleaningError
from cleaners.inputs import InputDocument
from cleaners.types import CATEGORIES, Block, Category, Cleaned, Removed

# Eleven colours of the 256-colour palette that read on dark and on light ground.
_PALETTE = (33, 166, 35, 133, 172, 37, 168, 106, 98, 130, 67)
_COLOUR = {name: _PALETTE[at % len(_PALETTE)] for at, name in enumerate(CATEGORIES)}
_BOLD, _DIM, _END = "\x1b[1m", "\x1b[2m", "\x1b[0m"
# What a terminal would obey rather than show: controls, line separators, bidi controls.
_OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    """Return ``text`` on one line with every character that a terminal obeys shown as escape."""
    return _OBEYED.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def show(document: InputDocument, outcome: Cleaned | CleaningError, *, colour: bool) -> str:
    """Return the document for a reader; ``colour`` adds ANSI colours by category."""
    paint = _Paint(colour)
    head = paint.bold(f"=== {printable(document.source)}")
    if isinstance(outcome, CleaningError):
        return f"{head}\n{printable(str(outcome))}\n"
    lines = [head, *_facts(outcome), "", *_body(outcome, paint), *_summary(outcome, paint)]
    return "\n".join(lines) + "\n"


class _Paint:
    def __init__(self, on: bool) -> None:
        self._on = on

    def bold(self, text: str) -> str:
        return f"{_BOLD}{text}{_END}" if self._on else text

    def dim(self, text: str) -> str:
        return f"{_DIM}{text}{_END}" if self._on else text

    def category(self, name: Category, text: str) -> str:
        return f"\x1b[38;5;{_COLOUR[name]}m{text}{_END}" if self._on else text


def _facts(cleaned: Cleaned) -> Iterator[str]:
    facts = (
        ("title", cleaned.title),
        ("authors", ", ".join(cleaned.authors)),
        ("published", cleaned.published.isoformat() if cleaned.published else None),
        ("language", cleaned.language),
        ("flags", ", ".join(cleaned.flags)),
    )
    return (f"{name}: {printable(value)}" for name, value in facts if value)


def _body(cleaned: Cleaned, paint: _Paint) -> Iterator[str]:
    """Kept and removed pieces in reading order, a blank line after each kept one."""
    pieces: list[Block | Removed] = [*cleaned.blocks, *cleaned.removed]
    for piece in sorted(pieces, key=lambda piece: piece.index):
        text = "\n".join(printable(line) for line in piece.text.split("\n"))
        if isinstance(piece, Removed):
            label = paint.category(piece.category, f"- [{piece.category} {piece.rule}]")
            yield f"{label} {paint.dim(text)}"
        else:
            yield f"{paint.bold(text) if piece.kind == 'heading' else text}\n"


def _summary(cleaned: Cleaned, paint: _Paint) -> Iterator[str]:
    counts = Counter(one.category for one in cleaned.removed)
    listed = [paint.category(name, f"{name} {count}") for name, count in counts.most_common()]
    yield f"removed: {', '.join(listed) or 'nothing'}"
