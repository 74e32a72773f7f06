"""Well-known feed and sitemap paths, as data with reasons."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Literal
from urllib.parse import urljoin

import msgspec


class WellKnown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One path to try."""

    path: str
    kind: Literal["feed", "sitemap"]
    why: str


class WellKnownFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of well_known.toml."""

    path: tuple[WellKnown, ...]


@cache
def well_known() -> tuple[WellKnown, ...]:
    """Return the paths in the order in which they are tried."""
    raw = resources.files(__package__).joinpath("well_known.toml").read_bytes()
    return msgspec.toml.decode(raw, type=WellKnownFile).path


def well_known_urls(home: str) -> tuple[tuple[str, Literal["feed", "sitemap"]], ...]:
    """Return the absolute URLs to try for a home page's host."""
    return tuple((urljoin(home, one.path), one.kind) for one in well_known())
