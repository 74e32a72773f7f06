"""The decision's numbers: read from ``limits.toml``, each with its reason."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec


class Number(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One number and why it is what it is."""

    value: float
    why: str


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of them; the file says what each is."""

    sure: Number
    rule_power: Number
    call_power: Number
    run_power: Number
    statement_power: Number
    unsure_f1: Number
    unsure_blocks: Number
    quick_extractor_chance: Number
    extractor_chance: Number
    strict_words: Number
    strict_chance: Number
    firm_chance: Number
    firm_words: Number
    long_words: Number
    before_chance: Number
    deck_chance: Number
    deck_words: Number
    after_chance: Number
    next_chance: Number
    inside_chance: Number
    flow_chance: Number
    slide_chance: Number
    slide_words: Number
    retold_chars: Number
    retold_parts: Number
    retold_share: Number
    dump_lines: Number
    dump_most_running: Number
    dump_least_running: Number
    text_firm_chance: Number
    text_edge_chance: Number
    text_headline_words: Number
    text_headline_chance: Number
    text_inside_chance: Number
    text_gap_chance: Number
    gap_chance: Number


@cache
def limits() -> Limits:
    """Return the numbers; raises msgspec.ValidationError for a missing or unknown one."""
    return msgspec.toml.decode(files(__package__).joinpath("limits.toml").read_bytes(), type=Limits)
