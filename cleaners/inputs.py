"""What a user hands over, as a stream of documents: files, folders, JSONL, WARC, a pipe.

Nothing is skipped silently: what cannot be read comes as an ``InputProblem`` in its place,
and reading goes on. Memory is bounded by the largest document.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal

from cleaners import gate
from cleaners.clean import clean_html, clean_page
from cleaners.decode import decode
from cleaners.limits import limits
from cleaners.options import Options
from cleaners.streams import DAMAGE, lines, plain
from cleaners.text_mode import clean_text
from cleaners.types import Cleaned
from cleaners.warc import Archived, Found, Marker, Reason, read_stream, read_warc

Form = Literal["html", "text"]
ProblemKind = Literal["missing", "no-pages", "unreadable", "binary", "damaged", "bad-row"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a document stands in a call's inputs: reading may go on behind it."""

    place: int  # of its file among all that are read, from 0
    file: str
    documents: int  # of the file up to here, this one included
    marker: Marker | None = None  # in an archive


@dataclass(frozen=True, slots=True, kw_only=True)
class InputDocument:
    """One page or text to clean."""

    id: str | int  # a row's own id; else its file, or file:line
    source: str  # where it stands: "pages/a.html", "corpus.jsonl.xz:12"
    body: bytes | str
    form: Form
    url: str | None = None
    content_type: str | None = None
    archived: Archived | None = None  # of a WARC: the page with all that its archive knows
    position: Position | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputProblem:
    """Something that cannot be read: one sentence that names it and the remedy."""

    kind: ProblemKind
    source: str
    message: str

    def __str__(self) -> str:
        return f"{self.source}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InputSkipped:
    """A response of an archive that is no page, for what it is."""

    source: str
    reason: Reason


Item = InputDocument | InputProblem | InputSkipped

_ROW_SUFFIXES = frozenset({".jsonl", ".ndjson", ".jl"})
_PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml"})
_TEXT_SUFFIXES = frozenset({".txt", ".text", ".md"})
_WARC_SUFFIXES = frozenset({".warc"})
_KNOWN_SUFFIXES = _ROW_SUFFIXES | _PAGE_SUFFIXES | _TEXT_SUFFIXES | _WARC_SUFFIXES
_COMPRESSED = frozenset({".gz", ".xz", ".zst"})
_WARC, _XZ = b"WARC/", b"\xfd7zXZ"  # what they begin with
_ARCHIVE_DAMAGE: dict[Reason, str] = {
    "damaged": "ends early or is damaged here: fetch it again",
    "digest": "the record's bytes are not those that were archived: fetch the file again",
    "truncated": "the record ends before its length: fetch the file again",
}
_ACCEPTED = "give HTML, plain text, JSONL with an html or text field, or WARC"
_LONGEST_ROW = 6  # times raw_bytes: JSON may write each character as \uXXXX


def read_inputs(
    paths: Sequence[str],
    *,
    stdin: BinaryIO,
    as_text: bool = False,
    after: Position | None = None,
) -> Iterator[Item]:
    """Yield the documents of all ``paths`` in their order; ``-`` reads ``stdin``.

    ``as_text`` takes every file as plain text, and of a row its ``text`` before its ``html``.
    With ``after``, only what stands behind that document: an archive is entered there, other
    files are read from their start.
    """
    for place, file in enumerate(_files(paths)):
        if after is not None and place < after.place:
            continue
        here = after if after is not None and place == after.place else None
        if isinstance(file, InputProblem):
            yield file
        else:
            yield from _placed(file, place, stdin, as_text, here)


def _files(paths: Sequence[str]) -> Iterator[Path | Literal["-"] | InputProblem]:
    """Yield the files that are named, and those of folders; a folder without any is a problem."""
    for path in paths:
        if path == "-":
            yield "-"
        elif Path(path).is_dir():
            yield from _in_folder(Path(path))
        else:
            yield Path(path)


def _placed(
    file: Path | Literal["-"], place: int, stdin: BinaryIO, as_text: bool, after: Position | None
) -> Iterator[Item]:
    """Yield a file's items behind ``after``, each document with its position."""
    marker = after.marker if after else None
    known = after.documents if after else 0
    documents = known if marker else 0
    name = file if isinstance(file, str) else file.as_posix()
    items = (
        _read_stream(stdin, "-", as_text, marker)
        if isinstance(file, str)
        else _read_file(file, as_text, marker)
    )
    for item in items:
        if isinstance(item, InputDocument):
            documents += 1
            found = item.archived.marker if item.archived else None
            where = Position(place=place, file=name, documents=documents, marker=found)
            item = replace(item, position=where)  # noqa: PLW2901
        if marker or not known or documents > known:
            yield item


def clean_document(document: InputDocument, options: Options) -> Cleaned:
    """Clean one document by its form. Raises ``CleaningError``.

    Of an archived article on several pages, this is the first page.
    """
    if document.archived is not None:
        note = document.archived.note
        return clean_page(document.archived.page, note.evidence if note else None, options)
    if document.form == "html":
        return clean_html(
            document.body,
            url=document.url,
            content_type=document.content_type,
            options=options,
        )
    body = document.body
    if isinstance(body, bytes):
        gate.check_bytes(body, content_type="text/plain")
        body = decode(body).text
    return clean_text(body, options=options)


