"""The link to the next page of a list or of an article, found safely."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from lxml import etree

from crawler.discovery.html import MAX_LINKS, base_url
from crawler.discovery.text import absolute
from crawler.discovery.urls import url_words

_PAGE_NUMBER = re.compile(
    r"(?:(?<=[?&])(?:page|p|pg|paged|seite|pagina|sayfa|strona)=|/(?:page|seite|pagina|p)[/-]?|[-_,]p?)(\d{1,4})"
    r"(?=$|[&/?#]|\.html?$)",
    re.IGNORECASE,
)
MAX_LABEL_CHARS = 40


def next_link(root: etree._Element, url: str) -> str | None:
    """Return the next page of the same list, by rel=next, by label, or by its number."""
    base = base_url(root, url)
    labelled = None
    for count, element in enumerate(root.iter("link", "a")):
        if count >= MAX_LINKS:
            break
        target = absolute(element.get("href"), base)
        if target is None or target == url or not _same_host(target, url):
            continue
        if "next" in (element.get("rel") or "").lower().split():
            return target
        if labelled is None and element.tag == "a" and _is_next(element, target, url):
            labelled = target
    return labelled


def page_number(url: str) -> int:
    """Return the number of the page that the URL names, 1 when it names none."""
    found = _PAGE_NUMBER.search(url.partition("://")[2])
    return int(found[1]) if found else 1


def _is_next(anchor: etree._Element, target: str, url: str) -> bool:
    """Tell a next-page link: its label says so, and its URL's number is one higher."""
    return page_number(target) == page_number(url) + 1 and says_next(anchor, page_number(target))


def says_next(anchor: etree._Element, number: int) -> bool:
    """Tell whether a link's label means the next page, or is that page's number."""
    label = " ".join("".join(anchor.itertext("*"))[:200].split()).lower()
    label = label or (anchor.get("aria-label") or anchor.get("title") or "").lower()
    return len(label) <= MAX_LABEL_CHARS and (
        label == str(number) or label.strip(" .…") in _next_words() or label in _next_words()
    )


@cache
def _next_words() -> frozenset[str]:
    return frozenset(url_words().next.words)


def _same_host(left: str, right: str) -> bool:
    return urlsplit(left).hostname == urlsplit(right).hostname
