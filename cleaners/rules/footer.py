"""Where the footer of a text begins: the run of boilerplate after the last prose.

Each line weighs for or against being boilerplate; the footer is the suffix of the text
that weighs most, begins with a line known as boilerplate, and bridges little prose. So a
slogan or a house notice between known lines goes with them, while a call that stands
alone in the middle of an article takes nothing along.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from cleaners.rules.errors import RuleError
from cleaners.types import Category

FOOTER_RUN: Final = "footer-run"  # the rule of a line that only stands inside a footer,
FOOTER_CORE: Final = "footer-core"  # and of a short one among lines that rules know


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``limits.toml``: weights of lines and bounds of what a footer may bridge."""

    why: str
    sure: float  # a line that a rule knows anywhere
    likely: float  # a line that a rule knows at the end of a text
    doubtful: float  # the same by a rule that is not sure
    short: float  # any other line that is no prose
    last: float  # more for a short sentence that no rule knows, below all lines that one does
    prose: float  # a paragraph, plus ...
    prose_word: float  # ... so much for each of its words
    echo: float  # a paragraph that names the outlet of the lines around it
    least: float  # a footer weighs at least so much
    bridge_words: int  # words of unknown prose that a footer may hold in all
    bridge_lines: int  # paragraphs of unknown prose in a row
    sure_confidence: float  # of a rule, to be sure anywhere
    faint_confidence: float  # a rule at most so sure is no evidence of a footer: its lines may
    faint_lines: int  # only lead into one, so many at most
    in_footer: float  # least confidence of a rule's word inside the footer, which confirms it
    run_confidence: float  # of what goes only because it stands inside the footer,
    core_confidence: float  # or among lines that rules know:
    core_reach: int  # of so many lines above and below it
    core_share: float  # so many are known, and
    core_known: int  # so many at least;
    core_words: int  # a longer line may be the article's last paragraph, between boxes
    boxes: dict[Category, float]  # by category, how surely a line stands below the article
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
    faint: bool = False  # a rule knows it that is no evidence of a footer: tips to readers end so
    sentence: bool = False  # it ends as a sentence does
    closing: float = 1.0  # so surely it stands in no box between two paragraphs

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


def footer_start(count: int, weighed: Callable[[int], Weighed]) -> int:
    """Return the number of the footer's first line; ``count`` where there is none.

    ``weighed`` gives one of the ``count`` lines; it is asked from the end, and no further
    than a footer may reach.
    """
    limits = load_limits()
    scales = _Scales(limits)
    best, best_weight = count, limits.least
    for at in range(count - 1, -1, -1):
        line = weighed(at)
        scales.add(line)
        if scales.bridged_too_much:
            break
        if line.known and not scales.may_cut and scales.weight >= best_weight:
            best, best_weight = at, scales.weight
    return _led_into(best, weighed) if best < count else count


def _led_into(start: int, weighed: Callable[[int], Weighed]) -> int:
    """Return where a footer starts with the faint lines above it, below an article's sentence.

    Below another short line, or where there are many, they may be the article's own list.
    """
    first = start
    while first > 0 and weighed(first - 1).faint:
        first -= 1
    if first == 0 or start - first > load_limits().faint_lines:
        return start
    above = weighed(first - 1)
    return first if above.prose and above.sentence else start


class _Scales:
    """The weight of the lines from one to the end, and the unknown prose among them."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._names = HouseNames()
        self._unknown = 0  # words of prose that no rule knows
        self._in_a_row = 0  # such paragraphs since the last known line
        self._any_known = False
        self._unclosed = 0.0  # what a passed paragraph wants above it, not to be the article's last
        self.weight = 0.0

    def add(self, line: Weighed) -> None:
        """Put the next line, going upwards, on the scales."""
        if line.known:
            self._names.add(line.text)
            self._in_a_row = 0
            self._any_known = True
            self._unclosed -= line.closing
        echoed = line.prose and not line.known and self._names.echo(line.text)
        if line.prose and not line.known and not echoed:
            self._unknown += line.words
            self._in_a_row += 1
            self._unclosed = 1.0
        if line.sentence and not line.prose and not self._any_known:  # an article's last words
            self.weight += self._limits.last
        self.weight += _weigh(line, echoed, self._limits)

    @property
    def may_cut(self) -> bool:
        """Tell whether a footer from here on might begin with the article's last paragraph."""
        return self._unclosed > 0

    @property
    def bridged_too_much(self) -> bool:
        """Tell whether more prose has been passed than a footer may hold."""
        limits = self._limits
        return self._unknown > limits.bridge_words or self._in_a_row > limits.bridge_lines


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


class HouseNames:
    """The outlet's names: handles, and runs of capitalised words that known lines share.

    Names are squashed: lower case, without spaces.
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._names: set[str] = set()

    def add(self, text: str) -> None:
        """Take the names of one known line."""
        runs = {run for run in _capital_runs(text) if len(run) >= _MIN_NAME}
        self._counts.update(runs)
        self._names.update(run for run in runs if self._counts[run] > 1)
        self._names.update(
            handle.lower() for handle in _HANDLE.findall(text) if len(handle) >= _MIN_NAME
        )

    def echo(self, text: str) -> bool:
        """Tell whether ``text`` names the outlet."""
        return bool(self._names) and not self._names.isdisjoint(_capital_runs(text))


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
