"""The data card as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources

import msgspec

from output.card.facts import KNOWN, Facts
from output.card.signals import SHARES, quantiles
from output.record import SCHEMA

_MOST_ROWS = 50
_LENGTHS = {
    "shortest": 0.0,
    "5 %": 0.05,
    "25 %": 0.25,
    "median": 0.5,
    "75 %": 0.75,
    "95 %": 0.95,
    "longest": 1.0,
}
# The Hub's classes of size: "10K<n<100K" and so on.
_SIZES = ((1_000, "1K"), (10_000, "10K"), (100_000, "100K"), (1_000_000, "1M"), (10_000_000, "10M"))


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str
    why: str


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    made: list[_Line]
    limits: list[_Line]


@cache
def _words() -> _Words:
    data = resources.files(__package__).joinpath("words.toml").read_bytes()
    return msgspec.toml.decode(data, type=_Words)


def front_matter(facts: Facts, *, name: str) -> str:
    """Return the YAML that the Hugging Face Hub reads at the head of ``README.md``.

    https://huggingface.co/docs/hub/datasets-cards; values are written as JSON, which is YAML.
    """
    languages = sorted({code.partition("-")[0] for code in facts.counts.by_language} - {"unknown"})
    files = [{"split": "train", "path": "data/train-*.parquet"}]
    values = {
        "pretty_name": name,
        "language": languages,
        "license": "other",
        "size_categories": [_size(facts.counts.records)],
        "task_categories": ["text-generation"],
        "tags": ["news"],
        "configs": [{"config_name": "default", "data_files": files}],
    }
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
    return f"---\n{''.join(lines)}---\n\n"


def _size(records: int) -> str:
    below = "n<1K"
    for (least, word), following in zip(_SIZES, [*_SIZES[1:], None], strict=True):
        if records >= least:
            below = f"{word}<n<{following[1]}" if following else f"n>{word}"
    return below


def data_card(facts: Facts, *, name: str, made: str = "") -> str:
    """Return the card of a corpus that is called ``name``; ``made`` is one sentence more."""
    words = _words()
    parts = [
        f"# {name}",
        _summary(facts),
        *_section("Sites", "site", facts.counts.by_site.most_common(), facts),
        *_section("Languages", "language", facts.counts.by_language.most_common(), facts),
        *_section("Months of publication (UTC)", "month", _months(facts), facts),
        "## Lengths",
        *_lengths(facts),
        "## What is known of the articles",
        _table(
            ("field", "records", "share"), [_shared(key, facts.known[key], facts) for key in KNOWN]
        ),
        "## Quality signals",
        *_signals(facts),
        "## What was removed from the pages",
        *_removed(facts),
        "## Near-duplicates",
        *_duplicates(facts),
        "## Access and rights",
        *_rights(facts),
        "## How it was made",
        _list(line.text for line in words.made),
        *([made] if made else []),
        f"Record schema {SCHEMA}; cleaners: {', '.join(sorted(facts.cleaners)) or 'none'}.",
        "## Known limits",
        _list(line.text for line in words.limits),
    ]
    return "\n\n".join(parts) + "\n"


def _summary(facts: Facts) -> str:
    counts = facts.counts
    told = (
        f"{counts.records:,} records of news articles from {_number(len(counts.by_site), 'site')}"
    )
    if counts.revisions:
        told += f", {counts.revisions:,} of them later revisions of an article"
    if facts.first_fetched is None or facts.last_fetched is None:
        return told + "."
    first, last = facts.first_fetched.date(), facts.last_fetched.date()
    return f"{told}; {counts.text_chars:,} characters of text; fetched from {first} to {last}."


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _months(facts: Facts) -> list[tuple[str, int]]:
    dated = sorted((pair for pair in facts.by_month.items() if pair[0]), reverse=True)
    return dated + ([("unknown", facts.by_month[""])] if facts.by_month[""] else [])


def _section(
    title: str, column: str, rows: Sequence[tuple[str, int]], facts: Facts
) -> Iterator[str]:
    yield f"## {title}"
    shown = [_shared(name, count, facts) for name, count in rows[:_MOST_ROWS]]
    yield _table((column, "records", "share"), shown)
    if len(rows) > _MOST_ROWS:
        rest = sum(count for _, count in rows[_MOST_ROWS:])
        yield f"And {len(rows) - _MOST_ROWS:,} more, {rest:,} records."


def _shared(name: str, count: int, facts: Facts) -> tuple[str, str, str]:
    return name, f"{count:,}", _percent(count, facts.counts.records)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _lengths(facts: Facts) -> Iterator[str]:
    yield "Characters of text in a record, to two digits:"
    values = [f"{value:,}" for value in quantiles(facts.lengths, _LENGTHS.values())]
    yield _table(tuple(_LENGTHS), [values] if values else [])


def _signals(facts: Facts) -> Iterator[str]:
    yield "What was measured of each text; nothing was dropped for it unasked."
    rows = [
        (name, f"{known:,}", *(f"{value:,}" for value in values))
        for name, known, values in facts.signals.rows()
    ]
    yield _table(("signal", "records", *(f"{share:.0%}" for share in SHARES)), rows)


def _removed(facts: Facts) -> Iterator[str]:
    counts = facts.counts
    taken = counts.removed_chars.total()
    share = _percent(taken, taken + counts.text_chars)
    yield f"{taken:,} characters were taken out: {share} of all that the pages showed as text."
    rows = [
        (
            category,
            f"{counts.removed[category]:,}",
            f"{chars:,}",
            _percent(chars, taken),
            _percent(facts.removed_from[category], counts.records),
        )
        for category, chars in counts.removed_chars.most_common()
    ]
    yield _table(("category", "pieces", "characters", "of the removed", "records with it"), rows)


def _duplicates(facts: Facts) -> Iterator[str]:
    marked, records = facts.duplicates.total(), facts.counts.records
    yield (
        f"{marked:,} records ({_percent(marked, records)}) name an earlier one that says nearly "
        "the same (`duplicate_of`)."
    )
    rows = [_shared(kind, count, facts) for kind, count in facts.duplicates.most_common()]
    yield _table(("kind", "records", "share"), rows)
    if facts.origins:
        named = [
            _shared(name, count, facts) for name, count in facts.origins.most_common(_MOST_ROWS)
        ]
        yield _table(("credited to", "records", "share"), named)


def _rights(facts: Facts) -> Iterator[str]:
    access = [_shared(name, count, facts) for name, count in facts.access.most_common()]
    yield _table(("access", "records", "share"), access)
    share = _percent(facts.with_rights, facts.counts.records)
    yield f"{facts.with_rights:,} records ({share}) carry a signal of their publisher about reuse."
    rows = [
        (signal, value, *_shared("", count, facts)[1:])
        for (signal, value), count in facts.rights.most_common(_MOST_ROWS)
    ]
    yield _table(("signal", "value", "records", "share"), rows)
    masked = ", ".join(f"{count:,} {what}" for what, count in sorted(facts.masked.items()) if count)
    yield f"Masked in the texts: {masked or 'nothing'}."


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return "None."
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    """Sites, signals and values come from pages: a bar or a line's end would break the row."""
    return " ".join(text.replace("|", "\\|").split())
