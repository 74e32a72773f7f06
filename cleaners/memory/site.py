"""A site's notes side by side: how each block stands in all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from cleaners.memory.frames import Found
from cleaners.memory.types import Frame, Observation, Sighting
from cleaners.memory.words import subject_words, words_of


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
    at_edge: bool  # mostly near the beginning or the end
    repeated: int  # pages on which it stands more than once
    is_title: bool  # it is the headline of one of the site's articles
    subject_share: float  # of its pages, those whose subject shares a word with it
    subject_share_elsewhere: float | None  # the same of the pages without it; None: there are none


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
    def _subjects(self) -> tuple[frozenset[str], ...]:
        return tuple(subject_words(words_of(page.subject)) for page in self.pages)

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
        own, others = self._shares(subject_words(words_of(newest.text)), shown)
        edges = sum(one.place != "middle" for one in kept.values())
        return Stand(
            key=key,
            text=newest.text,
            pages=len(shown),
            of=sum(page.day is None or first is None or page.day >= first for page in self.pages),
            undated=sum(self.pages[at].day is None for at in shown),
            days=len(days),
            first=first,
            last=max(days, default=None),
            at_edge=2 * edges >= len(kept),
            repeated=sum(one.repeated for one in kept.values()),
            is_title=is_title,
            subject_share=own,
            subject_share_elsewhere=others,
        )

    def _shares(self, words: frozenset[str], shown: Collection[int]) -> tuple[float, float | None]:
        """Return the share of pages whose subject has one of ``words``: of these, of the others."""
        about = {at for at, subject in enumerate(self._subjects) if not subject.isdisjoint(words)}
        inside = len(about & set(shown))
        rest = len(self.pages) - len(shown)
        return inside / len(shown), (len(about) - inside) / rest if rest else None
