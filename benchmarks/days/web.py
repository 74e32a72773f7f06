"""The outlets as a crawler sees them on one day: feeds, pages, and what befell them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from html import escape

from benchmarks.days.ills import Ill
from benchmarks.days.outlets import Outlet, Story, stories
from benchmarks.days.pages import Pages
from crawler.demo.answers import Answer, html

_FEED_DAYS = 3  # what a feed still names
_ROBOTS = b"User-agent: *\nDisallow: /private/\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Onset:
    """An outlet falls ill on a day and stays so."""

    outlet: Outlet
    ill: Ill
    day: int


class DaysWeb:
    """What ``DemoServer`` serves; ``day`` is turned between the runs."""

    def __init__(self, outlets: Iterable[Outlet], onsets: Iterable[Onset], pages: Pages) -> None:
        self.day = 0
        self._outlets = {outlet.host: outlet for outlet in outlets}
        self._onsets: Mapping[str, Onset] = {onset.outlet.host: onset for onset in onsets}
        self._pages = pages
        self._stories: dict[tuple[str, str], Story] = {}

    def answer(self, host: str, target: str) -> Answer:
        """Answer one request; raises OSError where the connection breaks."""
        outlet = self._outlets.get(host)
        if outlet is None:
            return html("<h1>No such host</h1>", status=502)
        answer, is_article = self._well(outlet, target)
        onset = self._onsets.get(host)
        if onset is None or onset.day > self.day or onset.ill.change is None:
            return answer
        return onset.ill.change(answer, is_article)

    def turn(self, day: int) -> None:
        """Let the next day come, with its stories."""
        self.day = day
        for outlet in self._outlets.values():
            for story in self._named(outlet):
                self._stories[outlet.host, self._pages.path(story)] = story

    def _named(self, outlet: Outlet) -> Sequence[Story]:
        """Return what the feed names, newest first."""
        onset, last = self._onsets.get(outlet.host), self.day
        if onset is not None and onset.ill.change is None:
            last = min(last, onset.day - 1)
        days = range(max(0, last - _FEED_DAYS + 1), last + 1)
        return [story for day in reversed(days) for story in stories(outlet, day)]

    def _well(self, outlet: Outlet, target: str) -> tuple[Answer, bool]:
        """Return what the outlet answers when it is well, and whether that is an article."""
        if target == "/feed.xml":
            return self._feed(outlet), False
        if target == "/robots.txt":
            return Answer(body=_ROBOTS, content_type="text/plain"), False
        story = self._stories.get((outlet.host, target))
        if story is None or story.gone:
            return html("<h1>Not found</h1>", status=404), False
        return html(self._pages.html(story)), True

    def _feed(self, outlet: Outlet) -> Answer:
        items = "".join(
            f"<item><title>{escape(self._pages.title(story))}</title>"
            f"<link>{escape(f'http://{outlet.host}{self._pages.path(story)}')}</link>"
            f"<pubDate>{format_datetime(story.published)}</pubDate></item>"
            for story in self._named(outlet)
        )
        feed = (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>{outlet.name}</title>'
            f"<link>http://{outlet.host}/</link><description/>{items}</channel></rss>"
        )
        return Answer(body=feed.encode(), content_type="application/rss+xml")
