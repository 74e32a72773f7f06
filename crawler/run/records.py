"""From a cleaned page to the record that is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cleaners.quality.types import Quality as Measured
from cleaners.types import Block, Cleaned, Page
from cleaners.version import CLEANER_VERSION
from crawler.canonical import canonical_key, record_id
from crawler.frontier.types import Lease
from output.record import Article, Link, Markup, Quality, RemovedText, Right, text_hash

_WEB = ("http://", "https://")
_MOST_LINKS = 1_000  # of one paragraph: each is a search, and the crawl waits


def build_article(
    *, cleaned: Cleaned, page: Page, lease: Lease, run: str, rights: Sequence[Right] = ()
) -> Article:
    """Return the record of one cleaned page.

    A page that was stored before gets the next ``revision`` and its predecessor's hash.
    """
    key = canonical_key(page.final_url, rel_canonical=cleaned.canonical_url)
    return Article(
        id=lease.record_id or record_id(key),  # an article keeps its id, whatever it claims later
        url=page.final_url,
        canonical_url=cleaned.canonical_url,
        site=lease.site,
        text=cleaned.text,
        markup=markup_of(cleaned.blocks),
        removed=[
            RemovedText(category=r.category, judge=r.judge, rule=r.rule, text=r.text)
            for r in cleaned.removed
        ],
        content_hash=text_hash(cleaned.text),
        revision=lease.revision + 1,
        previous_hash=lease.content_hash,
        rights=list(rights),
        fetched_at=page.fetched_at,
        run=run,
        cleaner=CLEANER_VERSION,
        **metadata_fields(cleaned),
    )


def markup_of(blocks: Sequence[Block]) -> list[Markup]:
    """Return what the blocks of a text are, but for plain paragraphs without links.

    A text is its blocks, parted by blank lines: a block's place is its paragraph's. A link
    counts where its text still stands in the block and it leads to a page.
    """
    found = []
    for place, block in enumerate(blocks):
        links = list(_links(block))
        if links or block.kind != "paragraph":
            found.append(Markup(paragraph=place, kind=block.kind, level=block.level, links=links))
    return found


def _links(block: Block) -> Iterator[Link]:
    """Yield the links of a block in order, each looked for behind the one before it."""
    at = 0
    for name, url in block.links[:_MOST_LINKS]:
        start = block.text.find(name, at) if name else -1
        if start >= 0:
            at = start + len(name)
            if url.startswith(_WEB):
                yield Link(text=name, url=url)


def metadata_fields(cleaned: Cleaned) -> dict[str, Any]:
    """Return the record's fields that come from the page's metadata alone."""
    return {
        "title": cleaned.title,
        "authors": list(cleaned.authors),
        "published": cleaned.published,
        "modified": cleaned.modified,
        "language": cleaned.language,
        "language_confidence": cleaned.language_confidence,
        "section": cleaned.section,
        "tags": list(cleaned.tags),
        "description": cleaned.description,
        "image": cleaned.image,
        "access": cleaned.access,
        "access_reasons": list(cleaned.access_reasons),
        "quality": _quality(cleaned.quality) if cleaned.quality else None,
        "masked_emails": cleaned.masked_emails,
        "masked_phones": cleaned.masked_phones,
        "flags": list(cleaned.flags),
    }


def _quality(measured: Measured) -> Quality:
    return Quality(**{name: getattr(measured, name) for name in Quality.__struct_fields__})
