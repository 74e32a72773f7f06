"""Learns a site's article patterns from URLs known to be articles.

URLs are grouped by the kinds of their segments; each group that is not rare becomes one
regular expression. It is offered only when it tells articles from the site's sections.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.discovery.urls import shape
from crawler.patterns import PatternError, compile_pattern
from crawler.sites import matched_part

MIN_URLS = 5  # fewer known articles teach nothing
MIN_SHARE = 0.05  # of the known articles: rarer forms are left out
MIN_COVERED = 0.9  # of the known articles, by all patterns together
MAX_SECTIONS_HIT = 0.2  # of the site's section pages
MAX_LITERALS = 3  # more different words in one place mean: any word
_KINDS = {
    "Y": r"\d{4}",
    "DD": r"\d{1,2}",
    "id": r"\d+",
    "hex": r"[0-9a-f-]{8,}",
    "slug": r"[^/]+",
    "slug-id": r"[^/]+",
    "code": r"[^/]+",
}
_EXTENSION = re.compile(r"\.[a-z]{3,5}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The patterns and how well they tell articles apart."""

    patterns: tuple[tuple[str, int], ...] = ()  # (pattern, known articles that it covers)
    known: int = 0
    covered: int = 0  # known articles that a pattern matches
    sections_hit: int = 0  # section pages that a pattern matches, wrongly
    sections: int = 0

    @property
    def useful(self) -> bool:
        """Whether the patterns cover the known articles and spare the sections."""
        return (
            bool(self.patterns)
            and self.covered >= MIN_COVERED * self.known
            and self.sections_hit <= MAX_SECTIONS_HIT * max(self.sections, 1)
        )


def learn(articles: Sequence[str], sections: Iterable[str] = ()) -> Learned:
    """Learn patterns from article URLs; `sections` are pages that are none."""
    known = tuple(dict.fromkeys(articles))
    if len(known) < MIN_URLS:
        return Learned(known=len(known))
    groups: dict[tuple[str, ...], list[list[str]]] = defaultdict(list)
    for url in known:
        parts = shape(url).partition("?")[0].strip("/").split("/")
        groups[tuple(map(_kind, parts))].append(parts)
    patterns = [
        (pattern, len(urls))
        for urls in sorted(groups.values(), key=len, reverse=True)
        if len(urls) >= max(2, MIN_SHARE * len(known)) and (pattern := _pattern(urls))
    ]
    return _judged(patterns, known, tuple(dict.fromkeys(sections)))


def _judged(
    patterns: list[tuple[str, int]], known: Sequence[str], sections: Sequence[str]
) -> Learned:
    compiled = [re.compile(pattern) for pattern, _ in patterns]

    def hits(urls: Sequence[str]) -> int:
        return sum(any(one.search(matched_part(url)) for one in compiled) for url in urls)

    return Learned(
        patterns=tuple(patterns),
        known=len(known),
        covered=hits(known),
        sections_hit=hits(sections),
        sections=len(sections),
    )


def _kind(part: str) -> str:
    stem = _EXTENSION.sub("", part)
    extension = part[len(stem) :]
    return (stem if stem in _KINDS else "word") + extension


def _pattern(urls: list[list[str]]) -> str | None:
    """Write one group's pattern; None when it would be too loose or too slow."""
    pattern = "^" + "".join(
        "/" + _position([url[at] for url in urls]) for at in range(len(urls[0]))
    )
    try:
        compile_pattern(pattern + "/?$")
    except PatternError:
        return None
    return pattern + "/?$"


def _position(parts: list[str]) -> str:
    stem = _EXTENSION.sub("", parts[0])
    extension = re.escape(parts[0][len(stem) :])
    if stem in _KINDS:
        return _KINDS[stem] + extension
    words = sorted({_EXTENSION.sub("", part) for part in parts})
    if len(words) > MAX_LITERALS:
        return "[^/]+" + extension
    escaped = [re.escape(word).replace(r"\-", "-") for word in words]
    return (escaped[0] if len(escaped) == 1 else f"({'|'.join(escaped)})") + extension
