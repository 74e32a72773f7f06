"""One article, one key: what is left of an address without tracking, twins and spelling.

The key of ``https://www.news.example/a/?utm_source=x#top`` is ``news.example/a``: without
scheme, ``www``, port, fragment, trailing slash, and what ``canonical.toml`` lists with its
reasons. Percent-escapes, IDNA and the order of parameters are w3lib's work. A key is for
comparing, not for fetching.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache, lru_cache
from pathlib import Path
from posixpath import normpath
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import msgspec
import tldextract
from w3lib.url import canonicalize_url

_DATA = Path(__file__).with_name("canonical.toml")
_ID_BITS = 128
# Most addresses of news have only one spelling: w3lib, ten times the time, has nothing to do.
_PLAIN = re.compile(
    r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)((?:/[A-Za-z0-9_~-][A-Za-z0-9_~.-]*)*/?)"
)
_SCRIPT = re.compile(r"\.(php\d?|aspx?|jspx?|do|cgi|pl|cfm|dll|action)$", re.IGNORECASE)


class ParameterRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Query parameters that mean nothing for the article."""

    why: str
    examples: list[tuple[str, str]]
    names: list[str] = []
    prefixes: list[str] = []
    but_numbers_of_scripts: bool = False  # kept where its value is a number and the path a script's


class HostRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """First labels of a host that lead to the same site."""

    labels: list[str]
    why: str
    examples: list[tuple[str, str]]


class PathRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pattern in the path, and what stands in its place."""

    pattern: str
    replace: str
    why: str
    examples: list[tuple[str, str]]


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of ``canonical.toml``."""

    parameter: list[ParameterRule]
    host: list[HostRule]
    path: list[PathRule]

    def examples(self) -> list[tuple[str, str]]:
        """Return every entry's examples: (address, its key)."""
        rules: list[ParameterRule | HostRule | PathRule] = [*self.parameter, *self.host, *self.path]
        return [pair for rule in rules for pair in rule.examples]


@cache
def load_rules() -> Rules:
    """Read ``canonical.toml``; raises ``msgspec.ValidationError`` for unknown or missing keys."""
    return msgspec.toml.decode(_DATA.read_bytes(), type=Rules)


@cache
def _parameter_pattern() -> re.Pattern[str]:
    rules = load_rules().parameter
    names = sorted(re.escape(name) for rule in rules for name in rule.names)
    prefixes = sorted(re.escape(prefix) for rule in rules for prefix in rule.prefixes)
    return re.compile(f"(?:{'|'.join(names)})$|(?:{'|'.join(prefixes)})", re.IGNORECASE)


@cache
def _numbers_of_scripts() -> frozenset[str]:
    rules = load_rules().parameter
    return frozenset(name for rule in rules if rule.but_numbers_of_scripts for name in rule.names)


@cache
def _host_labels() -> frozenset[str]:
    return frozenset(label for rule in load_rules().host for label in rule.labels)


@cache
def _path_rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(r.pattern, re.IGNORECASE), r.replace) for r in load_rules().path)


@cache
def _suffixes() -> tldextract.TLDExtract:
    """The public suffix list that comes with tldextract; never the network, never a cache."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=4096)
def registered_domain(host: str) -> str:
    """Return the registrable domain: ``a.news.co.uk`` -> ``news.co.uk``.

    Under a top-level domain that no list knows these are the last two labels; an IP address, a
    public suffix and a single label are their own domain.
    """
    found = _suffixes()(host)
    if found.suffix or found.ipv4 or found.ipv6:
        return str(found.top_domain_under_public_suffix) or host
    return ".".join(host.rsplit(".", 2)[-2:])


def canonical_key(url: str, *, rel_canonical: str | None = None, og_url: str | None = None) -> str:
    """Return the key of the article at ``url``.

    The page's own statements win where they can be trusted (see ``trusted``), rel=canonical
    before og:url. Raises ``ValueError`` for what is no http or https address.
    """
    for claim in (rel_canonical, og_url):
        target = trusted(claim, url)
        if target is not None:
            return _key(target)
    return _key(url)


def trusted(claim: str | None, url: str) -> str | None:
    """Return a page's claim of its canonical address as an absolute URL, or None.

    Trusted is an http(s) address of the same registered domain that is not a home page, unless
    the page itself is one.
    """
    if not claim or not claim.strip():
        return None
    try:
        target = urljoin(url, claim.strip())
        key, own = _key(target), _key(url)
    except ValueError:
        return None
    host, _, path = key.partition("/")
    own_host, _, own_path = own.partition("/")
    if registered_domain(host) != registered_domain(own_host) or (own_path and not path):
        return None
    return target


def record_id(key: str) -> str:
    """Return the record's id: the first 128 bits of the key's SHA-256, in hex."""
    return hashlib.sha256(key.encode()).hexdigest()[: _ID_BITS // 4]


def _key(url: str) -> str:
    plain = _PLAIN.fullmatch(url)
    if plain is None:
        return _spelled_key(url)
    host, path = plain.groups()
    return f"{_host(host)}{_path(path)}"


def _spelled_key(url: str) -> str:
    """The key of an address that may be spelled in several ways."""
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not an http or https address: {url!r}")
    try:
        clean = urlsplit(canonicalize_url(url.strip()))
        port = clean.port
    except (ValueError, UnicodeError) as error:
        raise ValueError(f"not a usable address: {url!r}") from error
    host = _host((clean.hostname or "").rstrip("."))
    if not host:
        raise ValueError(f"no host in {url!r}")
    if port not in (None, 80, 443):
        host = f"{host}:{port}"
    path = _path(clean.path)
    query = _query(clean.query, is_script=_SCRIPT.search(path) is not None)
    return f"{host}{path}?{query}" if query else f"{host}{path}"


@lru_cache(maxsize=4096)
def _host(host: str) -> str:
    label, _, rest = host.partition(".")
    while label in _host_labels() and "." in rest and registered_domain(host) != host:
        host = rest
        label, _, rest = host.partition(".")
    return host


def _path(path: str) -> str:
    path = re.sub(r"/{2,}", "/", path)
    if "/." in path:
        path = normpath(path)
    for pattern, replace in _path_rules():
        path = pattern.sub(replace, path)
    return path.rstrip("/") or "/"


def _query(query: str, *, is_script: bool) -> str:
    if not query:
        return ""
    drop, numbers = _parameter_pattern().match, _numbers_of_scripts() if is_script else ()
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode(
        [
            (name, value)
            for name, value in pairs
            if not drop(name) or (value.isdecimal() and name.lower() in numbers)
        ]
    )
