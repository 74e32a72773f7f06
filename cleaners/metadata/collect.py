"""One pass over the shared tree: everything that a page states about itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from cleaners.metadata import jsonld, lexicon
from cleaners.metadata.words import element_text

MAX_CONTENT: Final = 20_000  # characters of one meta element that are looked at
MAX_ELEMENTS: Final = 400  # of each kind; more is a list page

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
    headings: tuple[str, ...]  # texts of the h1 elements
    props: dict[str, list[Item]]  # microdata of the page's article: item property -> items
    times: tuple[Item, ...]
    html_lang: str | None
    base: str | None

    def meta(self, name: str) -> str | None:
        """Return the first non-empty content of a meta name, or None."""
        return next((value for value in self.metas.get(name, ()) if value.strip()), None)


def collect(root: HtmlElement) -> Signals:
    """Read the tree once for each kind of element; the tree is not changed."""
    metas, links = _metas(root), _links(root)
    scripts = [
        s.text or "" for s in root.iter("script") if "ld+json" in (s.get("type") or "").lower()
    ]
    title = next((element_text(t) for t in root.iter("title") if _in_html(t)), "")
    return Signals(
        metas=metas,
        links=links,
        graph=jsonld.load(scripts),
        title=title,
        headings=tuple(element_text(h) for h in _first(root.iter("h1"))),
        props=_props(root),
        times=tuple(_times(root)),
        html_lang=(
            root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or None
        ),
        base=next((b.get("href") for b in root.iter("base") if b.get("href")), None),
    )


def _first(elements: Iterator[HtmlElement]) -> list[HtmlElement]:
    return [element for element, _ in zip(elements, range(MAX_ELEMENTS), strict=False)]


def _in_html(element: HtmlElement) -> bool:
    """Tell a document's title from the title of a drawing."""
    parent = element.getparent()
    return parent is None or parent.tag in {"head", "html", "body"}


def _metas(root: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for element in root.iter("meta"):
        content = element.get("content")
        if not content:
            continue
        for attribute in ("property", "name", "http-equiv"):
            if name := element.get(attribute):
                found[name.strip().lower()].append(content[:MAX_CONTENT])
    return dict(found)


def _links(root: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for element in root.iter("link"):
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
    elements: list[HtmlElement] = _xpath("//*[@itemprop]")(root)
    for element in elements[:MAX_ELEMENTS]:
        wanted = [p for p in element.get("itemprop", "").split() if p in WANTED]
        if wanted and _of_article(element):
            for prop in wanted:
                found[prop].append(_item(element, prop))
    return dict(found)


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


def _times(root: HtmlElement) -> Iterator[Item]:
    for element in _first(root.iter("time")):
        if not is_foreign(element):
            yield _item(
                element, " ".join([element.get("itemprop") or "", element.get("class") or ""])
            )


def bylines(root: HtmlElement) -> list[Item]:
    """Return the elements that by rel, class or id hold the author's name, in document order.

    Costs more than all of `collect`: ask only where nothing better names the author.
    """
    found: list[Item] = []
    for element in root.iter(*_BYLINE_TAGS):
        is_rel = "author" in (element.get("rel") or "").split()
        if not is_rel:
            marks = f"{element.get('class') or ''} {element.get('id') or ''}"
            if not _stems().search(marks) or not _is_byline(_split(marks)):
                continue
        if len(found) < MAX_ELEMENTS and not is_foreign(element):
            text = element_text(element, limit=300)
            found.append(
                Item(
                    text=text, value=None, name="rel=author" if is_rel else "class", element=element
                )
            )
    return found


_BYLINE_TAGS: Final = (
    "a", "address", "b", "cite", "div", "em", "footer", "h2", "h3", "h4", "h5", "h6", "header",
    "li", "p", "section", "small", "span", "strong", "td", "ul",
)  # fmt: skip


@cache
def _stems() -> re.Pattern[str]:
    """Return a quick test: one of the byline words stands somewhere in the class."""
    return re.compile("|".join(phrase.text for phrase in lexicon.classes().byline), re.IGNORECASE)


def _is_byline(tokens: Sequence[str]) -> bool:
    return not _byline_words().isdisjoint(tokens) and _refused_words().isdisjoint(tokens)


@cache
def _byline_words() -> frozenset[str]:
    return frozenset(phrase.text for phrase in lexicon.classes().byline)


@cache
def _refused_words() -> frozenset[str]:
    return frozenset(phrase.text for phrase in lexicon.classes().byline_not)


@cache
def _foreign_words() -> frozenset[str]:
    return frozenset(phrase.text for phrase in lexicon.classes().foreign)


_WORD: Final = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]|[^\W\d_A-Za-z]+")


def _split(raw: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(raw[:400])]


def class_words(element: HtmlElement) -> list[str]:
    """Return the words of the element's class and id: `post-author__Name` -> post, author, name."""
    return _split(f"{element.get('class') or ''} {element.get('id') or ''}")


def is_foreign(element: HtmlElement) -> bool:
    """Tell elements that stand in comments, teasers, asides, navigation or footers."""
    for ancestor in (element, *element.iterancestors()):
        if ancestor.tag in {"body", "html", "article", "main"}:
            return False
        if ancestor.tag in {"aside", "nav", "footer"}:
            return True
        if not _foreign_words().isdisjoint(class_words(ancestor)):
            return True
    return False
