"""Articles on several pages, and how they become one article.

Apart from ``work``, which cleans: the process that crawls needs only this, and is spared the
second and the memory that the cleaners take to load.
"""

# ruff: noqa: PLC0415 - see above: an article of one page, the usual one, needs no cleaner here
from __future__ import annotations

from dataclasses import replace

from cleaners.errors import Cause
from cleaners.types import Block, Cleaned, Removed
from crawler.discovery.parts import part_address

# Pages that hold no article are filtered: that is what they are. Pages that could not be
# cleaned are quarantined with their bytes: a later version may do better.
QUARANTINED: frozenset[Cause] = frozenset(
    {"too-large", "parser-limit", "too-complex", "timeout", "memory", "crash"}
)


def is_part_of(url: str, first: str) -> bool:
    """Tell whether a part's address, after redirects, is still the article's own."""
    return part_address(url, first=first).base == part_address(first, first=first).base


def truncated(parts: tuple[Cleaned, ...], reason: str) -> tuple[Cleaned, ...]:
    """Return an article as far as it was read, which its ``access`` then says."""
    first = replace(
        parts[0],
        access="truncated",
        access_reasons=(*parts[0].access_reasons, f"part-{len(parts) + 1}-{reason}"),
    )
    return (first, *parts[1:])


def join_parts(parts: tuple[Cleaned, ...], site_language: str | None = None) -> Cleaned:
    """Return one article of its parts in order; the first part's metadata speak for all.

    ``site_language`` is what the site file claims (BCP 47). Parts repeat headline, summary and
    boxes: a block that stood in an earlier part is removed with rule ``repeated-part``.
    """
    if len(parts) == 1:
        return parts[0]
    from cleaners import normalize
    from cleaners.finish import measured
    from cleaners.metadata import access

    seen: set[str] = set()
    kept: list[Block] = []
    removed: list[Removed] = []
    offset = 0
    for part in parts:
        earlier = frozenset(seen)
        for block in part.blocks:
            moved = replace(block, index=block.index + offset)
            key = " ".join(block.text.split()).casefold()
            if key in earlier:
                removed.append(_repeated(moved))
            else:
                kept.append(moved)
                seen.add(key)
        removed.extend(replace(one, index=one.index + offset) for one in part.removed)
        offset += _length(part)
    text = normalize.join(block.text for block in kept)
    verdict, reasons = access.grown(parts[0].access_reasons, len(text) / max(1, len(parts[0].text)))
    joined = replace(
        parts[0],
        text=text,
        access=verdict,
        access_reasons=reasons,
        blocks=tuple(kept),
        removed=tuple(sorted(removed, key=lambda one: one.index)),
        masked_emails=sum(part.masked_emails for part in parts),
        masked_phones=sum(part.masked_phones for part in parts),
        flags=(*parts[0].flags, f"parts:{len(parts)}"),
    )
    return measured(joined, site_language)


def _repeated(block: Block) -> Removed:
    return Removed(
        text=block.text,
        category="other",
        judge="statement",
        rule="repeated-part",
        index=block.index,
    )


def _length(part: Cleaned) -> int:
    indexes = [block.index for block in part.blocks] + [one.index for one in part.removed]
    return max(indexes, default=-1) + 1
