"""The page's own address, its image, and the domains that decide whom to trust."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final
from urllib.parse import urljoin, urlsplit, urlunsplit

import tldextract

from cleaners.metadata import lexicon
from cleaners.metadata.collect import Signals
from cleaners.metadata.statement import Statement

MAX_URL: Final = 2083  # longer addresses are data URLs or mistakes


@cache
def _extract() -> tldextract.TLDExtract:
    """Use the suffix list inside the package: no network, no cache on disk."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=4096)  # hosts: a crawl meets more than a process should remember
def _cut(host: str) -> tuple[str, str]:
    parts = _extract()(host)
    return parts.domain, parts.suffix


def registered_domain(url: str | None) -> str | None:
    """Return `example.co.uk` for `https://news.example.co.uk/a`; None where there is none."""
    host = _host(url)
    if not host:
        return None
    domain, suffix = _cut(host)
    return f"{domain}.{suffix}" if domain and suffix else host


def domain_label(url: str | None) -> str | None:
    """Return `example` for `https://news.example.co.uk/a`."""
    host = _host(url)
    return _cut(host)[0] or None if host else None


def _host(url: str | None) -> str | None:
    try:
        return (urlsplit(url).hostname or None) if url else None
    except ValueError:
        return None


def absolute(url: str | None, base: str | None) -> str | None:
    """Return an absolute http(s) address without fragment, or None."""
    if not url or len(url) > MAX_URL or any(char in url for char in '<>"{}\n\r\t'):
        return None
    try:
        joined = urlsplit(urljoin(base or "", url.strip()))
        if joined.scheme not in {"http", "https"} or not joined.hostname:
            return None
        return urlunsplit(joined._replace(fragment="")).replace(" ", "%20")
    except ValueError:
        return None


def image(
    signals: Signals, statement: Statement, base: str | None
) -> tuple[str | None, str | None]:
    """Return the article's image and its source."""
    for source, value in _images(signals, statement):
        if found := absolute(value, base):
            return found, source
    return None, None


def _images(signals: Signals, statement: Statement) -> Iterator[tuple[str, str | None]]:
    for entry in lexicon.fields().image:
        for value in signals.metas.get(entry.name, ()):
            yield f"meta:{entry.name}", value
    yield "json-ld", statement.image
    for item in signals.props.get("image", ()):
        yield "itemprop:image", item.value
    for value in signals.links.get("image_src", ()):
        yield "link:image_src", value


def canonical(
    signals: Signals, url: str | None, base: str | None
) -> tuple[str | None, list[tuple[str, str]]]:
    """Return the trusted canonical URL, and (source, value) of each claim, the winner's first.

    A claim is trusted on the page's registered domain only, and not where it names the
    site's home page while the page is another one: both are templates' mistakes, and the
    first is also how copies point to their origin.
    """
    claims = [("link:canonical", value) for value in signals.links.get("canonical", ())]
    claims += [("meta:og:url", value) for value in signals.metas.get("og:url", ())]
    for source, value in claims:
        found = absolute(value, base or url)
        if found and _trusted(found, url):
            return found, [
                (source, value),
                *(claim for claim in claims if claim != (source, value)),
            ]
    return None, claims


def _trusted(claim: str, url: str | None) -> bool:
    if url is None:
        return True
    if registered_domain(claim) != registered_domain(url):
        return False
    is_home = urlsplit(claim).path in {"", "/"} and not urlsplit(claim).query
    return not is_home or (urlsplit(url).path in {"", "/"} and not urlsplit(url).query)
