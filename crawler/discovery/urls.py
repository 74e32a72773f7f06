"""What a URL's form says: its shape, whether it could be an article, how sure that is.

Shapes are what ``scrapy site add`` learns from feeds and what listings compare links by.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from urllib.parse import unquote, urlsplit

import msgspec
import tldextract

MEDIA = re.compile(
    r"\.(jpe?g|png|gif|webp|svg|avif|mp[34]|m4[av]|webm|mov|avi|pdf|docx?|xlsx?|pptx?|zip|gz|rar|exe|apk"
    r"|css|js|json|xml|rss|atom|ics|txt)$",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:^|/)((?:19|20)\d{2})[/_-]?(\d{1,2}|[a-z]{3})(?:[/_-]?(\d{1,2}))?(?:/|-|_|$)"
)
_EXTENSION = re.compile(r"\.(html?|php|aspx?|jsp|shtml|cms|ece|dpbs|story)$", re.IGNORECASE)
_ID_IN_SLUG = re.compile(r"(?:^|[-_,~.])([a-z]{0,3}\d{5,})(?:$|[-_,~.])", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]{8,}(?:-[0-9a-f]{4,}){0,4}", re.IGNORECASE)
_KEY = re.compile(r"[a-z0-9]{10,}", re.IGNORECASE)
_ID_KEYS = re.compile(
    r"(?:^|&)(?:id|p|aid|artid|article_?id|storyid|newsid|nid|idx?)=\d+", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_DAY = re.compile(r"\d{1,2}")
_WORD_BREAK = re.compile(r"[-_ ,]")
LIKELY = 2.0  # a score from here on is an article's
SLUG_WORDS = 3
LONG_SLUG_WORDS = 5
HEADLINE_WORDS = 5
HEADLINE_CHARS = 35
LABEL_CHARS = 15
DENSE_CHARS = 12  # of a headline in a script that writes no spaces


class WordGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Path segments that stand for one kind of page."""

    id: str
    why: str
    words: tuple[str, ...]


class NextWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What links to a next page say."""

    why: str
    words: tuple[str, ...]


class Weight(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one feature of a link counts for an article."""

    feature: str
    value: float
    why: str


class UrlWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of url_words.toml."""

    group: tuple[WordGroup, ...]
    next: NextWords
    weight: tuple[Weight, ...]


@cache
def url_words() -> UrlWords:
    """Return the words of URLs and links, read once."""
    text = resources.files(__package__).joinpath("url_words.toml").read_bytes()
    return msgspec.toml.decode(text, type=UrlWords)


@cache
def _segment_groups() -> Mapping[str, str]:
    return {word: group.id for group in url_words().group for word in group.words}


@cache
def _suffixes() -> tldextract.TLDExtract:
    # The list that the package ships: no request to fetch a newer one.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def registered_domain(url: str) -> str:
    """Return the host's registered domain ("example.co.uk"), or the host itself."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
    return _registered(host)


# Where many people's blogs stand below one domain that the public suffix list does not know.
_PLATFORMS = frozenset(
    {
        "canalblog.com", "fc2.com", "ghost.io", "jimdofree.com", "livejournal.com",
        "over-blog.com", "substack.com", "tumblr.com", "typepad.com", "weebly.com",
        "wordpress.com",
    }
)  # fmt: skip


def own_domain(url: str) -> str:
    """Return the registered domain; one a blog on a platform ("diary.blogspot.com")."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
    found = _suffixes()(host, include_psl_private_domains=True)
    domain = str(found.top_domain_under_public_suffix) or host
    whose = host.removesuffix(domain).rstrip(".").rpartition(".")[2]
    return f"{whose}.{domain}" if domain in _PLATFORMS and whose not in {"", "www"} else domain


def domain_label(url: str) -> str:
    """Return the registered domain without its public suffix ("example"), or the host."""
    host = (urlsplit(url).hostname or "").lower()
    return str(_suffixes()(host).domain) or host


@cache
def _registered(host: str) -> str:
    return str(_suffixes()(host).top_domain_under_public_suffix) or host


def segments(url: str) -> list[str]:
    """Return the path's segments, decoded and in lower case."""
    return [unquote(part).lower() for part in urlsplit(url).path.split("/") if part]


