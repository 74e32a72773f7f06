"""The numbers of ``limits.toml``, each with its reason."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Annotated

import msgspec

_Count = Annotated[int, msgspec.Meta(ge=1)]
_Part = Annotated[float, msgspec.Meta(gt=0, le=1)]


class Count(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole number from 1 up, and why it is what it is."""

    value: _Count
    why: str


class Share(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A share, above 0 and at most 1, and why it is what it is."""

    value: _Part
    why: str


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is remembered, when it counts as template, and what may be taken out."""

    days: Count
    pages_a_day: Count
    undated_pages: Count
    kept_blocks: Count
    removed_blocks: Count
    text_chars: Count
    subject_chars: Count
    words: Count
    pages: Count
    distinct_days: Count
    undated_factor: Count
    end_share: Share
    share: Share
    head_blocks: Count
    tail_blocks: Count
    repeated_share: Share
    subject_share: Share
    subject_lift: Share
    frame_anchor: Count
    frame_words: Count
    frame_share: Share
    frame_gap: Count
    frame_majority: Share
    frame_pages: Count
    frame_site_share: Share
    learned: Count
    label_words: Count
    abstain_share: Share


@cache
def limits() -> Limits:
    """Read the limits, once a process; raises ``msgspec.ValidationError`` for a wrong file."""
    data = (resources.files(__package__) / "limits.toml").read_bytes()
    return msgspec.toml.decode(data, type=Limits)
