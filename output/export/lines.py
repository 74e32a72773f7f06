"""JSON lines: the corpus's own records in one file, or datatrove's documents in shards."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec
import zstandard

from output.codecs import Compression
from output.record import Article, encode

SHARD_RECORDS = 50_000  # some hundred megabytes of text: one task's work, one download
_ZSTD_LEVEL = 10
# What stands beside the metadata in a document, and what is true only of the corpus's line.
_NOT_METADATA = ("id", "text", "checksum")


def write_lines(path: Path, articles: Iterable[Article], compression: Compression) -> None:
    """Write the records as lines of the corpus: ``read_corpus`` reads the file, too."""
    with packed(path, compression) as file:
        for article in articles:
            file.write(encode(article))


def write_documents(folder: Path, articles: Iterable[Article]) -> None:
    """Write ``00000.jsonl.gz`` and so on in datatrove's form, ``text``, ``id``, ``metadata``.

    That is what its ``JsonlReader`` reads and its ``JsonlWriter`` writes by default
    (https://github.com/huggingface/datatrove). The id is the article's; where all revisions
    are exported, ``metadata.revision`` tells them apart.
    """
    folder.mkdir()
    encoder = msgspec.json.Encoder()
    for number, shard in enumerate(shards(articles)):
        with packed(folder / f"{number:05}.jsonl.gz", "gz") as file:
            for article in shard:
                file.write(encoder.encode(document(article)) + b"\n")


def document(article: Article) -> dict[str, Any]:
    """Return a record as a datatrove document."""
    metadata = msgspec.to_builtins(article)
    for key in _NOT_METADATA:
        del metadata[key]
    return {"text": article.text, "id": article.id, "metadata": metadata}


def shards(
    articles: Iterable[Article], records: int = SHARD_RECORDS
) -> Iterator[Iterator[Article]]:
    """Cut a stream into runs of ``records``; each is to be read before the next is asked for."""
    stream = iter(articles)
    for first in stream:
        yield chain((first,), islice(stream, records - 1))


@contextmanager
def packed(path: Path, compression: Compression) -> Iterator[BinaryIO]:
    """Open a new file for writing, as one gzip member or zstd frame: some readers stop at its
    end. The same content gives the same bytes."""
    with path.open("xb") as raw:
        if compression == "gz":
            with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as file:
                yield cast(BinaryIO, file)
        elif compression == "zst":
            compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True)
            with compressor.stream_writer(raw, closefd=False) as file:
                yield cast(BinaryIO, file)
        else:
            yield raw
