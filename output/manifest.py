"""``manifest.jsonl``: one sealed line for each complete segment."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from output.disk import Disk
from output.errors import CorpusDamage
from output.record import SCHEMA, Digest, Time, is_sealed, seal

NAME = "manifest.jsonl"
_CHUNK = 1 << 20


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One complete segment."""

    path: str  # relative to the corpus, with forward slashes
    schema: int = SCHEMA
    run: str
    records: int
    bytes: int  # as they are on the disk
    sha256: Digest  # of the file
    first: Time | None  # the earliest and the latest fetched_at of its records
    last: Time | None
    closed_at: Time
    checksum: str = ""


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Entry)


class Manifest:
    """The list of a corpus's complete segments."""

    def __init__(self, corpus: Path, disk: Disk | None = None) -> None:
        self.path = corpus / NAME
        self._disk = disk or Disk()

    def entries(self) -> list[Entry]:
        """Read all entries; raises ``CorpusDamage`` naming file and line for a broken one."""
        found = []
        for _, entry in self.checked():
            if isinstance(entry, CorpusDamage):
                raise entry
            found.append(entry)
        return found

    def checked(self) -> Iterator[tuple[str, Entry | CorpusDamage]]:
        """Yield (file:line, the entry or what is wrong with it) of each line."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                where = f"{self.path}:{number}"
                yield where, _read(line, where)

    def append(self, entry: Entry) -> None:
        """Add one segment, durably."""
        is_new = not self.path.exists()
        with self._disk.open_append(self.path) as file:
            self._disk.write(file, self.path, to_line(entry))
            self._disk.sync(file, self.path)
        if is_new:
            self._disk.sync_folder(self.path.parent)

    def cut_torn_end(self) -> bool:
        """Cut off a last line that a kill left without its end; tells whether there was one.

        Only an unfinished line is cut: it never counted, for its segment is still open in the
        frontier and is listed again. A finished line that is wrong is damage.
        """
        if not self.path.exists():
            return False
        data = self.path.read_bytes()
        whole = data.rfind(b"\n") + 1
        if whole == len(data):
            return False
        self._disk.truncate(self.path, whole)
        return True

    def replace(self, entries: Iterable[Entry]) -> None:
        """Write the whole manifest anew, atomically."""
        fresh = self.path.with_name(NAME + ".new")
        fresh.unlink(missing_ok=True)
        with self._disk.open_append(fresh) as file:
            self._disk.write(file, fresh, b"".join(map(to_line, entries)))
            self._disk.sync(file, fresh)
        self._disk.rename(fresh, self.path)


def _read(line: bytes, where: str) -> Entry | CorpusDamage:
    if not (line.endswith(b"\n") and is_sealed(line[:-1])):
        return CorpusDamage(where, "the line's checksum does not match its content")
    try:
        return _DECODER.decode(line)
    except msgspec.DecodeError as error:
        return CorpusDamage(where, f"not a manifest entry: {error}")


def to_line(entry: Entry) -> bytes:
    """Return an entry's sealed line."""
    body = _ENCODER.encode(entry)
    return seal(body[: body.rindex(b',"checksum":"')])


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def now() -> datetime:
    """Return the present moment, aware UTC."""
    return datetime.now(UTC)
