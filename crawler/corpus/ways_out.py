"""``scrapy corpus export`` and ``scrapy corpus card``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from crawler.corpus.asked import Asked, say
from crawler.exits import CleanwireError, ConfigError, Exit
from output.card import data_card, facts_of
from output.export import (
    FORMATS,
    FORMS,
    Exported,
    ExportRefused,
    MissingExtra,
    NothingSelected,
    Selection,
    Style,
    export,
)
from output.reader import open_segments, read_corpus

_MIB = 2**20


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of an export."""
    group = parser.add_argument_group("export")
    group.add_argument("--to", choices=FORMATS, help="the format; a folder, but for jsonl")
    group.add_argument(
        "--text", choices=FORMS, default=FORMS[0], help="plain text (default) or Markdown"
    )
    group.add_argument("--links", action="store_true", help="keep links; with --text markdown")
    group.add_argument(
        "--latest", action="store_true", help="of each article its last revision only"
    )
    group.add_argument(
        "--no-duplicates",
        action="store_true",
        help="one article only of those that say nearly the same",
    )
    group.add_argument(
        "--since",
        type=_day,
        metavar="YYYY-MM-DD",
        help="published on that day (UTC) or later; fetched, where publication is unknown",
    )
    group.add_argument("--language", metavar="en,pt", help="of these languages only")
    group.add_argument("--site", metavar="a,b", help="of these sites only")
    group.add_argument("--overwrite", action="store_true", help="replace an earlier export")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2031-05-04") from error


def run_export(asked: Asked) -> Exit:
    """Export the corpus to ``out``; 7 when nothing is selected, and then nothing is written."""
    corpus, out, opts = asked.corpus, asked.out, asked.opts
    assert out is not None
    if opts.to is None:
        raise ConfigError(f"say what to export to: --to {'|'.join(FORMATS)}")
    if opts.links and opts.text != "markdown":
        raise ConfigError("--links keeps links in Markdown: add --text markdown")
    with _translated():
        done = export(
            corpus,
            out,
            to=opts.to,
            selection=_selection(opts),
            style=Style(form=opts.text, links=opts.links),
            replace=opts.overwrite,
        )
    say(_sentence(done, out, len(open_segments(corpus))))
    return Exit.FINE


def _selection(opts: argparse.Namespace) -> Selection:
    return Selection(
        latest=opts.latest,
        distinct=opts.no_duplicates,
        since=opts.since,
        languages=_names(opts.language),
        sites=_names(opts.site),
    )


def _names(listed: str | None) -> frozenset[str]:
    return frozenset(name.strip() for name in (listed or "").split(",") if name.strip())


def _sentence(done: Exported, out: Path, still_open: int) -> str:
    left = done.read - done.written
    told = f"Exported {done.written:,} of {done.read:,} records to {out}"
    told += f" ({done.files:,} files, {done.bytes / _MIB:,.1f} MiB)"
    if left:
        told += f"; {left:,} are not what was asked for"
    if still_open:
        told += f"; segments that a run still writes are left out: {still_open}"
    return told + "."


def run_card(asked: Asked) -> Exit:
    """Print the data card of all complete segments as Markdown."""
    with _translated():
        facts = facts_of(read_corpus(asked.corpus))
    sys.stdout.write(data_card(facts, name=asked.corpus.absolute().name))
    return Exit.FINE


class _NothingError(CleanwireError):
    """No record is what was asked for."""

    exit_code = Exit.NOTHING


@contextmanager
def _translated() -> Iterator[None]:
    """Give an export's refusals their exit codes; the corpus's own errors have theirs."""
    try:
        yield
    except NothingSelected as error:
        raise _NothingError(str(error)) from error
    except (ExportRefused, MissingExtra, FileNotFoundError) as error:
        raise ConfigError(str(error)) from error
