"""A folder that ``datasets.load_dataset`` opens and the Hugging Face Hub shows.

``README.md`` is the data card with its YAML front matter, ``data/`` holds Parquet shards in
the Hub's naming (https://huggingface.co/docs/hub/datasets-data-files-configuration).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from output.card import Facts, data_card, front_matter
from output.export.lines import shards
from output.export.parquet import write_file
from output.record import Article


def write_dataset(folder: Path, articles: Iterable[Article], *, name: str, made: str) -> None:
    """Write the data card and ``data/train-00000-of-00001.parquet`` and so on.

    ``name`` heads the card, ``made`` says in it how the selection was made.
    """
    data = folder / "data"
    data.mkdir(parents=True)
    facts = Facts()
    parts: list[Path] = []
    for number, shard in enumerate(shards(_counted(articles, facts))):
        parts.append(data / f"part-{number:05}")
        write_file(parts[-1], shard)
    for number, part in enumerate(parts):
        part.rename(data / f"train-{number:05}-of-{len(parts):05}.parquet")
    card = front_matter(facts, name=name) + data_card(facts, name=name, made=made)
    (folder / "README.md").write_text(card, encoding="utf-8")


def _counted(articles: Iterable[Article], facts: Facts) -> Iterator[Article]:
    for article in articles:
        facts.add(article)
        yield article
