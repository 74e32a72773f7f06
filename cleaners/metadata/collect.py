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

from cleaners.metadata import jsonld, lexicon, names
from cleaners.metadata.byline_words import BylineWords, words_for
from cleaners.metadata.words import element_text

MAX_CONTENT: Final = 20_000  # characters of one meta element that are looked at
MAX_DATE_LINE: Final = 200  # characters; a longer text is more than a date
MAX_HEADINGS: Final = 12  # h1 elements that are looked at
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
    headings: tuple[Item, ...]  # the h1 elements
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
        headings=tuple(_headings(root, "h1")),
        props=_props(root),
        times=tuple(_times(root)),
        html_lang=(
            root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or None
        ),
        base=next((b.get("href") for b in root.iter("base") if b.get("href")), None),
    )


def _first(elements: Iterator[HtmlElement]) -> list[HtmlElement]:
    return [element for element, _ in zip(elements, range(MAX_ELEMENTS), strict=False)]


def _headings(root: HtmlElement, *tags: str) -> Iterator[Item]:
    """Return headings without what their classes name a kicker or a standfirst."""
    for element in _first(root.iter(*tags))[:MAX_HEADINGS]:
        text = element_text(element, without=_is_beside_headline)
        yield Item(
            text=text or element_text(element), value=None, name=str(element.tag), element=element
        )


def lower_headings(root: HtmlElement) -> list[Item]:
    """Return the first `h2` and `h3` of the page's article, for pages without a usable `h1`."""
    return [item for item in _headings(root, "h2", "h3") if not is_foreign(item.element)]


def _is_beside_headline(element: HtmlElement) -> bool:
    if element.tag == "small":
        return True
    return not _kicker_words().isdisjoint(class_words(element))


@cache
def _kicker_words() -> frozenset[str]:
    return frozenset(phrase.text for phrase in lexicon.classes().beside_headline)


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


def _times(root: HtmlElement) -> Iterator[Item]:
    for element in _first(root.iter("time")):
        if not is_foreign(element):
            yield _item(
                element, " ".join([element.get("itemprop") or "", element.get("class") or ""])
            )


def bylines(root: HtmlElement, language: str | None) -> list[Item]:
    """Return the elements that may hold the author's name, in document order.

    An item's name says why: `rel=author`, `class` (or id, or data attribute), `profile` (a link to
    a writer's page), `words` (a short text that begins like a byline). Costs more than all of
    `collect`: ask only where nothing better names the author.
    """
    found: list[Item] = []
    words = words_for(language)
    for element in root.iter(*_BYLINE_TAGS):
        name = _byline_kind(element, words)
        if name and len(found) < MAX_ELEMENTS and not _is_elsewhere(element):
            text = element_text(element, limit=300, without=_is_refused)
            found.append(Item(text=text, value=None, name=name, element=element))
    return found


def dated_elements(root: HtmlElement) -> Iterator[Item]:
    """Yield elements whose class says that they hold a date, and whose text is short.

    As dear as `bylines`: ask only where no statement dates the article.
    """
    for element in root.iter(*_BYLINE_TAGS):
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not _date_stems().search(marks) or _date_words().isdisjoint(_split(marks)):
            continue
        text = element_text(element, limit=MAX_DATE_LINE + 1)
        if (
            len(text) <= MAX_DATE_LINE
            and any(c.isdigit() for c in text)
            and not is_foreign(element)
        ):
            yield Item(text=text, value=None, name="class", element=element)


@cache
def _date_words() -> frozenset[str]:
    return frozenset(phrase.text for phrase in lexicon.classes().date)


@cache
def _date_stems() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_date_words())), re.IGNORECASE)


def _byline_kind(element: HtmlElement, words: BylineWords) -> str | None:
    attributes = element.attrib
    if "author" in attributes.get("rel", "").lower().split():
        return "rel=author"
    marks = f"{attributes.get('class', '')} {attributes.get('id', '')} {attributes.get('data-testid', '')}"
    if _stems().search(marks) and _is_byline(_split(marks)):
        return "class"
    if element.tag == "a" and _profile().search(attributes.get("href", "")):
        return "profile"
    text = element.text
    if text and names.begins_byline(text[:_BYLINE_START], words):
        return "words"
    return None


def _is_elsewhere(element: HtmlElement) -> bool:
    """Tell the article's byline from a picture's and from those of comments and teasers."""
    return is_foreign(element) or any(True for _ in element.iterancestors("figure", "figcaption"))


def _is_refused(element: HtmlElement) -> bool:
    """Leave dates, pictures' words and buttons inside a byline out."""
    return element.tag in {"time", "button", "figure"} or not _refused_words().isdisjoint(
        class_words(element)
    )


@cache
def _profile() -> re.Pattern[str]:
    """Match addresses of one writer's page: a known folder, then the name and nothing more."""
    words = "|".join(re.escape(phrase.text) for phrase in lexicon.classes().profile_paths)
    return re.compile(
        rf"/(?:{words})/[^/?#]{{3,80}}(?:/\d+)?(?:/[^/?#]{{3,80}})?/?(?:[?#].*)?$", re.IGNORECASE
    )


_BYLINE_START: Final = 120  # characters that decide whether a text begins like a byline
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
