"""What a cleaning worker does with one page: clean it, and look for the article's next part.

Runs in the worker processes: the reactor's process never parses an article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from cleaners import clean_page, normalize
from cleaners.errors import Cause, CleaningError
from cleaners.finish import measured
from cleaners.metadata import access
from cleaners.options import Options
from cleaners.types import Block, Cleaned, Evidence, Page, Removed
from crawler.discovery.parts import next_part_of, part_address

# Pages that hold no article are filtered: that is what they are. Pages that could not be
# cleaned are quarantined with their bytes: a later version may do better.
QUARANTINED: frozenset[Cause] = frozenset(
    {"too-large", "parser-limit", "too-complex", "timeout", "memory", "crash"}
)
_NOT_ARCHIVED = "not-archived"
# A cheap look for any sign of a further part, before the page is parsed for it.
_REL_NEXT = re.compile(rb"rel\s*=\s*[\"']?[^\"'>]{0,40}\bnext\b", re.IGNORECASE)
_NUMBER_NEAR_CHARS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """One page's article, and the URL of the article's next part where there is one."""

    cleaned: Cleaned
    next_url: str | None = None


def clean_part(
    page: Page, evidence: Evidence | None, options: Options, read: tuple[str, ...] = ()
) -> Worked:
    """Clean ``page``; ``read`` are the URLs of the article's earlier parts, its own first.

    Raises CleaningError for a page without an article.
    """
    cleaned = clean_page(page, evidence, options)
    next_url = None
    if _may_go_on(page):
        next_url = next_part_of(page.body, page.final_url, read, page.header("content-type"))
    return Worked(cleaned=cleaned, next_url=next_url)


def clean_whole(
    page: Page,
    parts: tuple[Page, ...],
    lost: str | None,
    evidence: Evidence | None,
    options: Options,
) -> Cleaned:
    """Clean an archived article, as the crawl does page by page.

    ``parts`` are its further pages, ``lost`` is why the crawl had no more of them. Raises
    CleaningError for a page without an article.
    """
    worked = clean_part(page, evidence, options)
    cleaned: tuple[Cleaned, ...] = (worked.cleaned,)
    read: tuple[str, ...] = (page.final_url,)
    further = {part.url: part for part in parts}
    while worked.next_url is not None:
        part = further.get(worked.next_url)
        if part is None:
            cleaned = truncated(cleaned, lost or _NOT_ARCHIVED)
            break
        if not is_part_of(part.final_url, read[0]):
            break
        try:
            worked = clean_part(part, None, options, read)
        except CleaningError as error:
            if error.cause in QUARANTINED:
                cleaned = truncated(cleaned, error.cause)
            break
        cleaned, read = (*cleaned, worked.cleaned), (*read, part.final_url)
    return join_parts(cleaned, options.language)


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


def _may_go_on(page: Page) -> bool:
    if _REL_NEXT.search(page.body):
        return True
    stem = urlsplit(page.final_url).path.rstrip("/").rsplit("/", 1)[-1]
    stem = re.sub(r"\.html?$", "", stem)
    if len(stem) < 2:  # noqa: PLR2004 - a home page's links say nothing
        return False
    near = re.escape(stem.encode()) + rb"[^\"'<>\s]{0,%d}2(?!\d)" % _NUMBER_NEAR_CHARS
    return re.search(near, page.body) is not None


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
