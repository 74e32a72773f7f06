"""Which JSON-LD node speaks of the page's article, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

from cleaners.metadata import lexicon
from cleaners.metadata.jsonld import Graph, Node, types_of
from cleaners.metadata.words import plain

_MAX_LIST: Final = 60  # authors, tags: more is a dump
_AROUND_RANK: Final = 5  # WebPage and the like: they may fill what the article leaves out


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The page's JSON-LD in the words of the article's node; texts as written, in one line."""

    headline: str | None = None
    authors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()  # names that the page types as organisations
    published: str | None = None
    modified: str | None = None
    description: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    url: str | None = None
    body: str | None = None
    free: bool | None = None
    locked_parts: tuple[str, ...] = ()  # cssSelector of parts that are not free
    publisher: str | None = None


def state(graph: Graph, url: str | None) -> Statement:
    """Return what the best node says; what it leaves out may come from the page's node."""
    ranked = sorted(_candidates(graph, url), key=lambda pair: pair[0])
    nodes = [node for _, node in ranked]
    if not nodes:
        return Statement(publisher=_site(graph))
    main = nodes[0]
    around = [main, *(node for node in nodes[1:] if _is_around(node))]
    persons, organisations = _authors(graph, around)
    return Statement(
        headline=_text(main, "headline", "name"),
        authors=persons,
        organisations=organisations,
        published=_first(around, "datePublished", "dateCreated", "uploadDate"),
        modified=_first(around, "dateModified"),
        description=_first(around, "description"),
        section=_section(main),
        tags=_strings(main.get("keywords")),
        image=_address(graph, main.get("image")) or _address(graph, main.get("thumbnailUrl")),
        url=_own_url(main),
        body=_body(main),
        free=_flag(main.get("isAccessibleForFree")),
        locked_parts=tuple(_locked(main)),
        publisher=_publisher(graph, around) or _site(graph),
    )


@cache
def _ranks() -> Mapping[str, int]:
    return {entry.name: entry.rank for entry in lexicon.fields().article_types}


def _candidates(graph: Graph, url: str | None) -> Iterator[tuple[tuple[Any, ...], Node]]:
    here = _path(url)
    for order, node in enumerate(graph.nodes):
        ranks = [_ranks()[name] for name in types_of(node) if name in _ranks()]
        if ranks:
            elsewhere = here is not None and _path(_own_url(node)) not in {here, None}
            telling = sum(
                key in node for key in ("headline", "datePublished", "author", "articleBody")
            )
            yield (min(ranks) >= _AROUND_RANK, elsewhere, min(ranks), -telling, order), node


def _is_around(node: Node) -> bool:
    return any(_ranks().get(name) == _AROUND_RANK for name in types_of(node))


def _path(url: str | None) -> str | None:
    """Return what identifies a page within its site, or None where nothing does."""
    if not url:
        return None
    try:
        return urlsplit(url).path.rstrip("/").lower() or None
    except ValueError:
        return None


def _own_url(node: Node) -> str | None:
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        if isinstance(value, Mapping):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def _text(node: Node, *keys: str) -> str | None:
    for key in keys:
        value = node.get(key)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, str) and (text := plain(value)):
            return text
    return None


def _first(nodes: list[Node], *keys: str) -> str | None:
    return next((text for key in keys for node in nodes if (text := _text(node, key))), None)


def _strings(value: Any) -> tuple[str, ...]:
    """Return the texts of a string, a list of strings, or of things with a name."""
    if isinstance(value, str):
        value = value.split(",")
    if isinstance(value, Mapping):
        value = [value]
    if not isinstance(value, list):
        return ()
    named = (item.get("name") if isinstance(item, Mapping) else item for item in value[:_MAX_LIST])
    return tuple(text for item in named if isinstance(item, str) and (text := plain(item)))


def _authors(graph: Graph, nodes: list[Node]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    for node in nodes:
        for key in ("author", "creator"):
            persons: list[str] = []
            organisations: list[str] = []
            for value in _listed(node.get(key)):
                thing = graph.resolve(value)
                is_organisation = isinstance(thing, Mapping) and "organization" in types_of(thing)
                (organisations if is_organisation else persons).extend(_names(thing))
            if persons or organisations:
                return tuple(persons), tuple(organisations)
    return (), ()


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value[:_MAX_LIST]
    return [] if value is None else [value]


def _names(thing: Any) -> list[str]:
    if isinstance(thing, Mapping):
        thing = thing.get("name")
    return [text for name in _listed(thing) if isinstance(name, str) and (text := plain(name))]


def _section(node: Node) -> str | None:
    sections = _strings(node.get("articleSection"))
    return sections[0] if sections else None


def _address(graph: Graph, value: Any) -> str | None:
    """Return the URL of an image that is written as text, object, reference or list."""
    for item in _listed(value):
        thing = graph.resolve(item)
        if isinstance(thing, Mapping):
            thing = thing.get("url") or thing.get("contentUrl") or thing.get("@id")
        if isinstance(thing, list) and thing:
            thing = thing[0]
        if isinstance(thing, str) and thing.strip():
            return thing.strip()
    return None


def _body(node: Node) -> str | None:
    for key in ("articleBody", "text", "reviewBody"):
        if isinstance(value := node.get(key), str) and value.strip():
            return value
    return None


def _flag(value: Any) -> bool | None:
    """Read true and false, which pages also write as text or as schema.org addresses."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        word = value.strip().rpartition("/")[2].lower()
        return {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}.get(
            word
        )
    return None


def _locked(node: Node) -> Iterator[str]:
    for part in _listed(node.get("hasPart")):
        if isinstance(part, Mapping) and _flag(part.get("isAccessibleForFree")) is False:
            for selector in _listed(part.get("cssSelector")):
                if isinstance(selector, str):
                    yield plain(selector, limit=200)


def _publisher(graph: Graph, nodes: list[Node]) -> str | None:
    for node in nodes:
        for value in _listed(node.get("publisher")):
            if names := _names(graph.resolve(value)):
                return names[0]
    return None


def _site(graph: Graph) -> str | None:
    for wanted in ("website", "newsmediaorganization"):
        for node in graph.nodes:
            if wanted in types_of(node) and (name := _text(node, "name")):
                return name
    return None
