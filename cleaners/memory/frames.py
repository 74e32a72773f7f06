"""Lines with one changing part: ``Anna Meier writes for the Tageblatt``.

Lines that begin, or end, with the same words are laid over each other; what nearly all of
them go on with is the frame, the rest is the gap.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cleaners.memory.limits import limits
from cleaners.memory.types import Frame, Sighting
from cleaners.memory.words import count

Words = tuple[str, ...]
Found = Mapping[int, Sighting]  # one line a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of one page."""

    page: int
    words: Words
    sighting: Sighting


def find_frames(lines: Iterable[Line]) -> dict[Frame, Found]:
    """Return the frames that at least ``frame_pages`` pages fill in, and the pages' lines."""
    groups: dict[tuple[bool, Words], list[Line]] = defaultdict(list)
    for line in lines:
        if count(line.words) >= limits().frame_words.value:
            groups[True, _anchor(line.words)].append(line)
            groups[False, _anchor(line.words[::-1])].append(line)
    found: dict[Frame, Found] = {}
    for (opens, _), group in sorted(groups.items()):
        frame = _frame([line.words for line in group], opens=opens) if _enough(group) else None
        if frame is not None:
            filled = {
                line.page: line.sighting
                for line in sorted(group, key=lambda one: one.words)
                if fits(frame, line.words)
            }
            if len(filled) >= limits().frame_pages.value:
                found.setdefault(frame, filled)
    return found


def fits(frame: Frame, words: Words) -> bool:
    """Tell whether a line is the frame with something in its gap."""
    before, after = len(frame.before), len(frame.after)
    if len(words) < before + after or words[:before] != frame.before:
        return False
    if words[len(words) - after :] != frame.after:
        return False
    return count(words[before : len(words) - after]) <= frame.gap_words


def _anchor(words: Words) -> Words:
    """Return the first words, as many as lines must share to be compared."""
    end = wanted = limits().frame_anchor.value
    while end < len(words) and count(words[:end]) < wanted:
        end += 1
    return words[:end]


def _enough(group: Sequence[Line]) -> bool:
    return len({line.page for line in group}) >= limits().frame_pages.value


def _frame(group: Sequence[Words], *, opens: bool) -> Frame | None:
    """Return what nearly all lines of the group have in common at their ends, if it is enough."""
    turned = list(group) if opens else [words[::-1] for words in group]
    near = _common(turned)
    far = _common([words[len(near) :][::-1] for words in turned if words[: len(near)] == near])
    before, after = (near, far[::-1]) if opens else (far, near[::-1])
    same = count(before + after)
    frame = Frame(before=before, after=after, gap_words=limits().frame_gap.value)
    gaps = sorted(count(line) - same for line in group if fits(frame, line))
    if same < limits().frame_words.value or not gaps:
        return None
    usual = gaps[len(gaps) // 2]
    return frame if same >= limits().frame_share.value * (same + usual) else None


def _common(lines: Sequence[Words]) -> Words:
    """Return the words that ``lines`` begin with, left by a few of them at each word."""
    common: list[str] = []
    alive = list(lines)
    while alive:
        at = len(common)
        nexts = Counter(line[at] for line in alive if len(line) > at)
        if not nexts:
            break
        word = min(nexts, key=lambda one: (-nexts[one], one))
        if nexts[word] < limits().frame_majority.value * len(alive):
            break
        common.append(word)
        alive = [line for line in alive if len(line) > at and line[at] == word]
    return tuple(common)
