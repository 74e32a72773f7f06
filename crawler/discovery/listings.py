"""Section pages: article links told from navigation, and the next page of the list.

Three kinds of evidence are added up for each link: the URL's form, where it stands
(headings and articles against navigation and footer) and repetition (several links
of one form in one kind of container). Cost: about 0.15 ms of CPU a link.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

from cleaners.types import Evidence
from crawler.discovery.body import read_body
from crawler.discovery.html import MAX_LINKS, base_url, feed_links, parse_html
from crawler.discovery.paging import next_link
from crawler.discovery.text import absolute, plain
from crawler.discovery.types import Entry, ListingPage
from crawler.discovery.urls import LIKELY, article_score, list_shape, page_kind, registered_domain
from crawler.sites import Site

MAX_BYTES = 5_242_880
MAX_ARTICLES = 1_000
MAX_SECTIONS = 40
MAX_CLIMB = 12
MAX_LABEL_CHARS = 30  # of a section's name
CONTAINER_DEPTH = 4  # ancestors that make a container's signature
REPEATED = 3  # links of one form in one kind of container make a list
_CHROME = re.compile(
    r"\b(nav|navbar|navigation|menu|submenu|footer|breadcrumbs?|sidebar-nav|social|cookie|share)\b",
    re.IGNORECASE,
)
_HEADINGS = {"h1", "h2", "h3", "h4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link of a page with its surroundings."""

    url: str
    text: str
    region: str  # "chrome", "heading", "article" or "plain"
    container: str  # tags and first classes of the nearest ancestors


def read_listing(
    body: bytes, url: str, content_type: str | None = None, *, site: Site | None = None
) -> ListingPage:
    """Read a section or home page; never raises for what it holds.

    `site` adds what its file knows: its domains, ``article`` and ``skip`` patterns.
    """
    read = read_body(body, content_type, limit=MAX_BYTES)
    root = parse_html(read.utf8)
    if root is None:
        return ListingPage(entries=(), problems=(*read.problems, "empty"))
    links = read_links(root, url)
    own = [link for link in links if _same_site(link.url, url, site)]
    articles = _articles(own, site)
    return ListingPage(
        entries=tuple(_entry(link_url, text) for link_url, text in articles.items())[:MAX_ARTICLES],
        next_url=next_link(root, url),
        feeds=feed_links(root, url),
        sections=_sections(own, articles, url),
        problems=read.problems if articles else (*read.problems, "empty"),
    )


def read_links(root: etree._Element, url: str) -> list[Link]:
    """Return the page's http(s) links, in page order, each with its surroundings."""
    base = base_url(root, url)
    links = []
    for count, anchor in enumerate(root.iter("a")):
        if count >= MAX_LINKS:
            break
        target = absolute(anchor.get("href"), base)
        if target is None:
            continue
        region, container = _surroundings(anchor)
        text = plain("".join(anchor.itertext("*"))[:1_000], 300) or anchor.get("title") or ""
        links.append(Link(url=target, text=text, region=region, container=container))
    return links


def _surroundings(anchor: etree._Element) -> tuple[str, str]:
    """Climb to the nearest ancestors; the first that says something decides the region."""
    region, names = "plain", []
    for climbed, element in enumerate(anchor.iterancestors()):
        if climbed >= MAX_CLIMB or element.tag == "body":
            break
        tag, classes = str(element.tag), element.get("class") or ""
        if (
            tag in {"nav", "footer"}
            or element.get("role") == "navigation"
            or _CHROME.search(classes)
        ):
            region = "chrome"
            break
        if region == "plain" and tag in _HEADINGS:
            region = "heading"
        elif region == "plain" and tag == "article":
            region = "article"
        if climbed < CONTAINER_DEPTH:
            names.append(f"{tag}.{(classes.split() or [''])[0]}")
    if region == "plain" and any(str(child.tag) in _HEADINGS for child in anchor):
        region = "heading"
    return region, ">".join(names)


def _same_site(target: str, page: str, site: Site | None) -> bool:
    if site is not None and site.owns(target):
        return not site.skips(target)
    return registered_domain(target) == registered_domain(page) and not (
        site and site.skips(target)
    )


def _articles(links: list[Link], site: Site | None) -> dict[str, str]:
    """Return the article links with the longest text that each carries, in page order."""
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for link in links:
        groups[link.container, list_shape(link.url)].add(link.url)
    chosen: dict[str, str] = {}
    scores: dict[str, float] = {}
    for link in links:
        repeated = len(groups[link.container, list_shape(link.url)]) >= REPEATED
        score = _score(link, repeated=repeated)
        scores[link.url] = max(scores.get(link.url, score), score)
        chosen[link.url] = max(chosen.get(link.url, ""), link.text, key=len)
    return {url: text for url, text in chosen.items() if _is_article(url, scores[url], site)}


def _is_article(url: str, score: float, site: Site | None) -> bool:
    said = site.is_article(url) if site is not None else None
    return score >= LIKELY if said is None else said


def _score(link: Link, *, repeated: bool) -> float:
    surroundings = [f"in-{link.region}"] if link.region != "plain" else []
    if repeated and link.text:
        surroundings.append("repeated")
    return article_score(link.url, link.text, *surroundings)


def _entry(url: str, text: str) -> Entry:
    return Entry(url=url, evidence=Evidence(source="listing", title=text or None))


def _sections(links: Iterable[Link], articles: dict[str, str], page: str) -> tuple[str, ...]:
    """Return short links that stand in the navigation: pages that list articles, probably."""
    found = {
        link.url: None
        for link in links
        if link.region == "chrome"
        and len(link.text) <= MAX_LABEL_CHARS
        and link.url not in articles
        and link.url.rstrip("/") != page.rstrip("/")
        and _is_short(link.url)
        and page_kind(link.url) in {None, "list"}
    }
    return tuple(found)[:MAX_SECTIONS]


def _is_short(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path.strip("/").count("/") <= 1 and not parts.query
