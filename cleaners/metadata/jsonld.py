"""JSON-LD of a page: from script texts to the nodes that may describe its article."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from cleaners.metadata import tolerant

MAX_SCRIPTS: Final = 40
MAX_CHARS: Final = 2_000_000  # per page; live blogs with all their posts reach about 1 MB
MAX_NODES: Final = 400
_MAX_DEPTH: Final = 6  # graph, list and main-entity steps down from the top

Node = Mapping[str, Any]

_OPENING: Final = re.compile(r"[\s;]*+(?:(?://|/\*)?\s*+<!\[CDATA\[\s*+(?:\*/)?|<!--|//[^\n]*\n)+")
_CLOSING: Final = re.compile(r"(?:(?://|/\*)?\s*\]\]>\s*(?:\*/)?|(?://\s*)?-->|;)+\s*$")
_CLOSING_REACH: Final = (
    80  # characters at the end in which wrappers close: a search costs by length
)
# Keys whose values describe the page itself, not something that it links or lists.
_DOWN: Final = ("@graph", "mainEntity", "mainEntityOfPage", "subjectOf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The nodes of a page in document order, and the names behind ``@id`` references."""

    nodes: tuple[Node, ...]
    by_id: Mapping[str, Node]

    def resolve(self, value: Any) -> Any:
        """Return the node that a bare ``{"@id": ...}`` names, else the value itself."""
        if isinstance(value, Mapping) and set(value) <= {"@id", "@type"}:
            return self.by_id.get(str(value.get("@id")), value)
        return value


def load(texts: Iterable[str]) -> Graph:
    """Read the texts of a page's JSON-LD scripts; never raises, reads a bounded amount."""
    nodes: list[Node] = []
    by_id: dict[str, Node] = {}
    budget = MAX_CHARS
    for text, _ in zip(texts, range(MAX_SCRIPTS), strict=False):
        budget -= len(text)
        if budget < 0:
            break
        for node in _descend(_parse(text), 0):
            if len(nodes) >= MAX_NODES:
                break
            nodes.append(node)
            _index(node, by_id)
    return Graph(nodes=tuple(nodes), by_id=by_id)


def types_of(node: Node) -> tuple[str, ...]:
    """Return the node's schema.org types without their namespace, in lower case."""
    types = node.get("@type")
    listed = types if isinstance(types, list) else [types]
    return tuple(re.split(r"[/#:]", t)[-1].strip().lower() for t in listed if isinstance(t, str))


def _parse(text: str) -> object:
    """Parse strictly and fast; where that fails, tolerantly."""
    text = _unwrapped(text.strip())
    if '"' not in text and "&quot;" in text:
        text = html.unescape(text)
    try:
        return msgspec.json.decode(text.encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError):
        pass  # the second reader allows control characters and is nearly as fast
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return tolerant.read(text)


def _unwrapped(text: str) -> str:
    """Take CDATA marks and HTML comments around a script off."""
    if text.startswith(("{", "[")) and text.endswith(("}", "]")):
        return text
    text = text[match.end() :] if (match := _OPENING.match(text)) else text
    at = max(0, len(text) - _CLOSING_REACH)
    return text[:at] + _CLOSING.sub("", text[at:])


def _descend(value: object, depth: int) -> Iterator[Node]:
    """Yield the objects that speak of the page, those nearest to the top first."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value[:MAX_NODES]:
            yield from _descend(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in _DOWN:
            if isinstance(value.get(key), dict | list):
                yield from _descend(value[key], depth + 1)


def _index(node: Node, by_id: dict[str, Node]) -> None:
    """Remember the node, and the objects right in it, by ``@id``."""
    for item in (node, *node.values()):
        if isinstance(item, dict) and isinstance(item.get("@id"), str) and len(item) > 1:
            by_id.setdefault(item["@id"], item)
