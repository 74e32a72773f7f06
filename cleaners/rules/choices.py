"""Choices in phrases, ``(a|b|c d)``, spelled out.

A choice inside an option of another one multiplies that option alone: spelled out from the inside,
a list of thirty imperatives with four choices in it would be hundreds of thousands of phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

CHOICE: Final = re.compile(r"\(([^()]*)\)")  # one without another inside


def expand(phrase: str) -> Iterator[str]:
    """Yield the phrase once for each combination of its choices."""
    yield from _expand(flat(phrase))


def _expand(phrase: str) -> Iterator[str]:
    choice = CHOICE.search(phrase)
    if choice is None:
        yield phrase
        return
    for spelled in options(phrase, choice):
        yield from _expand(spelled)


def options(phrase: str, choice: re.Match[str]) -> Iterator[str]:
    """Yield the phrase once for each option of one of its choices."""
    for option in choice[1].split("|"):
        yield phrase[: choice.start()] + option + phrase[choice.end() :]


def flat(phrase: str) -> str:
    """Return the same phrase without choices inside choices: ``(a|b (c|d))`` is ``(a|b c|b d)``."""
    while (nested := _nested(phrase)) is not None:
        choice, start, end = nested
        before, after = phrase[start : choice.start()], phrase[choice.end() : end]
        spelled = "|".join(f"{before}{option}{after}" for option in choice[1].split("|"))
        phrase = phrase[:start] + spelled + phrase[end:]
    return phrase


def _nested(phrase: str) -> tuple[re.Match[str], int, int] | None:
    """Return a choice inside an option of another one, and where that option starts and ends."""
    for choice in CHOICE.finditer(phrase):
        start = _reach(phrase, range(choice.start() - 1, -1, -1), closing="(", opening=")")
        if start is not None:
            end = _reach(phrase, range(choice.end(), len(phrase)), closing=")", opening="(")
            return choice, start + 1, len(phrase) if end is None else end
    return None


def _reach(phrase: str, places: range, *, closing: str, opening: str) -> int | None:
    """Return the first of ``places`` that bounds the option around them; None outside of all."""
    depth = 0
    for at in places:
        if phrase[at] == opening:
            depth += 1
        elif phrase[at] == closing and depth:
            depth -= 1
        elif phrase[at] == closing or (phrase[at] == "|" and not depth):
            return at
    return None
