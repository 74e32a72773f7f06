"""What a publisher says may be done with a page's text, as signals for the record.

Read from: robots.txt (AI agents, Content-Usage, Content-Signal), response headers
(TDM-Reservation, X-Robots-Tag, Content-Usage), meta elements (tdm-reservation,
robots: noai) and /.well-known/tdmrep.json. Sources: the TDM Reservation Protocol
(W3C community group report), IETF AIPREF drafts (Content-Usage), the de-facto "noai".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import msgspec

from crawler.fetch.robots import RobotsFile
from output.record import Right

HEAD_BYTES = 131_072  # of a page: where its meta elements are looked for
MAX_VALUE_CHARS = 300
_META = re.compile(rb"<meta\s[^>]{1,1000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_NOAI = re.compile(r"\bno(image)?ai\b", re.IGNORECASE)
# "n" refuses in Content-Usage ("train-ai=n"), "no" in Content-Signal ("ai-train=no").
_REFUSED_USE = re.compile(r"\b(train-ai|ai-train|tdm|bots|automated)\s*=\s*(n|no)\b", re.IGNORECASE)
_META_SIGNALS = {"tdm-reservation", "tdm-policy", "content-usage"}
_HEADER_SIGNALS = ("tdm-reservation", "tdm-policy", "content-usage")


def rights_of(
    *,
    url: str,
    headers: Iterable[tuple[str, str]],
    body: bytes,
    robots: RobotsFile | None,
    tdmrep: bytes = b"",
) -> tuple[Right, ...]:
    """Return all signals that hold for the page, each once, robots.txt's first.

    `headers` have lower-case names; `tdmrep` is the origin's well-known file.
    """
    found = (
        *_from_robots(url, robots),
        *_from_headers(headers),
        *_from_meta(body[:HEAD_BYTES]),
        *_from_tdmrep(url, tdmrep),
    )
    return tuple(dict.fromkeys(found))


def opted_out(rights: Iterable[Right]) -> Right | None:
    """Return the first signal that reserves the text from mining or training, or None."""
    return next((right for right in rights if _reserves(right)), None)


def _reserves(right: Right) -> bool:
    if right.signal in {"noai", "robots-ai"}:
        return True
    if right.signal == "tdm-reservation":
        return right.value.strip() == "1"
    return right.signal in {"content-usage", "content-signal"} and bool(
        _REFUSED_USE.search(right.value)
    )


def _right(signal: str, value: str, source: str) -> Right:
    text = "".join(char if char.isprintable() else " " for char in value[:MAX_VALUE_CHARS])
    return Right(signal=signal, value=" ".join(text.split()), source=source)


def _from_robots(url: str, robots: RobotsFile | None) -> Iterator[Right]:
    if robots is None:
        return
    yield _right("robots", "allowed", "robots.txt")
    agents = robots.refused_ai_agents(url)
    if agents:
        yield _right("robots-ai", ", ".join(agents), "robots.txt")
    for name, value in robots.content_signals():
        yield _right(name, value, "robots.txt")


def _from_headers(headers: Iterable[tuple[str, str]]) -> Iterator[Right]:
    for name, value in headers:
        if name in _HEADER_SIGNALS:
            yield _right(name, value, "header")
        elif name == "x-robots-tag" and _NOAI.search(value):
            yield _right("noai", value, "header")


def _from_meta(head: bytes) -> Iterator[Right]:
    for found in _META.finditer(head):
        text = found[0].decode("utf-8", "replace")
        attributes = {
            match[1].lower(): unescape(match[2] or match[3] or match[4] or "")
            for match in _ATTRIBUTE.finditer(text)
        }
        name = attributes.get("name", attributes.get("http-equiv", "")).strip().lower()
        value = attributes.get("content", "")
        if name in _META_SIGNALS:
            yield _right(name, value, "meta")
        elif name in {"robots", "googlebot"} and _NOAI.search(value):
            yield _right("noai", value, "meta")


def _from_tdmrep(url: str, tdmrep: bytes) -> Iterator[Right]:
    """Yield what the first rule of the well-known file that fits the path says."""
    try:
        rules = msgspec.json.decode(tdmrep) if tdmrep.strip() else []
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return
    for rule in rules if isinstance(rules, list) else []:
        if isinstance(rule, dict) and _fits(rule.get("location"), url):
            yield from _rule_signals(rule)
            return


def _rule_signals(rule: dict[str, Any]) -> Iterator[Right]:
    for name in ("tdm-reservation", "tdm-policy"):
        if name in rule:
            yield _right(name, str(rule[name]), "well-known")


def _fits(location: Any, url: str) -> bool:
    """Match a location as in robots.txt: a path's prefix, ``*`` for anything, ``$`` for the end."""
    if not isinstance(location, str) or not location or len(location) > MAX_VALUE_CHARS:
        return False
    path = urlsplit(url).path or "/"
    if "*" not in location and "$" not in location:
        return path.startswith(location)
    parts = location.removesuffix("$").split("*")
    position = 0
    for index, part in enumerate(parts):
        place = path.find(part, position) if index else (0 if path.startswith(part) else -1)
        if place < 0:
            return False
        position = place + len(part)
    return not location.endswith("$") or position == len(path) or not parts[-1]
