"""What the memory is made of; all frozen, all picklable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec

Place = Literal["head", "middle", "tail"]


class Sighting(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One block that an article's page showed and that the other judges kept."""

    fingerprint: str  # 16 hex digits, see ``words.fingerprint``
    text: str
    place: Place
    repeated: bool  # it stands on this page more than once


class Observation(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What is noted of one article; see ``observe``."""

    record: str  # the article's own id: one article counts once
    day: date | None  # the article's own; None where it names none
    title: str | None  # fingerprint
    subject: str  # title and description
    kept: tuple[Sighting, ...] = ()
    removed: tuple[str, ...] = ()  # fingerprints of what other judges removed


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A line with one changing part: the words before it, and those after it."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    gap_words: int  # of the changing part, at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """One block that is taken for the site's template, and the evidence."""

    text: str  # as the newest page shows it
    key: str | Frame  # a fingerprint; a frame for lines with a changing part
    pages: int  # articles that showed it,
    of: int  # of so many that are remembered since it was first seen
    days: int  # distinct days of these articles; 0: they name none
    first: date | None  # the first and the last of these days
    last: date | None

    @property
    def rule(self) -> str:
        """The id that a receipt names: how many pages, and since when."""
        name = "memory" if isinstance(self.key, str) else "memory-near"
        since = f"-since-{self.first.isoformat()}" if self.first else ""
        return f"{name}:{self.pages}-of-{self.of}-pages{since}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What a site's memory knows, as ``recall`` needs it; an empty one knows nothing."""

    exact: tuple[tuple[str, str], ...] = ()  # fingerprint and rule id
    frames: tuple[tuple[Frame, str], ...] = ()  # frame and rule id

    def __bool__(self) -> bool:
        return bool(self.exact or self.frames)


NOTHING = Template()
