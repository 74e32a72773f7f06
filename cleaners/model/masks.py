"""Copies of a training page without one sort of evidence each.

Where all pages of a corpus have some evidence the model leans on it, and errs on the site that
lacks it (Globerson and Roweis 2006, "Nightmare at test time: robust learning by feature
deletion").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from cleaners.model.table import Ints

_FILE: Final = "masks.toml"


class Mask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sort of evidence: the beginnings of its columns' names, and what they say without it."""

    name: str
    why: str
    columns: dict[str, int]


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    entries: tuple[Mask, ...] = msgspec.field(name="mask")


@cache
def masks() -> tuple[Mask, ...]:
    """Return the masks in their order."""
    raw = files(__package__).joinpath(_FILE).read_bytes()
    return msgspec.toml.decode(raw, type=_File).entries


def masked(names: Sequence[str], rows: Ints) -> Iterator[Ints]:
    """Yield ``rows`` once for each mask, without its evidence; ``names`` are their columns."""
    for mask in masks():
        copy = rows.copy()
        for beginning, silent in mask.columns.items():
            places = [at for at, name in enumerate(names) if name.startswith(beginning)]
            copy[:, places] = silent
        yield copy
