"""What a cleaning worker does with one page: clean it, and look for the article's next part.

Runs in the worker processes: the reactor's process never parses an article.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from cleaners import clean_page
from cleaners.errors import CleaningError
from cleaners.options import Options
from cleaners.types import Cleaned, Evidence, Page
from crawler.discovery.parts import next_part_of
from crawler.run.parts import QUARANTINED, is_part_of, join_parts, truncated
from crawler.run.worked import Worked

_NOT_ARCHIVED = "not-archived"
# A cheap look for any sign of a further part, before the page is parsed for it.
_REL_NEXT = re.compile(rb"rel\s*=\s*[\"']?[^\"'>]{0,40}\bnext\b", re.IGNORECASE)
_NUMBER_NEAR_CHARS = 16


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


def _may_go_on(page: Page) -> bool:
    if _REL_NEXT.search(page.body):
        return True
    stem = urlsplit(page.final_url).path.rstrip("/").rsplit("/", 1)[-1]
    stem = re.sub(r"\.html?$", "", stem)
    if len(stem) < 2:  # noqa: PLR2004 - a home page's links say nothing
        return False
    near = re.escape(stem.encode()) + rb"[^\"'<>\s]{0,%d}2(?!\d)" % _NUMBER_NEAR_CHARS
    return re.search(near, page.body) is not None
