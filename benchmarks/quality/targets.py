"""What the cleaning is to reach, from ``targets.toml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec


class Target(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of one dataset; None where nothing is asked."""

    f1: float  # at least, as recall and good
    recall: float | None = None
    good: float | None = None
    leaking: float | None = None  # at most, as poor
    poor: float | None = None


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    why: str
    pages: dict[str, Target]
    texts: dict[str, Target]


@cache
def targets() -> dict[str, Target]:
    """Return the targets by dataset, those of plain text under "dataset lines" and "... recall"."""
    raw = files(__package__).joinpath("targets.toml").read_bytes()
    found = msgspec.toml.decode(raw, type=_File)
    return found.pages | found.texts
