"""The index as its users see it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from output.near_duplicates.attribution import Claims, Copy, attribute
from output.near_duplicates.match import Match
from output.near_duplicates.signature import SCHEME, sign
from output.near_duplicates.store import Store

# A wire story with another headline, some edits, one paragraph less and one of the house's
# own keeps over half of its three-word shingles; one that is cut to three fifths of its length,
# about four in ten. Two reports of their own about one event have under a tenth in common.
DEFAULT_THRESHOLD = 0.4
DEFAULT_KEEP = 10_000_000
_NO_CLAIMS = Claims()


class NearDuplicates:
    """Finds earlier articles that say nearly the same. Not for use by two threads.

    Adding is idempotent: an article that is told again, as after a crash between this
    index's commit and the frontier's, gets the same answer and changes nothing. So commit
    this index before the frontier. A text that changed takes the place of the old one.

    Raises ``sqlite3.Error`` where the disk refuses or the file is damaged, and
    ``IndexMismatchError`` for a file of another scheme or threshold.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        threshold: float = DEFAULT_THRESHOLD,
        keep: int = DEFAULT_KEEP,
    ) -> None:
        """Open or make the file at ``path``; the oldest articles beyond ``keep`` are dropped.

        ``threshold`` is the share of common shingles, 0..1, from which two articles are
        nearly the same.
        """
        if not 0 < threshold <= 1:
            raise ValueError(f"threshold must be above 0 and at most 1, not {threshold}")
        if keep < 1:
            raise ValueError(f"keep must be at least 1, not {keep}")
        self._threshold = threshold
        self._keep = keep
        self._store = Store(path, {"scheme": SCHEME, "threshold": repr(threshold)})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return self._store.count()

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Commit what happens inside at its end, or nothing of it after an exception."""
        return self._store.transaction()

    def check_and_add(
        self,
        record_id: str,
        text: str,
        *,
        site: str,
        published: datetime | None = None,
        claims: Claims = _NO_CLAIMS,
    ) -> Match | None:
        """Tell the index an article; returns its match among the articles told before.

        ``record_id`` is 32 hex digits, ``published`` is aware. None for an article that is
        like no earlier one, and for a text too short to be compared (24 shingles).
        """
        signature = sign(text)
        if signature is None:
            return None
        store = self._store
        number, is_new = store.place(bytes.fromhex(record_id), signature, site, published)
        if is_new:
            store.drop_oldest(number, self._keep)
        neighbours = list(store.neighbours(number, signature, self._threshold))
        if is_new:
            for neighbour in neighbours:
                store.join(number, neighbour.number)
        earlier = [neighbour for neighbour in neighbours if neighbour.number < number]
        if not earlier:
            return None
        nearest = max(earlier, key=lambda neighbour: (neighbour.similarity, -neighbour.number))
        first = store.origin(store.root(number))
        copy = Copy(text=text, site=site, published=published, claims=claims)
        kind, origin, basis = attribute(copy, first)
        return Match(
            record_id=first.record_id,
            similarity=round(nearest.similarity, 2),
            nearest=store.origin(nearest.number).record_id,
            kind=kind,
            syndicated_from=origin,
            basis=basis,
        )

    def cluster(self, record_id: str) -> list[str]:
        """Return the record ids of an article's cluster, in order of arrival; [] if unknown."""
        return self._store.members(bytes.fromhex(record_id))
