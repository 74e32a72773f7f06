"""The quality signals of a corpus's records, whatever the record measures, as quantiles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from output.record import Quality

_DIGITS = 2
SHARES = (0.05, 0.5, 0.95)


@dataclass(slots=True)
class Signals:
    """Counts of rounded values by signal: memory is bounded by the rounding."""

    values: dict[str, Counter[float]] = field(default_factory=dict)

    def add(self, quality: Quality | None) -> None:
        """Count the signals of one record; those that its text does not have are left out."""
        for name, value in msgspec.to_builtins(quality).items() if quality else ():
            if value is not None:
                self.values.setdefault(name, Counter())[_binned(value)] += 1

    def rows(self) -> Iterator[tuple[str, int, list[float]]]:
        """Yield (signal, records that know it, its values at ``SHARES``) in the record's order."""
        for name in Quality.__struct_fields__:
            counts = self.values.get(name)
            if counts is not None:
                yield name, counts.total(), list(quantiles(counts, SHARES))


def _binned(value: int | float) -> float:
    """Shares to two places, counts to two digits, true and false as 1 and 0."""
    return round(value, _DIGITS) if isinstance(value, float) else rounded(int(value))


def rounded(number: int) -> int:
    """Cut a count to two digits: it is then within 5 % of what it was, on average."""
    scale: int = 10 ** max(len(str(number)) - _DIGITS, 0)
    return number // scale * scale


def quantiles(counts: Counter[float], shares: Iterable[float]) -> Iterator[float]:
    """Yield for each share, 0 to 1, the least value that it of all do not exceed."""
    ordered = sorted(counts.items())
    for share in shares:
        wanted, seen = share * counts.total(), 0
        for value, count in ordered:
            seen += count
            if seen >= wanted:
                yield value
                break
