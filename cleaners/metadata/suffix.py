"""Headlines without the outlet's name: where it stands, and what is nothing but a name."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from cleaners.metadata import lexicon
from cleaners.metadata.byline_words import UNSPACED, words_for
from cleaners.metadata.words import folded

_TIGHT: Final = frozenset("|｜_－·»«")  # separators that need no white space around them
_HOST: Final = re.compile(r"(?:www\.)?[\w-]{2,}(?:\.[\w-]{2,})*\.[A-Za-z]{2,10}")
_MIN_ALIAS: Final = 5  # letters of an outlet's name that may stand inside a longer suffix
_MAX_SUFFIX_WORDS: Final = 6
_MAX_UNSPACED: Final = 10  # characters of an outlet's name in scripts without spaces


def without_site(text: str, site_names: frozenset[str]) -> str:
    """Cut the outlet's name off either end, as often as it stands there.

    ``site_names`` are folded; one of them may hold separators of its own.
    """
    for _ in range(3):
        shorter = _without_end(text, site_names)
        if shorter == text:
            shorter = _without_start(text, site_names)
        if shorter == text:
            break
        text = shorter
    return _dangling().sub("", text)


def _without_end(text: str, site_names: frozenset[str]) -> str:
    joints = list(_joint().finditer(text))
    for joint in joints:
        is_last = joint is joints[-1]
        if joint.start() and _is_site(text[joint.end() :], site_names, loose=is_last):
            return text[: joint.start()].strip()
    return text


def _without_start(text: str, site_names: frozenset[str]) -> str:
    for joint in reversed(list(_joint().finditer(text))):
        if _is_site(text[: joint.start()], site_names, loose=False):
            return text[joint.end() :].strip()
    return text


def is_stub(text: str, site_names: frozenset[str]) -> bool:
    """Tell a text that is nothing but the outlet's name or a template's word."""
    return text.casefold() in _stubs() or folded(text) in site_names


@cache
def _stubs() -> frozenset[str]:
    return frozenset(phrase.text for phrase in lexicon.titles().stubs)


def beginnings(text: str) -> list[str]:
    """Return what stands before each separator, the longest first."""
    return [text[: joint.start()].strip() for joint in reversed(list(_joint().finditer(text)))]


def endings(text: str) -> list[str]:
    """Return what stands behind each separator, the longest first."""
    return [text[joint.end() :].strip() for joint in _joint().finditer(text)]


def begins_joint(text: str) -> bool:
    """Tell a text that begins with a separator."""
    return _joint().match(text) is not None


def _is_site(piece: str, site_names: frozenset[str], *, loose: bool) -> bool:
    """Tell the outlet's name; a loose suffix may hold more words ("Example Times Online")."""
    name = folded(piece)
    if not name:
        return False
    if (
        (loose and _HOST.fullmatch(piece))
        or name in site_names
        or name.removeprefix("the") in site_names
    ):
        return True
    if not loose or len(piece.split()) > _MAX_SUFFIX_WORDS:
        return False
    if UNSPACED.search(piece) and len(piece) <= _MAX_UNSPACED:
        return piece.endswith(words_for(None).outlet_ends)
    return any(
        len(site) >= _MIN_ALIAS and (site in name or name in site[:-2])
        for site in site_names
        if len(name) >= _MIN_ALIAS
    )


@cache
def _dangling() -> re.Pattern[str]:
    """Match a separator at the end: templates write it also where no site's name follows."""
    marks = "|".join(re.escape(entry.text) for entry in lexicon.titles().separators)
    return re.compile(rf"(?:\s+(?:{marks})|\s*[|｜])+\s*$")


@cache
def _joint() -> re.Pattern[str]:
    """Match a separator; most need white space around, or they are hyphens and slashes."""
    marks = [entry.text for entry in lexicon.titles().separators]
    spaced = "|".join(re.escape(mark) for mark in marks)
    tight = "".join(re.escape(mark) for mark in marks if mark in _TIGHT)
    return re.compile(
        rf"\s+(?:{spaced})\s+|\s*[{tight}]\s*|(?<=\w):\s+|(?<=[\u3000-\u9fff\uac00-\ud7af\uff01-\uff60])-"
    )
