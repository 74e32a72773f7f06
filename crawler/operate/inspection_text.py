"""The inspection for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.show import printable
from crawler.operate.inspection import Inspection, Row
from crawler.operate.paint import Paint


def inspection_text(seen: Inspection, paint: Paint) -> str:
    """Return the inspection as lines: what stays as it is, what went with its reason."""
    head = [paint.bold(printable(seen.name)), printable(seen.verdict)]
    facts = [
        f"  {fact.name + ':':<15}{printable(fact.value)}"
        + (f"  ({printable(fact.source)})" if fact.source else "")
        for fact in seen.facts
    ]
    rows = [line for row in seen.rows for line in _row(row, paint)]
    return "\n".join([*head, "", *facts, "", *rows]) + "\n"


def _row(row: Row, paint: Paint) -> Iterator[str]:
    if row.kept is not None:
        yield f"{row.number:>4}  {paint.good('keep')}  {printable(row.kept)}"
    for one in row.taken:
        why = f"{one.category}, {one.by}"
        evidence = f" — {printable(one.evidence)}" if one.evidence else ""
        yield f"{row.number:>4}  {paint.bad('went')}  {printable(one.text)}  [{why}{evidence}]"
