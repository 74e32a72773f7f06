"""Small pieces of text from feeds: titles without markup, absolute URLs, names."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin, urlsplit

MAX_URL_CHARS = 2_048
MAX_FIELD_CHARS = 2_000  # titles, descriptions
MAX_NAME_CHARS = 200
MAX_TAGS = 30

_TAG = re.compile(r"<[/!a-zA-Z][^<>]{0,2000}>")
_EMAIL_NAME = re.compile(r"^\S+@\S+\s*\(([^()]+)\)$")
_NAME_EMAIL = re.compile(r"^(.*?)\s*[<(]?\S+@\S+[>)]?$")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")
_PLAIN_URL = re.compile(r"https?://[a-z0-9][a-z0-9.-]*/[A-Za-z0-9/._~%=&?+,:;@!$'()*-]{0,1900}")
_BREAK_IN_URL = re.compile(r"[\x00-\x1f\x7f]+\s*")


def plain(text: str | None, limit: int = MAX_FIELD_CHARS) -> str | None:
    """Return the text without tags and entities, white space folded; None when empty."""
    if not text:
        return None
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text[: limit * 8])
    return " ".join(text.split())[:limit].rstrip() or None


def name(text: str | None) -> str | None:
    """Return a person's name without the mail address that RSS puts beside it."""
    folded = plain(text, MAX_NAME_CHARS)
    if folded is None or "@" not in folded:
        return folded
    found = _EMAIL_NAME.match(folded) or _NAME_EMAIL.match(folded)
    return (found[1].strip() or None) if found else None


def language(text: str | None) -> str | None:
    """Return a BCP 47 tag as claimed, None for what is none."""
    tag = (text or "").strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None


def absolute(url: str | None, base: str) -> str | None:
    """Return the absolute http(s) URL without its fragment, None for anything else."""
    if not url:
        return None
    if _PLAIN_URL.fullmatch(url) and "/./" not in url and "/../" not in url:
        return url  # the usual case, ten times as fast
    # As browsers do (WHATWG URL): breaks inside are dropped, spaces are encoded.
    cleaned = _BREAK_IN_URL.sub("", url.strip()).replace(" ", "%20")
    try:
        joined = urljoin(base, cleaned)
        parts = urlsplit(joined)
        if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
            return None
    except ValueError:
        return None
    joined = joined.partition("#")[0]
    return joined if len(joined) <= MAX_URL_CHARS else None
