"""One pass over the shared tree: everything that a page states about itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from cleaners.metadata import jsonld, marks
from cleaners.metadata.words import element_text

MAX_CONTENT: Final = 20_000  # characters of one meta element that are looked at
MAX_HEADINGS: Final = 12  # h1 elements that are looked at
MAX_ELEMENTS: Final = 400  # of each kind; more is a list page

_TAGS: Final = ("meta", "link", "script", "title", "h1", "time", "base")
_ARTICLE_SCOPES: Final = (
    "article",
    "posting",
    "blog",
    "webpage",
    "recipe",
    "review",
    "creativework",
    "report",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One element of interest: its text, its machine-readable value, and where it stands."""

    text: str
    value: str | None
    name: str  # item property, class token or tag that made it interesting
    element: HtmlElement


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What stands in head, meta, JSON-LD, microdata, time and byline elements."""

    metas: dict[str, list[str]]  # lower-case name or property -> contents in order
    links: dict[str, list[str]]  # rel -> hrefs in order
    graph: jsonld.Graph
    title: str
    headings: tuple[Item, ...]  # the h1 elements
    props: dict[str, list[Item]]  # microdata of the page's article: item property -> items
    times: tuple[Item, ...]
    html_lang: str | None
    base: str | None

    def meta(self, name: str) -> str | None:
        """Return the first non-empty content of a meta name, or None."""
        return next((value for value in self.metas.get(name, ()) if value.strip()), None)


def collect(root: HtmlElement) -> Signals:
    """Read the tree in one pass, and once more for microdata; the tree is not changed."""
    of: dict[str, list[HtmlElement]] = defaultdict(list)
    for element in root.iter(*_TAGS):
        of[str(element.tag)].append(element)
    scripts = [s.text or "" for s in of["script"] if "ld+json" in (s.get("type") or "").lower()]
    title = next((element_text(t) for t in of["title"] if _in_html(t)), "")
    return Signals(
        metas=_metas(of["meta"]),
        links=_links(of["link"]),
        graph=jsonld.load(scripts),
        title=title,
        headings=tuple(headings(of["h1"])),
        props=_props(root),
        times=tuple(_times(of["time"])),
        html_lang=(
            root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or None
        ),
        base=next((b.get("href") for b in of["base"] if b.get("href")), None),
    )


def headings(elements: Iterable[HtmlElement]) -> Iterator[Item]:
    """Yield the first headings without what their classes name a kicker or a standfirst."""
    for element in islice(elements, MAX_HEADINGS):
        text = element_text(element, without=marks.is_beside_headline)
        yield Item(
            text=text or element_text(element), value=None, name=str(element.tag), element=element
        )


def _in_html(element: HtmlElement) -> bool:
    """Tell a document's title from the title of a drawing."""
    parent = element.getparent()
    return parent is None or parent.tag in {"head", "html", "body"}


def _metas(elements: Iterable[HtmlElement]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for element in elements:
        content = element.get("content")
        if not content:
            continue
        for attribute in ("property", "name", "http-equiv"):
            if name := element.get(attribute):
                found[name.strip().lower()].append(content[:MAX_CONTENT])
    return dict(found)


def _links(elements: Iterable[HtmlElement]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for element in elements:
        href = element.get("href")
        if href:
            for rel in (element.get("rel") or "").lower().split():
                found[rel].append(href.strip()[:MAX_CONTENT])
    return dict(found)


@cache
def _xpath(expression: str) -> etree.XPath:
    return etree.XPath(expression, smart_strings=False)


def _props(root: HtmlElement) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = defaultdict(list)
    elements: list[HtmlElement] = _xpath("descendant-or-self::*[@itemprop]")(root)
    for element in elements[:MAX_ELEMENTS]:
        wanted = [p for p in element.get("itemprop", "").split() if p in WANTED]
        if wanted and _of_article(element):
            for prop in wanted:
                found[prop].append(_item(element, prop))
    return {prop: _of_first_scope(items) for prop, items in found.items()}


def _of_first_scope(items: list[Item]) -> list[Item]:
    """Keep the items of the first item scope: later ones belong to teasers and lists."""
    scope = _scope(items[0].element)
    return [item for item in items if _scope(item.element) is scope]


def _scope(element: HtmlElement) -> HtmlElement | None:
    return next((a for a in element.iterancestors() if a.get("itemscope") is not None), None)


WANTED: Final = frozenset(
    {
        "author", "creator", "headline", "datePublished", "dateCreated", "dateModified",
        "articleSection", "keywords", "image", "description", "isAccessibleForFree",
    }
)  # fmt: skip


def _of_article(element: HtmlElement) -> bool:
    """Tell the article's properties from those of its comments, teasers and publisher."""
    for ancestor in element.iterancestors():
        if ancestor.get("itemscope") is not None:
            kind = (ancestor.get("itemtype") or "").rstrip("/").rpartition("/")[2].lower()
            return not kind or any(word in kind for word in _ARTICLE_SCOPES)
    return True


def _item(element: HtmlElement, name: str) -> Item:
    value = element.get("content") or element.get("datetime") or element.get("title")
    if value is None and element.tag in {"a", "link", "img"}:
        value = element.get("href") or element.get("src")
    return Item(
        text=element_text(_name_part(element), limit=300), value=value, name=name, element=element
    )


def _name_part(element: HtmlElement) -> HtmlElement:
    """Return the `name` item of a person's scope, else the element itself."""
    if element.get("itemscope") is not None:
        for inner in element.iter():
            if isinstance(inner.tag, str) and "name" in (inner.get("itemprop") or "").split():
                return inner
    return element


def _times(elements: Iterable[HtmlElement]) -> Iterator[Item]:
    for element in islice(elements, MAX_ELEMENTS):
        if not marks.is_foreign(element):
            yield _item(
                element, " ".join([element.get("itemprop") or "", element.get("class") or ""])
            )
