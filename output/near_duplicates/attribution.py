"""Whose text a copy is: what its credit lines, its canonical address and the times say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

import msgspec

from output.near_duplicates.match import Basis, Kind
from output.near_duplicates.store import Origin

# A credit in running text stands at its start, as a dateline: "BERLIN (AFP) - ..."
_DATELINE_CHARACTERS = 120
_LONGEST_CREDIT = 200  # characters: longer lines tell a story, they do not name a source


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a page says of where its text comes from; all optional."""

    authors: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()  # credit lines, also those that cleaning removed
    canonical_url: str | None = None  # as the page states it, on whatever host
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An article that is like an earlier one."""

    text: str
    site: str
    published: datetime | None
    claims: Claims


class Agency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of agencies.toml."""

    name: str
    names: list[str]
    why: str


class _Agencies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    agency: list[Agency]


@cache
def agencies() -> tuple[Agency, ...]:
    """Return the agencies of the data file."""
    data = resources.files(__package__).joinpath("agencies.toml").read_bytes()
    return tuple(msgspec.toml.decode(data, type=_Agencies).agency)


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    by_name = {name: agency.name for agency in agencies() for name in agency.names}
    longest_first = sorted(by_name, key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)"), by_name


@cache
def _dateline() -> re.Pattern[str]:
    """An agency in brackets, or alone before a dash, as datelines have it."""
    named = _pattern()[0].pattern
    return re.compile(rf"[(\[（【]\s*{named}\b[^)\]）】]{{0,20}}[)\]）】]|{named}\s*[–—-]\s")


def agency_of(claims: Claims, text: str) -> str | None:
    """Return the agency that a page credits, or None."""
    pattern, by_name = _pattern()
    for line in _short(claims.authors + claims.credits):
        if found := pattern.search(line):
            return by_name[found.group(1)]
    if found := _dateline().search(text[:_DATELINE_CHARACTERS]):
        return by_name[found.group(1) or found.group(2)]
    return None


def _short(lines: Iterable[str]) -> Iterable[str]:
    return (line for line in lines if len(line) <= _LONGEST_CREDIT)


def foreign_canonical(claims: Claims) -> str | None:
    """Return the host that ``rel=canonical`` names, where it is not the page's own."""
    stated, own = _host(claims.canonical_url), _host(claims.url)
    return stated if stated and own and stated != own else None


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname
    except ValueError:  # as in "http://[half an address"
        return None
    return host.removeprefix("www.") if host else None


def attribute(copy: Copy, first: Origin) -> tuple[Kind, str | None, Basis | None]:
    """Return the kind of a copy of ``first``, whose text it is, and what tells that.

    Times alone name the other site only as the likely origin: they do not make a mirror a
    syndicated copy, which somebody has to have credited.
    """
    if copy.site == first.site:
        return "update", None, None
    if agency := agency_of(copy.claims, copy.text):
        return "syndicated", agency, "credit"
    if host := foreign_canonical(copy.claims):
        return "syndicated", host, "canonical"
    if copy.published and first.published and first.published < copy.published:
        return "mirror", first.site, "timestamp"
    return "mirror", None, None
