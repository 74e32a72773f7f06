"""How far a file of an archive is read, and whether it is still the same file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from cleaners.warc import Marker
from crawler.archive.write import CONTINUES, Kept
from crawler.exits import ConfigError
from crawler.frontier.types import ArchiveMark

_HEAD_BYTES = 64 * 1024  # a WARC begins with a record that has a random id
_CRAWLS_OWN = re.compile(r"(\d{8}T\d{6}Z-[0-9a-f]{4})-\d+\.warc\b")  # see WarcArchive
_SUFFIXES = (".warc", ".warc.gz", ".warc.zst")


def files_of(argument: str) -> tuple[Path, ...]:
    """Return the files that ``-a files=`` names, with commas between: files and folders.

    Of a folder, all ``.warc``, ``.warc.gz`` and ``.warc.zst`` below it, by name. Absolute paths,
    each once. Raises ConfigError for what is not there and for a folder without any.
    """
    named = [Path(part.strip()) for part in argument.split(",") if part.strip()]
    if not named:
        raise ConfigError("-a files= names nothing: give WARC files or folders of them")
    return tuple(dict.fromkeys(file for path in named for file in _below(path)))


def _below(path: Path) -> Iterable[Path]:
    if path.is_file():
        return (path.resolve(),)
    if not path.is_dir():
        raise ConfigError(f"{path}: no such file or folder: give WARC files or folders of them")
    found = [file.resolve() for file in sorted(path.rglob("*")) if file.name.endswith(_SUFFIXES)]
    if not found:
        raise ConfigError(f"{path}: no {', '.join(_SUFFIXES)} file in this folder")
    return found


def run_of(file: Path) -> str:
    """Return the name of the run whose pages an archive holds: its file's, without suffixes."""
    return file.name.split(".warc")[0] or file.name


def crawl_of(file: Path) -> str | None:
    """Return which of our crawls wrote an archive, None for another's archive."""
    named = _CRAWLS_OWN.match(file.name)
    return named[1] if named else None


def continues(file: Path) -> bool:
    """Tell whether the crawl that wrote an archive went on where another one was killed.

    Such a crawl had learned nothing of what that one had noted. Raises OSError where the file
    cannot be read.
    """
    with file.open("rb") as stream:
        first = next(ArchiveIterator(stream), None)
        if first is None or first.rec_type != "warcinfo":
            return False
        return f"\n{CONTINUES}:".encode() in b"\n" + first.content_stream().read()


def kept_mark(kept: Kept) -> ArchiveMark:
    """Return how far an archive that is being written is committed, as the frontier keeps it."""
    return ArchiveMark(
        path=kept.name, head=b"", head_bytes=0, offset=kept.length_bytes, number=0, record_id=""
    )


def begin(file: Path, known: ArchiveMark | None) -> ArchiveMark:
    """Return how far the file is read; from its start where another file had its name before.

    Raises OSError where it cannot be read.
    """
    if known is not None and known.head == _digest(file, known.head_bytes):
        return known
    head_bytes = min(_HEAD_BYTES, file.stat().st_size)
    return ArchiveMark(
        path=str(file),
        head=_digest(file, head_bytes),
        head_bytes=head_bytes,
        offset=0,
        number=0,
        record_id="",
    )


def marker_of(mark: ArchiveMark) -> Marker | None:
    """Return where reading goes on, None at a file's start."""
    if mark.number == 0:
        return None
    return Marker(offset=mark.offset, number=mark.number, record_id=mark.record_id)


def moved(mark: ArchiveMark, marker: Marker) -> ArchiveMark:
    """Return the mark behind one more response.

    A damaged stretch has no record to begin at: the mark stays before it, and it is met again.
    """
    if not marker.record_id:
        return mark
    return replace(
        mark, offset=marker.offset, number=marker.number, record_id=marker.record_id, whole=None
    )


def _digest(file: Path, length: int) -> bytes:
    with file.open("rb") as stream:
        return hashlib.sha256(stream.read(length)).digest()
