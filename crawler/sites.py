"""Sites are data: one ``sites/<name>.toml`` per outlet, read into a frozen ``Site``.

A file that is wrong ends the command before the first request: the error names
the file, the key and the remedy (``ConfigError``, exit code 2).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from cssselect import GenericTranslator, SelectorError

from cleaners.options import Options
from crawler.exits import ConfigError
from crawler.patterns import PatternError, compile_pattern

# One path component, so that a name can never leave the folder of site files.
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
MAX_FILE_BYTES = 262_144
URL_TEXT = re.compile(r"[^\s<>\"{}|\\^`\x00-\x1f\x7f]{1,2048}")
MATCHED_CHARS = 1_024  # of a URL's path and query: what patterns are matched against

Delay = Annotated[float, msgspec.Meta(ge=0, le=3_600)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Strings = Annotated[
    tuple[Annotated[str, msgspec.Meta(max_length=2_048)], ...], msgspec.Meta(max_length=500)
]


class Drop(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What only this site's pages carry and no article needs."""

    selectors: Strings = ()  # CSS
    texts: Strings = ()  # whole blocks, compared after folding white space


class SiteFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of a site file, as written; see docs/sites.md."""

    name: str
    domains: Annotated[Strings, msgspec.Meta(min_length=1)]
    home: str | None = None
    feeds: Strings = ()
    sitemaps: Strings = ()
    listings: Strings = ()
    article: Strings = ()
    skip: Strings = ()
    delay_s: Delay | None = None
    language: str | None = None
    max_age_days: Count | None = None
    minimum_articles: Count = 0
    max_requests: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] | None = None
    tls_verify: bool = True
    verified: bool = True
    drop: Drop = Drop()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One outlet: where its articles are found, and what is particular about it."""

    name: str
    domains: tuple[str, ...]  # lower-case hosts; their sub-domains belong to them
    home: str  # the home page's URL
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    article: tuple[re.Pattern[str], ...] = ()  # found in path and query: it is an article
    skip: tuple[re.Pattern[str], ...] = ()  # found in path and query: never fetched
    delay_s: float | None = None  # between two requests to one host; None: the setting
    language: str | None = None  # BCP 47, as the operator claims
    max_age_days: int | None = None  # older articles are not fetched, by feed or sitemap date
    minimum_articles: int = 0  # fewer in a run is a warning sign
    max_requests: int | None = None  # per run and host; None: the setting
    tls_verify: bool = True  # False is logged at each start
    verified: bool = True  # False: written from public knowledge, not yet checked
    drop_selectors: tuple[str, ...] = ()
    drop_texts: tuple[str, ...] = ()
    seeded: bool = False  # made from a seed URL: sources are discovered on the spot

    def owns(self, url: str) -> bool:
        """Tell whether the URL's host is one of the site's domains or below one."""
        try:
            host = (urlsplit(url).hostname or "").rstrip(".")
        except ValueError:
            return False
        return any(host == domain or host.endswith("." + domain) for domain in self.domains)

    def skips(self, url: str) -> bool:
        """Tell whether the site file says to leave the URL alone."""
        return any(pattern.search(matched_part(url)) for pattern in self.skip)

    def is_article(self, url: str) -> bool | None:
        """Tell what the site file says of the URL; None when it has no ``article`` pattern."""
        if not self.article:
            return None
        return any(pattern.search(matched_part(url)) for pattern in self.article)

    def options(self, options: Options) -> Options:
        """Return how the site's pages are cleaned: its own removals and language on top."""
        return replace(
            options,
            drop_selectors=self.drop_selectors,
            drop_texts=self.drop_texts,
            language=self.language,
        )

    @property
    def selection(self) -> str:
        """Return a digest of what decides which articles the sources give.

        After an edit of these keys an unchanged source may name other articles.
        """
        told = (
            self.domains, self.home, self.feeds, self.sitemaps, self.listings, self.max_age_days,
            [pattern.pattern for pattern in self.article],
            [pattern.pattern for pattern in self.skip],
        )  # fmt: skip
        return sha256(repr(told).encode()).hexdigest()[:16]

    @property
    def configured(self) -> bool:
        """Whether the file names at least one source; if not, sources are discovered."""
        return bool(self.feeds or self.sitemaps or self.listings)


def matched_part(url: str) -> str:
    """Return what patterns are matched against: path and query, at most 1,024 characters."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.path or '/'}{query}"[:MATCHED_CHARS]


def load_sites(folder: Path, names: Sequence[str] | None = None) -> list[Site]:
    """Read the named sites of the folder, all of them when `names` is None, sorted by name.

    Raises ConfigError for a missing folder, an unknown name or a wrong file.
    """
    if not folder.is_dir():
        raise ConfigError(f"no folder of site files at {folder}: make it, or set SITES_DIR")
    present = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    wanted = list(present) if names is None else list(dict.fromkeys(names))
    for name in wanted:
        if name not in present:
            raise ConfigError(_unknown(name, present, folder))
    return sorted((load_site(present[name]) for name in wanted), key=lambda site: site.name)


def load_site(path: Path) -> Site:
    """Read one site file; raises ConfigError naming file, key and remedy."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    if len(raw) > MAX_FILE_BYTES:
        raise ConfigError(f"{path}: larger than {MAX_FILE_BYTES} bytes: not a site file")
    return parse_site(raw, path)


