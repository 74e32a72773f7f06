"""Named filters over the signals of an article: asked for by name, never on their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from importlib import resources

import msgspec

from cleaners.quality.types import Quality

DROPPED = "filter-"  # what the reason of every drop begins with
Value = bool | float | str | None


class Check(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One bound on one signal; a signal that is not known fails nothing."""

    signal: str
    least: float | None = None
    most: float | None = None
    values: tuple[bool | str, ...] = ()  # any of them fails
    why: str

    def __post_init__(self) -> None:
        if (self.least is None) + (self.most is None) + (not self.values) != 2:  # noqa: PLR2004
            raise ValueError("give exactly one of least, most and values")

    def fails(self, value: Value) -> bool:
        """Tell whether a signal's value lies outside the bound."""
        if value is None:
            return False
        if isinstance(value, str) or self.values:
            return value in self.values
        return (self.least is not None and value < self.least) or (
            self.most is not None and value > self.most
        )


class Filter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named group of checks, with its source."""

    why: str
    checks: dict[str, Check]


class UnknownFilterError(ValueError):
    """A name that no filter has; says which there are."""


@cache
def load() -> dict[str, Filter]:
    """Read the filters, by name."""
    data = (resources.files("cleaners.quality") / "filters.toml").read_bytes()
    return msgspec.toml.decode(data, type=dict[str, Filter])


def named(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names as they are to be asked, each once; raises ``UnknownFilterError``."""
    wanted = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
    unknown = next((name for name in wanted if name not in load()), None)
    if unknown is not None:
        raise UnknownFilterError(f"no filter {unknown!r}: choose of {', '.join(load())}")
    return wanted


def signals(quality: Quality | None, *, access: str, opt_out: bool | None) -> dict[str, Value]:
    """Return all that a filter may ask: the quality signals, ``access`` and ``opt_out``."""
    return {**(asdict(quality) if quality else {}), "access": access, "opt_out": opt_out}


def refusal(values: Mapping[str, Value], names: Iterable[str]) -> str | None:
    """Return the reason of the first check that fails, of the named filters in order, or None."""
    for name in names:
        for check_name, check in load()[name].checks.items():
            if check.fails(values.get(check.signal)):
                return f"{DROPPED}{name}-{check_name}"
    return None