def page_kind(url: str) -> str | None:
    """Return the group of non-articles that the URL names itself ("account", "list", ...).

    Only whole segments count, and a list's word only where it leads or ends the path:
    an article about a login page has "login" inside a longer segment.
    """
    parts = segments(url)
    if not parts:
        return "home"
    if MEDIA.search(parts[-1]):
        return "file"
    groups = _segment_groups()
    for position, part in enumerate(parts[:4]):
        group = groups.get(_EXTENSION.sub("", part))
        if group is not None and (position == 0 or position == len(parts) - 1 or group == "list"):
            return group
    return None


def shape(url: str) -> str:
    """Return the URL's form with what varies named by its kind: ``/news/Y/M/slug-id``."""
    parts = [_segment_shape(part) for part in segments(url)]
    query = urlsplit(url).query
    keys = sorted({pair.partition("=")[0] for pair in query.split("&") if pair})[:5]
    return "/" + "/".join(parts) + ("?" + "&".join(keys) if keys else "")


def list_shape(url: str) -> str:
    """Return the shape with any single word for the last segment: how members of one list agree."""
    head, _, last = shape(url).rpartition("/")
    return f"{head}/{'word' if last.isalpha() and last.islower() else last}"


def _segment_shape(part: str) -> str:
    found = _EXTENSION.search(part)
    extension = found[0] if found else ""
    stem = part.removesuffix(extension) if extension else part
    if stem.isdigit():
        kind = "Y" if _YEAR.fullmatch(stem) else "DD" if _DAY.fullmatch(stem) else "id"
        return kind + extension
    if _HEX.fullmatch(stem) and any(char.isdigit() for char in stem):
        return "hex" + extension
    if len(_WORD_BREAK.split(stem)) >= SLUG_WORDS:
        return ("slug-id" if _ID_IN_SLUG.search(stem) else "slug") + extension
    return ("code" if any(char.isdigit() for char in stem) else stem) + extension


def article_score(url: str, text: str = "", *surroundings: str) -> float:
    """Add up what the URL's form, its link's text and its surroundings weigh.

    `surroundings` names further features of url_words.toml ("in-heading").
    ``LIKELY`` and above is an article.
    """
    weights = _weights()
    return sum(
        weights[name] for name in (*_url_features(url), *_text_features(text), *surroundings)
    )


@cache
def _weights() -> Mapping[str, float]:
    return {weight.feature: weight.value for weight in url_words().weight}


def _url_features(url: str) -> Iterator[str]:
    """Yield the features of the URL's form; no site is known by name."""
    kind = page_kind(url)
    if kind in {"home", "file", "account"}:
        yield "hopeless"
        return
    if kind:
        yield "named-page"
    parts = segments(url)
    last = _EXTENSION.sub("", parts[-1])
    words = [word for word in _WORD_BREAK.split(last) if word.isalpha()]
    if len(words) >= LONG_SLUG_WORDS:
        yield "long-slug"
    elif len(words) >= SLUG_WORDS:
        yield "slug"
    elif len(parts) == 1:
        yield "one-word"
    yield from _number_features(url, parts, last)


def _number_features(url: str, parts: list[str], last: str) -> Iterator[str]:
    if _DATE.search("/" + "/".join(parts)):
        yield "date"
    if any(_ID_IN_SLUG.search(part) for part in parts[-2:]):
        yield "id"
    elif (_HEX.fullmatch(last) or _KEY.fullmatch(last)) and any(map(str.isdigit, last)):
        yield "key"
    if last != parts[-1]:
        yield "extension"
    if _ID_KEYS.search(urlsplit(url).query):
        yield "query-id"


def _text_features(text: str) -> Iterator[str]:
    """Yield the features of a link's text; scripts without spaces are counted by characters."""
    if not text:
        return
    words, chars = len(text.split()), len(text)
    dense = chars >= DENSE_CHARS and words <= SLUG_WORDS and not text.isascii()
    if words >= HEADLINE_WORDS or chars >= HEADLINE_CHARS or dense:
        yield "long-text"
    elif words < SLUG_WORDS and chars < LABEL_CHARS:
        yield "short-text"


def article_shapes(urls: Iterable[str], *, share: float = 0.05) -> tuple[tuple[str, int], ...]:
    """Count the shapes of URLs known to be articles; those under `share` of all are left out."""
    counts = Counter(shape(url) for url in urls)
    least = max(2.0, share * sum(counts.values()))
    return tuple((form, count) for form, count in counts.most_common() if count >= least)
