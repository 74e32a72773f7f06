"""From what was noted of a site's articles to its template.

A pure function of the set of notes. A block is learned when enough distinct articles of enough
distinct days show it, counted since it was first seen, and nothing speaks for its being the
article's own: it is a headline of the site, it recurs on one page, or it goes with the
subject of the pages that show it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from cleaners.memory.frames import Line, find_frames, fits
from cleaners.memory.limits import limits
from cleaners.memory.site import Site, Stand
from cleaners.memory.types import Frame, Learned, Observation, Template
from cleaners.memory.words import count, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """What a site's memory holds at one moment."""

    pages: int  # articles that are remembered
    days: int  # their distinct days
    learned: tuple[Learned, ...] = ()  # those on most pages first

    @property
    def template(self) -> Template:
        """What ``recall`` needs of it."""
        return Template(
            exact=tuple((one.key, one.rule) for one in self.learned if isinstance(one.key, str)),
            frames=tuple(
                (one.key, one.rule) for one in self.learned if not isinstance(one.key, str)
            ),
        )


def learn(observations: Iterable[Observation]) -> Learning:
    """Return what the notes of one site's articles teach, whatever their order.

    Of two notes with the same record the caller keeps one.
    """
    site = Site(observations)
    exact = _learned(site, site.stands())
    near = _near(site, frozenset(one.key for one in exact))
    ranked = sorted(
        [*_beside(near, exact), *near], key=lambda one: (-one.pages, one.rule, one.text)
    )
    return Learning(
        pages=len(site.pages),
        days=len({page.day for page in site.pages if page.day is not None}),
        learned=tuple(ranked[: limits().learned.value]),
    )


def _near(site: Site, known: Collection[str | Frame]) -> list[Learned]:
    """Learn the lines with a changing part; those that are all known as they are need it not."""
    frames = find_frames(
        Line(page=at, words=words_of(one.text), sighting=one)
        for at, page in enumerate(site.pages)
        for one in page.kept
        if one.place != "middle"
    )
    new = {
        frame: found
        for frame, found in frames.items()
        if any(one.fingerprint not in known for one in found.values())
    }
    return _learned(site, site.near_stands(new))


def _beside(near: Sequence[Learned], exact: Sequence[Learned]) -> list[Learned]:
    """Return what is learned exactly and fits none of the frames."""
    frames = [one.key for one in near if isinstance(one.key, Frame)]
    return [one for one in exact if not any(fits(frame, words_of(one.text)) for frame in frames)]


def _learned(site: Site, stands: Iterable[Stand]) -> list[Learned]:
    """Return what is learned of blocks from how they stand; the articles' own are left out."""
    return [
        Learned(
            text=stand.text,
            key=stand.key,
            pages=stand.pages,
            of=stand.of,
            days=stand.days,
            first=stand.first,
            last=stand.last,
        )
        for stand in stands
        if _recurs(stand) and not _is_articles(stand) and not site.goes_with_subject(stand)
    ]


def _recurs(stand: Stand) -> bool:
    """Tell whether enough pages of enough days show the block."""
    wanted = limits()
    pages = wanted.frame_pages.value if stand.varies else wanted.pages.value
    if stand.days < wanted.distinct_days.value:
        # Articles of one or two days tell nothing more; undated ones must be the more.
        if stand.undated < wanted.undated_factor.value * pages:
            return False
    elif stand.pages < pages:
        return False
    share = (wanted.end_share if stand.at_end else wanted.share).value
    if stand.varies:
        share = max(share, wanted.frame_site_share.value)
    return stand.pages >= share * stand.of


def _is_articles(stand: Stand) -> bool:
    """Tell whether the block is a headline, a form that recurs on one page, or a few words of data.

    ``Expect to pay 15`` says something else on every page.
    """
    if stand.varies and count(words_of(stand.text)) < limits().frame_words.value:
        return True
    often = limits().repeated_share.value * stand.pages
    return stand.is_title or stand.repeated > often
