"""The newsroom's outlets: where they are, how their pages are made, what they publish."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Literal

import msgspec

from crawler.demo.stories import NEWSROOM, Story, read_stories

Offer = Literal["rss", "atom", "sitemap", "sitemap-gz", "listing"]
PHRASES = Path(__file__).with_name("phrases")


class OutletFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of an outlet's ``site.toml``."""

    title: str
    host: str
    make: str  # the template in makes/
    language: str
    charset: str
    path: str  # of an article, with $year, $month, $section, $slug, $number, $language
    offers: Offer  # how a crawler learns of the articles


class Phrases(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a language's pages say around their articles."""

    date: str  # with $day, $month, $year
    months: tuple[str, ...]
    lines: dict[str, str]  # by "<category>_<name>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One site of the newsroom."""

    name: str
    file: OutletFile
    stories: tuple[Story, ...]

    @property
    def home(self) -> str:
        """The outlet's address, without a slash at its end."""
        return f"http://{self.file.host}"

    def path(self, story: Story) -> str:
        """Return where the story stands on the outlet's site."""
        return Template(self.file.path).substitute(
            year=story.published.year,
            month=f"{story.published.month:02}",
            section="-".join(story.section.lower().split()),
            slug=story.slug,
            number=story.number,
            language=story.language,
        )

    def url(self, story: Story) -> str:
        """Return the story's address."""
        return self.home + self.path(story)

    def story(self, slug: str) -> Story:
        """Return the story of that name; raises KeyError when there is none."""
        for story in self.stories:
            if story.slug == slug:
                return story
        raise KeyError(slug)


@cache
def read_outlets(newsroom: Path = NEWSROOM) -> tuple[Outlet, ...]:
    """Read every outlet of the newsroom, in order of their names."""
    return tuple(_outlet(path.parent) for path in sorted(newsroom.glob("*/site.toml")))


def _outlet(folder: Path) -> Outlet:
    file = msgspec.toml.decode((folder / "site.toml").read_bytes(), type=OutletFile)
    return Outlet(name=folder.name, file=file, stories=read_stories(folder, file.language))


@cache
def read_phrases(language: str) -> Phrases:
    """Read what the pages of a language say around their articles."""
    return msgspec.toml.decode((PHRASES / f"{language}.toml").read_bytes(), type=Phrases)
