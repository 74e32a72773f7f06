"""A large near-duplicate index made at once, as adding its articles one by one would have made it.

Adding ten million articles costs 320 million inserts all over one B-tree: hours. Here the band
rows are parted by key, sorted, and inserted in the table's own order. And only some of the articles
have a signature that can be made again to look them up; the others have random bytes and random
keys, which is what signatures of different texts have.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, closing
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import numpy.typing as npt

from output.near_duplicates.signature import Signature
from output.near_duplicates.store import Store

_PARTS = 64  # of 47-bit keys, by their highest bits
_KEY_BITS = 47
_CHUNK = 20_000
_SIGNATURE_BYTES = 256
_ROW = np.dtype([("key", "<i8"), ("article", "<i8")])
Rows = npt.NDArray[np.void]


class OtherIndexError(ValueError):
    """What is there is not what is asked for; the message says what it is, and the remedy."""


def record_of(number: int) -> bytes:
    """Return a made-up record id; like real ones it is a digest, in no order."""
    return hashlib.blake2b(number.to_bytes(8, "big"), digest_size=16).digest()


def about(scheme: str, articles: int, every: int) -> dict[str, str]:
    """Return what an index that is made at once says of itself."""
    return {"scheme": scheme, "articles": str(articles), "every": str(every)}


def provide(
    path: Path, articles: int, sign: Callable[[int], Signature], scheme: str, every: int
) -> float | None:
    """Have the index at ``path``; returns in how many seconds it was made, None if it was there.

    One that is there may have grown since it was made. Raises OtherIndexError when it was made of
    another number of articles, in another way, or is none.
    """
    if path.exists():
        _check(path, about(scheme, articles, every))
        return None
    began = time.monotonic()
    # What a kill leaves is never under the index's name, and does not fill the disk for long.
    unfinished = path.with_name(path.name + ".partial")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    unfinished.mkdir()
    # Elsewhere: what it takes in memory must not be counted, nor hide what the index takes.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        elsewhere.submit(build, unfinished / path.name, articles, sign, scheme, every).result()
    for suffix in ("-wal", "-shm"):  # of an index that was deleted: they would be taken for ours
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    (unfinished / path.name).rename(path)
    unfinished.rmdir()
    return time.monotonic() - began


def _check(path: Path, wanted: Mapping[str, str]) -> None:
    remedy = "delete it, choose another folder"
    try:
        with closing(sqlite3.connect(path)) as db:
            found = dict(db.execute("SELECT name, value FROM about"))
            (stored,) = db.execute("SELECT count(*) FROM articles").fetchone()
    except sqlite3.DatabaseError as error:
        raise OtherIndexError(f"{path} cannot be read as an index ({error}): {remedy}") from error
    if found != wanted or stored < int(wanted["articles"]):
        raise OtherIndexError(
            f"{path} holds {stored} articles and was made with {_told(found)}; asked for is "
            f"{_told(wanted)}: {remedy}, or ask for what it was made with"
        )


def _told(about: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(about.items()))


def build(
    path: Path, articles: int, sign: Callable[[int], Signature], scheme: str, every: int = 1
) -> None:
    """Make the index of ``articles`` articles that are like no other, at a new ``path``.

    Those whose number ``every`` divides have the signature that ``sign`` gives.
    """
    Store(path, about(scheme, articles, every)).close()
    with (
        tempfile.TemporaryDirectory(dir=path.parent) as parts,
        closing(sqlite3.connect(path)) as db,
    ):
        # Nothing of it must outlive a kill: it is measured, then deleted.
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -524288")
        db.execute("INSERT INTO sites (name) VALUES ('site')")
        _insert_articles(db, Path(parts), articles, sign, every)
        for rows in _parts(Path(parts)):
            db.executemany("INSERT INTO bands VALUES (?, ?)", _pairs(rows))
        db.commit()
        db.execute("PRAGMA journal_mode = WAL")


def _insert_articles(
    db: sqlite3.Connection,
    parts: Path,
    articles: int,
    sign: Callable[[int], Signature],
    every: int,
) -> None:
    """Insert the articles, and write their band rows to the parts' files."""
    chance, bands = np.random.default_rng(1), len(sign(0).band_keys)
    with ExitStack() as stack:
        files = [stack.enter_context(_part(parts, n).open("wb")) for n in range(_PARTS)]
        for start in range(0, articles, _CHUNK):
            numbers = range(start + 1, min(start + _CHUNK, articles) + 1)
            keys = chance.integers(0, 2**_KEY_BITS, (len(numbers), bands), dtype="<i8")
            packed = [chance.bytes(_SIGNATURE_BYTES) for _ in numbers]
            for place, number in enumerate(numbers):
                if number % every == 0:
                    signed = sign(number)
                    keys[place], packed[place] = signed.band_keys, signed.packed()
            db.executemany(
                "INSERT INTO articles VALUES (?, ?, 1, NULL, ?, ?)",
                (
                    (number, record_of(number), number, one)
                    for number, one in zip(numbers, packed, strict=True)
                ),
            )
            rows = np.empty(keys.size, dtype=_ROW)
            rows["key"] = keys.ravel()
            rows["article"] = np.repeat(np.arange(numbers.start, numbers.stop), bands)
            places = rows["key"] >> (_KEY_BITS - _PARTS.bit_length() + 1)
            for place in range(_PARTS):
                files[place].write(rows[places == place].tobytes())


def _parts(folder: Path) -> Iterator[Rows]:
    for number in range(_PARTS):
        path = _part(folder, number)
        rows = np.fromfile(path, dtype=_ROW)
        path.unlink()
        yield rows[np.lexsort((rows["article"], rows["key"]))]


def _part(folder: Path, number: int) -> Path:
    return folder / f"{number:03}.rows"


def _pairs(rows: Rows) -> Iterator[tuple[int, int]]:
    return zip(rows["key"].tolist(), rows["article"].tolist(), strict=True)
