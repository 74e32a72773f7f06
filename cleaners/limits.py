"""The limits of ``limits.toml``: each a number with its reason."""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec


class Limit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One limit and why it is what it is."""

    value: int
    why: str


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What cleaning accepts: bytes, characters, tags, attributes of a tag, levels."""

    page_chars: Limit
    node_chars: Limit
    raw_bytes: Limit
    tags: Limit
    attributes: Limit
    nesting: Limit
    judged_chars: Limit
    stated_chars: Limit
    text_lines: Limit


@cache
def limits() -> Limits:
    """Read the limits, once a process."""
    data = (resources.files("cleaners") / "limits.toml").read_bytes()
    return msgspec.toml.decode(data, type=Limits)
