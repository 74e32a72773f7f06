"""The data of the metadata reader: TOML files beside the code, checked as they are read."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec


class MetaName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One name of a meta element, item property or JSON-LD key, for one field."""

    name: str
    why: str
    confidence: float = 0.9


class ArticleType(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A schema.org type whose node may describe the page's article; lower ranks win."""

    name: str
    rank: int
    why: str


class Fields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`fields.toml`: in which order the names of each field are asked."""

    title: tuple[MetaName, ...]
    authors: tuple[MetaName, ...]
    published: tuple[MetaName, ...]
    modified: tuple[MetaName, ...]
    description: tuple[MetaName, ...]
    section: tuple[MetaName, ...]
    tags: tuple[MetaName, ...]
    image: tuple[MetaName, ...]
    site_name: tuple[MetaName, ...]
    tier: tuple[MetaName, ...]
    article_types: tuple[ArticleType, ...]


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`names.toml`: how one language writes its bylines."""

    code: str
    why: str
    prefixes: tuple[str, ...] = ()
    particle_prefixes: tuple[str, ...] = ()
    conjunctions: tuple[str, ...] = ()
    weak_conjunctions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    desks: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()
    local: tuple[str, ...] = ()


class Phrase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry that no single language owns."""

    text: str
    why: str


class Agency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A news agency: its own name and how bylines write it."""

    name: str
    why: str
    aliases: tuple[str, ...] = ()


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`names.toml`, whole."""

    languages: tuple[Language, ...]
    suffixes: tuple[Phrase, ...]
    generic: tuple[Phrase, ...]
    outlet_words: tuple[Phrase, ...]
    outlet_stems: tuple[Phrase, ...]
    particles: tuple[Phrase, ...]
    agencies: tuple[Agency, ...]


class Separator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may stand between a headline and the site's name."""

    text: str
    why: str


class Titles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`titles.toml`: how headlines and site names are joined."""

    separators: tuple[Separator, ...]
    stubs: tuple[Phrase, ...]


class Months(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The month names of one language, January first; each entry lists all spellings."""

    code: str
    why: str
    names: tuple[tuple[str, ...], ...]


class ZoneName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A zone's abbreviation and its offset in minutes east of UTC.

    ``place`` (a name of the IANA time zone database) stands for ``minutes`` where the offset
    changes with the season; ``languages`` (BCP 47 prefixes) are the pages it counts on.
    """

    name: str
    why: str
    minutes: int = 0
    place: str = ""
    languages: tuple[str, ...] = ()


class Half(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A word for a half of the day; ``hours`` are added to the hour of a clock of twelve."""

    text: str
    hours: Literal[0, 12]
    stands: Literal["before", "after"]
    why: str


class Dates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`dates.toml`: months, times, zones and the words that tell an update from a publication."""

    months: tuple[Months, ...]
    zones: tuple[ZoneName, ...]
    halves: tuple[Half, ...]
    modified_words: tuple[Phrase, ...]
    weekdays: tuple[Phrase, ...]


class Classes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`classes.toml`: words of class and id tokens."""

    byline: tuple[Phrase, ...]
    byline_not: tuple[Phrase, ...]
    date: tuple[Phrase, ...]
    foreign: tuple[Phrase, ...]
    own_footer: tuple[Phrase, ...]
    own_widget: tuple[Phrase, ...]
    entry: tuple[Phrase, ...]
    beside_headline: tuple[Phrase, ...]
    profile_paths: tuple[Phrase, ...]


def _load(name: str) -> bytes:
    return (files("cleaners.metadata") / "data" / name).read_bytes()


@cache
def fields() -> Fields:
    """Read `fields.toml`; raises msgspec.ValidationError for data that does not fit."""
    return msgspec.toml.decode(_load("fields.toml"), type=Fields)


@cache
def names() -> Names:
    """Read `names.toml`; raises msgspec.ValidationError for data that does not fit."""
    return msgspec.toml.decode(_load("names.toml"), type=Names)


@cache
def titles() -> Titles:
    """Read `titles.toml`; raises msgspec.ValidationError for data that does not fit."""
    return msgspec.toml.decode(_load("titles.toml"), type=Titles)


@cache
def dates() -> Dates:
    """Read `dates.toml`; raises msgspec.ValidationError for data that does not fit."""
    return msgspec.toml.decode(_load("dates.toml"), type=Dates)


@cache
def classes() -> Classes:
    """Read `classes.toml`; raises msgspec.ValidationError for data that does not fit."""
    return msgspec.toml.decode(_load("classes.toml"), type=Classes)
