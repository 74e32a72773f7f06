"""The newsroom's articles, read from their data files.

An article is one TOML file in ``newsroom/<outlet>/``. Its ``body`` is written in a small
mark-up, parted by blank lines: ``## `` begins a sub-heading, ``> `` a quotation, ``- ``
a list item and ``| `` a table row; ``*word*`` is emphasis and ``[words](/path)`` a link.
What a reader should get of it, and so what a clean crawl must store, is ``Story.text``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

NEWSROOM = Path(__file__).with_name("newsroom")
CELLS = " | "  # parts the cells of a table row in a record's text

PartKind = Literal["paragraph", "heading", "quote", "item", "row"]
_MARKS: dict[str, PartKind] = {"## ": "heading", "> ": "quote", "- ": "item", "| ": "row"}
_EMPHASIS = re.compile(r"\*([^*]+)\*")
_LINK = re.compile(r"\[([^\]]+)\]\((/[^)\s]*)\)")


class StoryFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of an article's file."""

    title: str
    authors: tuple[str, ...]
    published: datetime
    section: str
    description: str
    body: str
    modified: datetime | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None  # the outlet's, where it is not named


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One block of an article as it was written, its mark-up still in place."""

    kind: PartKind
    source: str

    @property
    def text(self) -> str:
        """The block as a reader sees it."""
        if self.kind == "row":
            return CELLS.join(self.cells)
        return _plain(self.source)

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of a table row."""
        return tuple(_plain(cell.strip()) for cell in self.source.strip("|").split("|"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article of the newsroom."""

    slug: str
    number: int  # from 1001, in order of publication within the outlet
    title: str
    authors: tuple[str, ...]
    published: datetime  # aware
    modified: datetime | None  # aware
    section: str
    description: str
    tags: tuple[str, ...]
    language: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """What a record of this article holds: its blocks, parted by blank lines."""
        return "\n\n".join(part.text for part in self.parts)


def read_stories(folder: Path, language: str) -> tuple[Story, ...]:
    """Read the articles of one outlet, oldest first; ``language`` is the outlet's own."""
    files = [
        (path.stem, msgspec.toml.decode(path.read_bytes(), type=StoryFile))
        for path in sorted(folder.glob("*.toml"))
        if path.stem != "site"
    ]
    files.sort(key=lambda item: (item[1].published, item[0]))
    return tuple(
        _story(slug, number, file, language) for number, (slug, file) in enumerate(files, 1001)
    )


def _story(slug: str, number: int, file: StoryFile, language: str) -> Story:
    if file.published.tzinfo is None:
        raise ValueError(f"{slug}: 'published' has no zone")
    return Story(
        slug=slug,
        number=number,
        title=file.title,
        authors=file.authors,
        published=file.published,
        modified=file.modified,
        section=file.section,
        description=file.description,
        tags=file.tags,
        language=file.language or language,
        parts=read_body(file.body),
    )


def read_body(body: str) -> tuple[Part, ...]:
    """Part a body into its blocks; items and rows stand on lines of their own."""
    parts = []
    for chunk in re.split(r"\n\s*\n", body.strip()):
        for line in chunk.splitlines():
            mark = next((mark for mark in _MARKS if line.startswith(mark)), "")
            kind = _MARKS.get(mark, "paragraph")
            parts.append(Part(kind=kind, source=line[len(mark) :].strip()))
    return tuple(parts)


def inline(source: str, *, link: str, emphasis: str) -> str:
    """Replace the inline mark-up by the given patterns (``\\1`` words, ``\\2`` a link's path)."""
    return _EMPHASIS.sub(emphasis, _LINK.sub(link, source))


def _plain(source: str) -> str:
    return inline(source, link=r"\1", emphasis=r"\1")
