"""The few facts that discovery reads from an HTML page; bounded, on one shared tree."""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html

from crawler.discovery.body import has_long_tag
from crawler.discovery.text import absolute

MAX_BYTES = 5_242_880
MAX_LINKS = 20_000
MAX_FEEDS = 20
_HTML = re.compile(rb"<(!doctype\s+html|html|head|body|title|meta|script)\b", re.IGNORECASE)
_XML_ROOT = re.compile(rb"<(rss|rdf:rdf|feed|urlset|sitemapindex|channel)\b", re.IGNORECASE)
_FEED_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/json+feed",
}
# Feeds of comments, and of oEmbed and the WordPress API, are not feeds of articles.
NOT_ARTICLES = re.compile(r"comment|/oembed|wp-json", re.IGNORECASE)


def looks_like_html(utf8: bytes) -> bool:
    """Tell an HTML page from a feed or a sitemap by what its head names first."""
    head = utf8[:4_096]
    found = _HTML.search(head)
    if found is None:
        return False
    root = _XML_ROOT.search(head)
    return root is None or found.start() < root.start()


def parse_html(utf8: bytes) -> etree._Element | None:
    """Return the page's tree, None when there is none or it could take seconds to parse."""
    if not utf8.strip() or has_long_tag(utf8):
        return None
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    try:
        root = lxml_html.document_fromstring(utf8[:MAX_BYTES], parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return root


def base_url(root: etree._Element, url: str) -> str:
    """Return what relative links refer to: ``<base href>``, else the page's own URL."""
    for element in root.iter("base"):
        return absolute(element.get("href"), url) or url
    return url


def feed_links(page: bytes | etree._Element, url: str) -> tuple[str, ...]:
    """Return the feeds that a page's ``<link rel=alternate>`` name, in page order."""
    root = parse_html(page) if isinstance(page, bytes) else page
    if root is None:
        return ()
    base = base_url(root, url)
    found: dict[str, None] = {}
    for link in root.iter("link"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        target = absolute(link.get("href"), base)
        if "alternate" not in (link.get("rel") or "").lower().split() or kind not in _FEED_TYPES:
            continue
        if target and not NOT_ARTICLES.search(f"{target} {link.get('title') or ''}"):
            found[target] = None
    return tuple(found)[:MAX_FEEDS]
