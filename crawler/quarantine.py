"""What could not be cleaned: its bytes and its cause, kept until a better version replays them.

``state/quarantine/<xx>/<id>.zst``, one file a page: a line of JSON (``_Head``), then the body's
bytes, compressed. The name is the digest of the URL's key, so a page that comes again replaces
itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
import zstandard

from cleaners.types import Evidence, Page
from crawler.canonical import canonical_key, record_id
from crawler.exits import DamageError
from crawler.frontier.types import Lease
from output.disk import Disk
from output.record import Right

FOLDER = "quarantine"  # in STATE_DIR
_SUFFIX = ".zst"
_LEVEL = 10
_LARGEST_BYTES = 64 * 1024 * 1024  # unpacked; far above what a fetch may bring


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """One page that could not be cleaned."""

    name: str  # what ``remove`` takes
    url: str  # as the frontier knows it
    site: str
    cause: str
    page: Page
    evidence: Evidence | None
    rights: tuple[Right, ...]


class _Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All but the body."""

    url: str
    site: str
    cause: str
    final_url: str
    status: int
    headers: list[tuple[str, str]]
    fetched_at: datetime
    evidence: Evidence | None
    rights: list[Right]


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(_Head)


class Quarantine:
    """The quarantine of one state folder. Raises ``output.errors.DiskFailure`` on a bad disk."""

    def __init__(self, state: Path, disk: Disk | None = None) -> None:
        self.folder = state / FOLDER
        self._disk = disk or Disk()

    def put(self, lease: Lease, page: Page, cause: str, rights: Sequence[Right] = ()) -> Path:
        """Keep a page, durably; call it before its URL is settled as quarantined."""
        head = _Head(
            url=lease.url,
            site=lease.site,
            cause=cause,
            final_url=page.final_url,
            status=page.status,
            headers=list(page.headers),
            fetched_at=page.fetched_at,
            evidence=lease.evidence,
            rights=list(rights),
        )
        path = self._path(lease.url)
        self._disk.make_folder(path.parent)
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        packer = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
        with self._disk.open_append(fresh) as file:
            data = packer.compress(_ENCODER.encode(head) + b"\n" + page.body)
            self._disk.write(file, fresh, data)
            self._disk.sync(file, fresh)
        self._disk.rename(fresh, path)
        return path

    def entries(self) -> Iterator[Quarantined]:
        """Yield what is kept, one page at a time, sorted by name.

        Raises ``DamageError`` naming a file that is not what was written.
        """
        for path in self._paths():
            yield _read(path)

    def remove(self, name: str) -> None:
        """Let go of a page that is settled otherwise now; nothing happens when it is gone."""
        path = self.folder / name[:2] / (name + _SUFFIX)
        if path.exists():
            self._disk.remove(path)

    def size(self) -> tuple[int, int]:
        """Return how many pages are kept, and their bytes on the disk."""
        sizes = [path.stat().st_size for path in self._paths()]
        return len(sizes), sum(sizes)

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob(f"*/*{_SUFFIX}"))

    def _path(self, url: str) -> Path:
        name = record_id(canonical_key(url))
        return self.folder / name[:2] / (name + _SUFFIX)


def _read(path: Path) -> Quarantined:
    try:
        packed = path.read_bytes()
        data = zstandard.ZstdDecompressor().decompress(packed, max_output_size=_LARGEST_BYTES)
        line, _, body = data.partition(b"\n")
        head = _DECODER.decode(line)
    except (zstandard.ZstdError, msgspec.DecodeError) as error:
        raise DamageError(
            f"{path}: not what was written ({error}): remove it; its URL stays quarantined"
        ) from error
    page = Page(
        url=head.url,
        final_url=head.final_url,
        status=head.status,
        headers=tuple(head.headers),
        body=body,
        fetched_at=head.fetched_at,
    )
    return Quarantined(
        name=path.stem,
        url=head.url,
        site=head.site,
        cause=head.cause,
        page=page,
        evidence=head.evidence,
        rights=tuple(head.rights),
    )