def parse_site(raw: bytes, path: Path) -> Site:
    """Make a Site of a site file's bytes; `path` is named in errors and gives the name."""
    try:
        file = msgspec.toml.decode(raw, type=SiteFile)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise ConfigError(f"{path}: {_explain(error)}") from error
    if not NAME.fullmatch(file.name) or file.name != path.stem:
        raise ConfigError(
            f"{path}: key 'name' is {file.name!r}: it must be the file's name, {path.stem!r}"
        )
    return _site(file, path)


def site_from_seed(url: str) -> Site:
    """Make an ad-hoc site of a seed URL: its sources are discovered when it is crawled.

    A URL with a path is also a listing. Raises ConfigError for what is no http(s) URL.
    """
    seed = url if "://" in url else f"https://{url}"
    host = _host(seed)
    if host is None:
        raise ConfigError(f"seed {url!r} is not an http or https URL with a host")
    parts = urlsplit(seed)
    home = f"{parts.scheme}://{parts.netloc}/"
    listings = (seed,) if parts.path.strip("/") or parts.query else ()
    return Site(
        name=host, domains=(host.removeprefix("www."),), home=home, listings=listings, seeded=True
    )


def sites_from_seeds(urls: Iterable[str]) -> list[Site]:
    """Make one site per host of the seed URLs; several seeds of a host are joined."""
    sites: dict[str, Site] = {}
    for url in urls:
        site = site_from_seed(url)
        known = sites.get(site.name)
        listings = (*known.listings, *site.listings) if known else site.listings
        sites[site.name] = replace(known or site, listings=tuple(dict.fromkeys(listings)))
    return list(sites.values())


def _site(file: SiteFile, path: Path) -> Site:
    domains = tuple(_domain(domain, path) for domain in file.domains)
    for key in ("feeds", "sitemaps", "listings"):
        for url in getattr(file, key):
            _require_url(url, key, path)
    home = file.home or f"https://{domains[0]}/"
    _require_url(home, "home", path)
    return Site(
        name=file.name,
        domains=domains,
        home=home,
        feeds=file.feeds,
        sitemaps=file.sitemaps,
        listings=file.listings,
        article=_patterns(file.article, "article", path),
        skip=_patterns(file.skip, "skip", path),
        delay_s=file.delay_s,
        language=file.language,
        max_age_days=file.max_age_days,
        minimum_articles=file.minimum_articles,
        max_requests=file.max_requests,
        tls_verify=file.tls_verify,
        verified=file.verified,
        drop_selectors=_selectors(file.drop.selectors, path),
        drop_texts=file.drop.texts,
    )


def _patterns(patterns: tuple[str, ...], key: str, path: Path) -> tuple[re.Pattern[str], ...]:
    compiled = []
    for pattern in patterns:
        try:
            compiled.append(compile_pattern(pattern))
        except PatternError as error:
            raise ConfigError(f"{path}: key {key!r}: pattern {pattern!r}: {error}") from error
    return tuple(compiled)


def _selectors(selectors: tuple[str, ...], path: Path) -> tuple[str, ...]:
    for selector in selectors:
        try:
            GenericTranslator().css_to_xpath(selector)
        except (SelectorError, RecursionError) as error:
            raise ConfigError(
                f"{path}: key 'drop.selectors': {selector!r} is not a CSS selector: {error}"
            ) from error
    return selectors


def _domain(domain: str, path: Path) -> str:
    host = _host(f"https://{domain}/")
    if host is None or host != domain.lower().rstrip("."):
        raise ConfigError(
            f"{path}: key 'domains': {domain!r} is not a host name like 'example.com'"
        )
    return host


def _require_url(url: str, key: str, path: Path) -> None:
    if _host(url) is None:
        raise ConfigError(f"{path}: key {key!r}: {url!r} is not an http or https URL with a host")


def _host(url: str) -> str | None:
    """Return the lower-case host of an http(s) URL without credentials, or None."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None or port == 0:
        return None
    return host.rstrip(".") if URL_TEXT.fullmatch(url) else None


def _unknown(name: str, present: Iterable[str], folder: Path) -> str:
    close = difflib.get_close_matches(name, list(present), n=3, cutoff=0.5)
    hint = (
        f"did you mean {', '.join(close)}?" if close else "`scrapy site add URL` makes a site file"
    )
    return f"unknown site {name!r} in {folder}: {hint}"


def _explain(error: Exception) -> str:
    """Say in the words of a site file what msgspec says of a struct."""
    text = " ".join(str(error).split())
    found = re.search(r"unknown field `([^`]*)`", text)
    if not found:
        return text.replace("`$.", "key `")
    known = [*SiteFile.__struct_fields__, *(f"drop.{field}" for field in Drop.__struct_fields__)]
    close = difflib.get_close_matches(found[1], known, n=1, cutoff=0.5)
    hint = f"did you mean {close[0]!r}?" if close else f"known keys: {', '.join(known)}"
    return f"unknown key {found[1]!r}: {hint}"
