"""Where the footer of a text begins: the run of boilerplate after the last prose.

Each line weighs for or against being boilerplate; the footer is the suffix of the text
that weighs most, begins with a line known as boilerplate, and bridges little prose. So a
slogan or a house notice between known lines goes with them, while a call that stands
alone in the middle of an article takes nothing along.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from cleaners.rules.errors import RuleError


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``limits.toml``: weights of lines and bounds of what a footer may bridge."""

    why: str
    sure: float  # a line that a rule knows anywhere
    likely: float  # a line that a rule knows at the end of a text
    doubtful: float  # the same by a rule that is not sure
    short: float  # any other line that is no prose
    prose: float  # a paragraph, plus ...
    prose_word: float  # ... so much for each of its words
    echo: float  # a paragraph that names the outlet of the lines around it
    least: float  # a footer weighs at least so much
    bridge_words: int  # words of unknown prose that a footer may hold in all
    bridge_lines: int  # paragraphs of unknown prose in a row
    sure_confidence: float  # of a rule, to be sure anywhere
    guard_words: int  # words of prose that may always be removed;
    guard_share: float  # beyond them, so much of a text's prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One line on the scales."""

    text: str
    words: int
    prose: bool
    sure: bool  # a rule knows it wherever it stands
    likely: bool  # a rule knows it at the end of a text, and is sure
    doubtful: bool = False  # the same, and is not

    @property
    def known(self) -> bool:
        """Tell whether any rule knows the line."""
        return self.sure or self.likely or self.doubtful


@cache
def load_limits() -> Limits:
    """Read the limits; raise RuleError for unknown or missing keys."""
    try:
        data = files(__package__).joinpath("limits.toml").read_bytes()
        return msgspec.toml.decode(data, type=Limits)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise RuleError(f"limits.toml: {error}") from error


def footer_start(lines: Sequence[Weighed]) -> int:
    """Return the number of the footer's first line; ``len(lines)`` where there is none."""
    limits = load_limits()
    names = house_names(line.text for line in lines if line.known)
    best, best_weight = len(lines), limits.least
    weight = 0.0
    bridged = in_a_row = 0
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        echoed = line.prose and not line.known and echoes(line.text, names)
        weight += _weigh(line, echoed, limits)
        if line.prose and not line.known and not echoed:
            bridged, in_a_row = bridged + line.words, in_a_row + 1
        elif line.known:
            in_a_row = 0
        if bridged > limits.bridge_words or in_a_row > limits.bridge_lines:
            break
        if line.known and weight >= best_weight:
            best, best_weight = at, weight
    return best


def _weigh(line: Weighed, echoed: bool, limits: Limits) -> float:
    if line.sure:
        return limits.sure
    if line.likely:
        return limits.likely
    if line.doubtful:
        return limits.doubtful
    if echoed:
        return limits.echo
    return limits.prose + limits.prose_word * line.words if line.prose else limits.short


_HANDLE = re.compile(r"@(\w{3,40})")
_MIN_NAME = 6  # letters, so that "The" or "For" is no name


def house_names(texts: Iterable[str]) -> frozenset[str]:
    """Return the outlet's names: runs of capitalised words that known lines share, and handles.

    Names are squashed: lower case, without spaces.
    """
    counts: Counter[str] = Counter()
    names: set[str] = set()
    for text in texts:
        counts.update(set(_capital_runs(text)))
        names.update(handle.lower() for handle in _HANDLE.findall(text))
    names.update(name for name, count in counts.items() if count > 1)
    return frozenset(name for name in names if len(name) >= _MIN_NAME)


def echoes(text: str, names: frozenset[str]) -> bool:
    """Tell whether ``text`` names one of ``names``."""
    if not names:
        return False
    return not names.isdisjoint(_capital_runs(text))


def _capital_runs(text: str) -> list[str]:
    """Return every run of two to five capitalised words, squashed."""
    runs: list[str] = []
    words = [word.strip("()[],.;:!?\"'“”«»") for word in text.split()]
    for start, word in enumerate(words):
        if not word[:1].isupper():
            continue
        run = word.lower()
        for after in words[start + 1 : start + 5]:
            if not after[:1].isupper():
                break
            run += after.lower()
            runs.append(run)
    return runs