def _in_folder(folder: Path) -> Iterator[Path | InputProblem]:
    """Every page, text, JSONL and WARC file below ``folder``, by name; hidden ones are left."""
    found = False
    for path in _walk(folder):
        found = True
        yield path
    if not found:
        yield _problem("no-pages", folder, f"no pages in this folder: {_ACCEPTED}")


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent) / name
            if not name.startswith(".") and _suffix(name) in _KNOWN_SUFFIXES:
                yield path


def _suffix(name: str) -> str:
    """The suffix that tells the form: that before ``.gz``, ``.xz`` or ``.zst``."""
    path = Path(name.lower())
    return Path(path.stem).suffix if path.suffix in _COMPRESSED else path.suffix


def _read_file(path: Path, as_text: bool, after: Marker | None) -> Iterator[Item]:
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        yield _problem("missing", path, "no such file or folder: check the path")
        return
    except OSError as error:
        yield _problem("unreadable", path, f"{error.strerror}: check its permissions")
        return
    with stream:
        if _is_archive(path):
            yield from _read_archive(path, after)
        else:
            yield from _read_stream(stream, path.as_posix(), as_text, after)


def _is_archive(path: Path) -> bool:
    """Tell whether a file is a WARC that can be read past damage: no pipe, and not in xz."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        if file.peek(len(_XZ)).startswith(_XZ):
            return False
        try:
            return plain(file).peek(len(_WARC)).startswith(_WARC)
        except DAMAGE:
            return False


def _read_archive(path: Path, after: Marker | None) -> Iterator[Item]:
    try:
        for found in read_warc(path, after=after):
            yield _of_archive(found, path.as_posix())
    except OSError as error:
        yield _problem("unreadable", path, f"{error}: check the disk and its permissions")


def _read_stream(raw: BinaryIO, name: str, as_text: bool, after: Marker | None) -> Iterator[Item]:
    try:
        stream = plain(raw)
        yield from _read_plain(stream, name, as_text, after)
    except DAMAGE as error:
        reason = str(error) or type(error).__name__
        yield _problem("damaged", name, f"ends early or is damaged ({reason}): fetch it again")


def _read_plain(
    stream: io.BufferedReader, name: str, as_text: bool, after: Marker | None
) -> Iterator[Item]:
    head = stream.peek(gate.HEAD)[: gate.HEAD]
    form = _form(name, head)
    if form == "rows":
        yield from _read_rows(stream, name, as_text)
    elif form == "warc":
        for found in read_stream(stream):
            if after is None or found.marker.number > after.number:
                yield _of_archive(found, name)
    elif form is None:
        yield _problem("binary", name, f"is {gate.describe(head)}: {_ACCEPTED}")
    else:
        body = stream.read(limits().raw_bytes.value + 1)
        yield InputDocument(id=name, source=name, body=body, form="text" if as_text else form)


def _form(name: str, head: bytes) -> Literal["rows", "warc", "html", "text"] | None:
    """Tell what a stream holds, by its head before its name; None for binary data."""
    if head.startswith(_WARC):
        return "warc"
    if gate.describe(head) is not None:
        return None
    suffix = _suffix(name)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if suffix in _ROW_SUFFIXES or (suffix not in _KNOWN_SUFFIXES and start == b"{"):
        return "rows"
    if suffix in _PAGE_SUFFIXES or (suffix not in _TEXT_SUFFIXES and start == b"<"):
        return "html"
    return "text"


def _read_rows(stream: io.BufferedReader, name: str, as_text: bool) -> Iterator[Item]:
    longest = limits().raw_bytes.value * _LONGEST_ROW
    for number, line in enumerate(lines(stream, longest), start=1):
        source = f"{name}:{number}"
        if line is None:
            yield _problem("bad-row", source, f"line over {longest:,} bytes: split or drop it")
        elif line.strip():
            yield _row(line, source, as_text)


def _row(line: bytes, source: str, as_text: bool) -> Item:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = str(error).split(": ")[0]
        return _problem("bad-row", source, f"not JSON ({reason}): write one JSON object a line")
    if not isinstance(row, dict):
        return _problem("bad-row", source, "not a JSON object: write one object a line")
    fields: tuple[Form, Form] = ("text", "html") if as_text else ("html", "text")
    form = next((field for field in fields if isinstance(row.get(field), str)), None)
    if form is None:
        return _problem("bad-row", source, "no html or text field: add one of them as a string")
    own = row.get("id")
    url = row.get("url")
    return InputDocument(
        id=own if isinstance(own, str | int) and not isinstance(own, bool) else source,
        source=source,
        body=row[form],
        form=form,
        url=url if isinstance(url, str) else None,
    )


def _of_archive(found: Found, name: str) -> Item:
    source = f"{name}:{found.marker.number}"
    if not isinstance(found, Archived):
        damage = _ARCHIVE_DAMAGE.get(found.reason)
        if damage is None:
            return InputSkipped(source=source, reason=found.reason)
        return _problem("damaged", source, damage)
    return InputDocument(
        id=found.record_id or source,
        source=source,
        body=found.page.body,
        form="html",
        url=found.page.final_url,
        content_type=found.page.header("content-type"),
        archived=found,
    )


def _problem(kind: ProblemKind, source: Path | str, message: str) -> InputProblem:
    name = source.as_posix() if isinstance(source, Path) else source
    return InputProblem(kind=kind, source=name, message=message)
