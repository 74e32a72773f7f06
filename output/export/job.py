"""One export from the corpus to its place."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, get_args

from output.codecs import compression_of
from output.errors import DiskFailure
from output.export.extra import pyarrow
from output.export.huggingface import write_dataset
from output.export.lines import write_documents, write_lines
from output.export.parquet import write_days
from output.export.selection import Selection, Spool
from output.export.staging import NothingSelected, staged
from output.export.style import Style
from output.export.texts import write_texts
from output.reader import read_corpus
from output.record import Article

Format = Literal["parquet", "jsonl", "text", "datatrove", "huggingface"]
FORMATS: tuple[Format, ...] = get_args(Format)
_NEED_PYARROW = frozenset({"parquet", "huggingface"})
_EVERYTHING = Selection()
_PLAIN = Style()

Writer = Callable[[Path, Iterator[Article]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What became of a corpus's records."""

    read: int  # records of the corpus, all revisions
    written: int
    files: int
    bytes: int  # of those files


def export(
    corpus: str | Path,
    out: str | Path,
    *,
    to: Format,
    selection: Selection = _EVERYTHING,
    style: Style = _PLAIN,
    replace: bool = False,
) -> Exported:
    """Export the complete segments of a corpus folder; ``out`` appears when all is written.

    ``jsonl`` makes a file (``.gz`` and ``.zst`` compress), the other formats a folder. Raises
    ``NothingSelected``, ``ExportRefused``, ``MissingExtra``, ``CorpusDamage``,
    ``FileNotFoundError`` and ``DiskFailure``; then ``out`` is what it was before.
    """
    articles, out = read_corpus(corpus), Path(out)
    if to in _NEED_PYARROW:
        pyarrow()  # before any work is done
    with _translated(out), staged(out, replace=replace) as stage:
        with Spool(stage.folder / "selection.sqlite", selection) as spool:
            read, wanted = spool.fill(articles), len(spool)
            if not wanted:
                raise NothingSelected(f"nothing to export: {read} records of {corpus} were asked")
            write = _writer(to, out, style, describe(selection, style))
            write(stage.result, style.styled(spool.articles()))
        sizes = [path.stat().st_size for path in _files(stage.result)]
    return Exported(read=read, written=wanted, files=len(sizes), bytes=sum(sizes))


def _writer(to: Format, out: Path, style: Style, made: str) -> Writer:
    """The registry of formats: one writer, one entry."""
    writers: dict[Format, Writer] = {
        "parquet": write_days,
        "jsonl": partial(write_lines, compression=compression_of(out)),
        "text": partial(write_texts, form=style.form),
        "datatrove": write_documents,
        "huggingface": partial(write_dataset, name=out.name, made=made),
    }
    return writers[to]


def describe(selection: Selection, style: Style) -> str:
    """Say in a sentence what an export holds, for its data card."""
    wishes = ["the last revision of each article" if selection.latest else "every revision"]
    if selection.distinct:
        wishes.append("one article of each cluster of near-duplicates")
    if selection.since:
        wishes.append(f"published since {selection.since.isoformat()}")
    if selection.languages:
        wishes.append(f"in the languages {', '.join(sorted(selection.languages))}")
    if selection.sites:
        wishes.append(f"of the sites {', '.join(sorted(selection.sites))}")
    if style.form == "markdown":
        wishes.append(f"texts in Markdown {'with' if style.links else 'without'} links")
    return f"Exported: {'; '.join(wishes)}."


def _files(result: Path) -> list[Path]:
    if not result.is_dir():
        return [result]
    return [path for path in result.rglob("*") if path.is_file()]


@contextmanager
def _translated(out: Path) -> Iterator[None]:
    """Name the disk where it is to blame; a full one also comes as SQLite's own error."""
    try:
        yield
    except OSError as error:
        raise DiskFailure(error.filename or str(out), "export to", error) from error
    except sqlite3.OperationalError as error:
        cause = OSError(errno.EIO, str(error))
        raise DiskFailure(str(out), "sort the export to", cause) from error
