"""trafilatura's extraction on the shared tree: the mode ``extractor="trafilatura"``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from lxml.html import HtmlElement

from cleaners import normalize
from cleaners.types import Block, Kind

_KINDS: dict[str, Kind] = {
    "head": "heading",
    "item": "list-item",
    "quote": "quote",
    "code": "code",
    "row": "table-row",
}
_BLOCKS = frozenset({"p", *_KINDS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What trafilatura found: blocks in reading order, and its metadata."""

    blocks: tuple[Block, ...]
    title: str | None
    authors: tuple[str, ...]
    published: datetime | None
    description: str | None
    site_name: str | None
    image: str | None
    canonical_url: str | None


def extract(root: HtmlElement, *, url: str | None = None) -> Extraction | None:
    """Run trafilatura on ``root``, which it copies; None where it finds no article."""
    from trafilatura.core import bare_extraction  # noqa: PLC0415 - slow to import

    found = bare_extraction(root, url=url, include_comments=False, with_metadata=True)
    if found is None:
        return None
    assert not isinstance(found, dict)  # only for its deprecated as_dict
    return Extraction(
        blocks=_blocks(found.text or ""),
        title=_text(found.title),
        authors=tuple(name.strip() for name in (found.author or "").split(";") if name.strip()),
        published=_day(found.date),
        description=_text(found.description),
        site_name=_text(found.sitename),
        image=found.image or None,
        canonical_url=found.url or None,
    )


def _blocks(text: str) -> tuple[Block, ...]:
    folded = [normalize.fold(line) for line in text.splitlines()]
    lines = [line for line in folded if line]
    return tuple(
        Block(index=index, text=_bare(line), kind=_kind(line), source=f"line {index + 1}")
        for index, line in enumerate(lines)
    )


def _kind(line: str) -> Kind:
    return "list-item" if line.startswith("- ") else "paragraph"


def _bare(line: str) -> str:
    return line.removeprefix("- ")


def _text(value: str | None) -> str | None:
    return normalize.fold(value) or None if value else None


def _day(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
