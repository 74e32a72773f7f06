"""What the index answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# The same site's own text again; another site's with a sign of whose it is; another's without.
Kind = Literal["update", "syndicated", "mirror"]
# What named the origin: a credit line or an author, rel=canonical, the publication times.
Basis = Literal["credit", "canonical", "timestamp"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An earlier article that says nearly the same."""

    record_id: str  # the first of the cluster that was stored: the record's duplicate_of
    similarity: float  # 0..1, rounded to 2 places: to the nearest member, `nearest`
    nearest: str  # the record id of the most similar earlier article
    kind: Kind
    syndicated_from: str | None = None  # an agency's or a site's name
    basis: Basis | None = None  # of syndicated_from
