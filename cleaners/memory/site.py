"""A site's notes side by side: how each block stands in all of them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from cleaners.memory.frames import Found
from cleaners.memory.limits import limits
from cleaners.memory.types import Frame, Observation, Sighting
from cleaners.memory.words import numbers, subject_words, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How one block, or the lines of one frame, stand in a site's articles."""

    key: str | Frame
    text: str  # as the newest page shows it
    pages: int  # articles that show it
    of: int  # articles since it was first seen
    undated: int  # of the pages that show it, those that name no day
    days: int  # distinct days
    first: date | None
    last: date | None
    at_end: bool  # mostly near the end of the article
    varies: bool  # its numbers, or the words in its gap, differ from page to page
    repeated: int  # pages on which it stands more than once
    is_title: bool  # it is the headline of one of the site's articles
    shown: frozenset[int]  # the pages that show it


@dataclass(slots=True)
class _Marks:
    """Where one fingerprint stands."""

    kept: dict[int, Sighting] = field(default_factory=dict)  # by page
    removed: set[int] = field(default_factory=set)  # pages on which another judge removed it


class Site:
    """All that is remembered of one site; pages are known by their place in ``pages``."""

    def __init__(self, observations: Iterable[Observation]) -> None:
        self.pages = tuple(sorted(observations, key=lambda one: (one.day or date.min, one.record)))

    def stands(self) -> Iterator[Stand]:
        """Yield how each block stands that was kept on some page, by fingerprint."""
        for key, marks in sorted(self._marks.items()):
            if len(marks.kept) + len(marks.removed) > 1:
                yield self._stand(key, marks.kept, marks.removed, is_title=key in self._titles)

    def near_stands(self, frames: Mapping[Frame, Found]) -> Iterator[Stand]:
        """Yield how the lines of each frame stand."""
        for frame, found in frames.items():
            is_title = any(one.fingerprint in self._titles for one in found.values())
            yield self._stand(frame, found, (), is_title=is_title)

    def goes_with_subject(self, stand: Stand) -> bool:
        """Tell whether a word of the block marks the subject of the pages that show it.

        So it is with a running story's background and a column's opening. Where every page
        shows the block, there is no other subject to compare with.
        """
        others = len(self.pages) - len(stand.shown)
        if not others:
            return False
        wanted = limits()
        for word in subject_words(words_of(stand.text)):
            about = self._subjects.get(word, set())
            inside = len(about & stand.shown)
            share, elsewhere = inside / len(stand.shown), (len(about) - inside) / others
            if (
                share >= wanted.subject_share.value
                and share - elsewhere >= wanted.subject_lift.value
            ):
                return True
        return False

    def _since(self, first: date) -> int:
        """Count the pages from a day on, and those that name no day: they stand before all."""
        undated = bisect_left(self._days, date.min + timedelta(days=1))
        return undated + len(self._days) - bisect_left(self._days, first)

    @cached_property
    def _days(self) -> list[date]:
        return [page.day or date.min for page in self.pages]

    @cached_property
    def _marks(self) -> dict[str, _Marks]:
        found: dict[str, _Marks] = defaultdict(_Marks)
        for at, page in enumerate(self.pages):
            for one in page.kept:
                found[one.fingerprint].kept[at] = one
        for at, page in enumerate(self.pages):
            for key in page.removed:
                if key in found:  # what never leaked needs no memory
                    found[key].removed.add(at)
        return found

    @cached_property
    def _titles(self) -> frozenset[str]:
        return frozenset(page.title for page in self.pages if page.title is not None)

    @cached_property
    def _subjects(self) -> dict[str, set[int]]:
        """The pages whose title or description has a word, by word."""
        found: dict[str, set[int]] = defaultdict(set)
        for at, page in enumerate(self.pages):
            for word in subject_words(words_of(page.subject)):
                found[word].add(at)
        return found

    def _stand(
        self,
        key: str | Frame,
        kept: Mapping[int, Sighting],
        removed: Collection[int],
        *,
        is_title: bool,
    ) -> Stand:
        shown = kept.keys() | set(removed)
        days = {day for at in shown if (day := self.pages[at].day) is not None}
        first = min(days, default=None)
        newest = kept[max(kept)]
        ends = sum(one.place == "tail" for one in kept.values())
        return Stand(
            key=key,
            text=newest.text,
            pages=len(shown),
            of=len(self.pages) if first is None else self._since(first),
            undated=sum(self.pages[at].day is None for at in shown),
            days=len(days),
            first=first,
            last=max(days, default=None),
            at_end=2 * ends >= len(kept),
            varies=isinstance(key, Frame) or len({numbers(one.text) for one in kept.values()}) > 1,
            repeated=sum(one.repeated for one in kept.values()),
            is_title=is_title,
            shown=frozenset(shown),
        )
