"""Read a corpus of pages: one JSON object a line with ``id``, ``url``, ``html`` and ``gold``."""

from __future__ import annotations

import gzip
import io
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import zstandard


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusPage:
    """One page with what is known of its article."""

    id: str
    url: str
    html: str  # encodable: lone surrogates are replaced
    dataset: str
    gold: dict[str, Any]


def read_pages(path: Path, *, every: int = 1) -> Iterator[CorpusPage]:
    """Yield every n-th page of a ``.jsonl`` file, plain or ``.gz``, ``.xz`` or ``.zst``."""
    with _open(path) as lines:
        for number, line in enumerate(lines):
            if number % every == 0:
                row = json.loads(line)
                yield CorpusPage(
                    id=row["id"],
                    url=row.get("url", ""),
                    html=row["html"].encode("utf-8", "replace").decode(),
                    dataset=row.get("dataset", "pages"),
                    gold=row.get("gold") or {},
                )


def _open(path: Path) -> IO[str]:
    match path.suffix:
        case ".xz":
            return lzma.open(path, "rt", encoding="utf-8", errors="surrogatepass")
        case ".gz":
            return gzip.open(path, "rt", encoding="utf-8", errors="surrogatepass")
        case ".zst":
            raw = zstandard.ZstdDecompressor().stream_reader(path.open("rb"), closefd=True)
            return io.TextIOWrapper(raw, encoding="utf-8", errors="surrogatepass")
        case _:
            return path.open(encoding="utf-8", errors="surrogatepass")
