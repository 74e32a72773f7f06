"""``scrapy site memory``: what is remembered of the sites, as a person or a program reads it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cleaners.memory import Learned, Learning
from crawler.exits import ConfigError
from crawler.memory.store import FILE_NAME, MemoryStore, Remembered
from crawler.run.lock import RunLock

_TEXT_CHARS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The lines to print, and the sentence that sums them up."""

    lines: tuple[str, ...]
    sentence: str


def tell(state_dir: Path, site: str | None, *, as_json: bool) -> Told:
    """Tell what was learned of a site, or how much is remembered of each; changes nothing.

    Raises ConfigError for a site of which nothing is remembered, DiskError and DamageError.
    """
    known = _known(state_dir)
    if site is None:
        return _tell_sites(known, as_json=as_json)
    _require(site, known)
    store = MemoryStore(state_dir / FILE_NAME, read_only=True)
    try:
        learning = store.learning(site)
    finally:
        store.close()
    lines = (_as_json(site, learning),) if as_json else _table(learning)
    return Told(
        lines=lines,
        sentence=f"{site}: {len(learning.learned)} lines are taken for its template, learned from "
        f"{learning.pages} articles of {learning.days} days.",
    )


def reset(state_dir: Path, site: str) -> Told:
    """Forget a site under the run's lock; raises what ``tell`` does, and LockError."""
    _require(site, _known(state_dir))
    with RunLock(state_dir):
        store = MemoryStore(state_dir / FILE_NAME)
        try:
            pages = store.forget(site)
        finally:
            store.close()
    return Told(
        lines=(),
        sentence=f"{site}: {pages} articles are forgotten; its template is learned anew from the "
        "next ones.",
    )


def _known(state_dir: Path) -> list[Remembered]:
    path = state_dir / FILE_NAME
    if not path.exists():
        return []
    store = MemoryStore(path, read_only=True)
    try:
        return store.sites()
    finally:
        store.close()


def _require(site: str, known: Sequence[Remembered]) -> None:
    names = [one.site for one in known]
    if site in names:
        return
    listed = f"known are {', '.join(names[:10])}" if names else "no run has ended yet"
    raise ConfigError(f"nothing is remembered of a site {site[:200]!r}: {listed}")


def _tell_sites(known: Sequence[Remembered], *, as_json: bool) -> Told:
    rows = [(one.site, str(one.pages), _day(one.first), _day(one.last)) for one in known]
    if as_json:
        lines = tuple(
            json.dumps(dict(zip(("site", "pages", "first", "last"), row, strict=True)))
            for row in rows
        )
    else:
        lines = _columns(("site", "articles", "first day", "last day"), rows)
    return Told(lines=lines, sentence=f"{len(rows)} sites are remembered.")


def _table(learning: Learning) -> tuple[str, ...]:
    rows = [
        (
            f"{one.pages} of {one.of}",
            str(one.days),
            _day(one.first),
            _day(one.last),
            "same" if isinstance(one.key, str) else "near",
            _cut(one.text),
        )
        for one in learning.learned
    ]
    return _columns(("articles", "days", "first seen", "last seen", "match", "line"), rows)


def _columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    return tuple(
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [head, *rows]
    )


def _as_json(site: str, learning: Learning) -> str:
    return json.dumps(
        {
            "site": site,
            "pages": learning.pages,
            "days": learning.days,
            "learned": [_learned(one) for one in learning.learned],
        }
    )


def _learned(one: Learned) -> dict[str, object]:
    return {
        "rule": one.rule,
        "pages": one.pages,
        "of": one.of,
        "days": one.days,
        "first": one.first.isoformat() if one.first else None,
        "last": one.last.isoformat() if one.last else None,
        "near": not isinstance(one.key, str),
        "text": one.text,
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else "-"


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT_CHARS else f"{text[: _TEXT_CHARS - 1]}…"
