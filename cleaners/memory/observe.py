"""What is noted of one cleaned article."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

from cleaners.memory.limits import limits
from cleaners.memory.types import Observation, Place, Sighting
from cleaners.memory.words import fingerprint, mark_of, words_of
from cleaners.types import Block, Cleaned

# Of these kinds a line is never furniture: somebody's words, data, code.
NEVER = frozenset({"quote", "table-row", "code"})
_OPENING_QUOTES = "\"“”„‟«»‘‚‹›「『＂'"


def observe(cleaned: Cleaned, *, record: str, fetched_at: datetime | None = None) -> Observation:
    """Return what the memory notes of an article; ``record`` is its id, of any form.

    The day is that of publication, never later than ``fetched_at`` (aware), and the day of
    fetching where the page names none. What the memory itself removed counts as kept: it
    still stands on the page.
    """
    remembered = limits()
    shown = _shown(cleaned)
    marks = [_fingerprint(text) if may else None for text, may in shown]
    times = Counter(mark for mark in marks if mark is not None)
    kept: dict[str, Sighting] = {}
    for at, ((text, _), mark) in enumerate(zip(shown, marks, strict=True)):
        if mark is not None and mark not in kept:
            kept[mark] = Sighting(
                fingerprint=mark,
                text=text,
                place=place_of(at, len(shown)),
                repeated=times[mark] > 1,
            )
    others = (one.text for one in cleaned.removed if one.judge != "memory")
    removed = {mark for mark in map(_fingerprint, others) if mark is not None} - kept.keys()
    return Observation(
        record=record,
        day=_day(cleaned.published, fetched_at),
        title=fingerprint(words_of(cleaned.title)) if cleaned.title else None,
        subject=" ".join(filter(None, (cleaned.title, cleaned.description)))[
            : remembered.subject_chars.value
        ],
        kept=tuple(kept[mark] for mark in sorted(kept)[: remembered.kept_blocks.value]),
        removed=tuple(sorted(removed)[: remembered.removed_blocks.value]),
    )


def place_of(at: int, blocks: int) -> Place:
    """Tell where the block ``at`` stands among so many of an article."""
    if at < min(limits().head_blocks.value, blocks / 2):
        return "head"
    return "tail" if at >= blocks - limits().tail_blocks.value else "middle"


def may_be_furniture(block: Block) -> bool:
    """Tell whether a block could be furniture at all: by its kind, and not a quotation."""
    return block.kind not in NEVER and not block.text.startswith(tuple(_OPENING_QUOTES))


def _shown(cleaned: Cleaned) -> list[tuple[str, bool]]:
    """Return what the other judges kept, in reading order: its text, and whether it counts."""
    kept = [(block.index, block.text, may_be_furniture(block)) for block in cleaned.blocks]
    recalled = [(one.index, one.text, True) for one in cleaned.removed if one.judge == "memory"]
    ordered = sorted([*kept, *recalled], key=lambda one: one[0])
    return [(text, may) for _, text, may in ordered]


def _fingerprint(text: str) -> str | None:
    """Return a line's fingerprint; None for one too long, or with too few words."""
    remembered = limits()
    if len(text) > remembered.text_chars.value:
        return None
    return mark_of(text, remembered.words.value)


def _day(published: datetime | None, fetched_at: datetime | None) -> date | None:
    days = [moment.astimezone(UTC).date() for moment in (published, fetched_at) if moment]
    return min(days, default=None)
