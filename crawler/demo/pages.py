"""How an article becomes a page of its outlet's make.

A make is a template in ``makes/``. What it names stands in three places: the story, the
phrases of the story's language, and the addresses. A name that begins with a category
(``social_share``, ``comments_leave``) is a line of boilerplate that must not be in the
cleaned text, so a page knows all its boilerplate by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template

from cleaners.types import CATEGORIES
from crawler.demo.outlets import Outlet, read_phrases
from crawler.demo.stories import Part, Story, inline

MAKES = Path(__file__).with_name("makes")
_LOCALES = {"de": "de_DE", "en": "en_GB", "es": "es_ES", "fr": "fr_FR"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of boilerplate on a page."""

    category: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPage:
    """A page as it is served, and the boilerplate that it carries."""

    html: str
    boilerplate: tuple[Line, ...]


def page_of(outlet: Outlet, story: Story, make: str | None = None) -> DemoPage:
    """Set the story in its outlet's make, or in another one."""
    template = Template((MAKES / f"{make or outlet.file.make}.html").read_text(encoding="utf-8"))
    names = template.get_identifiers()
    values = _values(outlet, story)
    markup = {name: escape(values[name]) for name in names if name in values}
    markup |= _bodies(story, outlet.file.make if make is None else make)
    if "json_ld" in names:
        markup["json_ld"] = _json_ld(outlet, story)
    lines = tuple(
        Line(category=name.partition("_")[0], text=values[name])
        for name in names
        if name.partition("_")[0] in CATEGORIES and not name.endswith("_url")
    )
    return DemoPage(html=template.substitute(markup), boilerplate=lines)


def _values(outlet: Outlet, story: Story) -> dict[str, str]:
    """Return what a template may name, as plain text."""
    phrases = read_phrases(story.language)
    when = story.published
    date = Template(phrases.date).substitute(
        day=when.day, month=phrases.months[when.month - 1], year=when.year
    )
    facts = {
        "site": outlet.file.title,
        "authors": ", ".join(story.authors),
        "date": date,
        "section": story.section,
    }
    lines = {name: Template(line).substitute(facts) for name, line in phrases.lines.items()}
    return lines | _related(outlet, story) | facts | _frame(outlet, story)


def _frame(outlet: Outlet, story: Story) -> dict[str, str]:
    return {
        "title_text": story.title,
        "site_name": outlet.file.title,
        "description": story.description,
        "lang": story.language,
        "locale": _LOCALES.get(story.language, story.language),
        "dir": "rtl" if story.language == "ar" else "ltr",
        "charset": outlet.file.charset,
        "home": outlet.home,
        "url": outlet.url(story),
        "image": f"{outlet.home}/img/{story.slug}.jpg",
        "published_iso": story.published.isoformat(),
        "modified_iso": (story.modified or story.published).isoformat(),
    }


def _related(outlet: Outlet, story: Story) -> dict[str, str]:
    """Return three other stories of the language, going round when there are fewer."""
    others = [s for s in outlet.stories if s.language == story.language and s.slug != story.slug]
    chosen = [others[(story.number + place) % len(others)] for place in range(3)]
    named = {f"related_{place}": other.title for place, other in enumerate(chosen, 1)}
    placed = {f"related_{place}_url": outlet.url(other) for place, other in enumerate(chosen, 1)}
    return named | placed


def _json_ld(outlet: Outlet, story: Story) -> str:
    statement = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.published.isoformat(),
        "dateModified": (story.modified or story.published).isoformat(),
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@type": "Organization", "name": outlet.file.title},
        "articleSection": story.section,
        "keywords": list(story.tags),
        "inLanguage": story.language,
        "isAccessibleForFree": True,
        "mainEntityOfPage": outlet.url(story),
    }
    return json.dumps(statement, ensure_ascii=False).replace("</", "<\\/")


def _bodies(story: Story, make: str) -> dict[str, str]:
    """Return the article in three pieces, between which a make sets its boxes."""
    groups = list(_groups(story.parts))
    third = max(len(groups) // 3, 1)
    pieces = (groups[:third], groups[third : 2 * third], groups[2 * third :])
    join = "\n<BR><BR>\n" if make == "portal" else "\n"
    draw = {"portal": _with_breaks, "magazine": _with_divs}.get(make, _semantic)
    return {
        f"body_{place}": join.join(draw(kind, parts) for kind, parts in piece)
        for place, piece in enumerate(pieces, 1)
    }


def _groups(parts: tuple[Part, ...]) -> Iterator[tuple[str, list[Part]]]:
    """Yield blocks one by one, but the items of a list and the rows of a table together."""
    for kind, run in groupby(parts, key=lambda part: part.kind):
        if kind in {"item", "row"}:
            yield kind, list(run)
        else:
            yield from ((kind, [part]) for part in run)


def _semantic(kind: str, parts: list[Part], paragraph: str = "<p>{}</p>") -> str:
    match kind:
        case "heading":
            return f"<h2>{_inline(parts[0])}</h2>"
        case "quote":
            return f"<blockquote><p>{_inline(parts[0])}</p></blockquote>"
        case "item":
            return "<ul>" + "".join(f"<li>{_inline(part)}</li>" for part in parts) + "</ul>"
        case "row":
            head, *rows = (part.cells for part in parts)
            return "<table>" + _row("th", head) + "".join(_row("td", r) for r in rows) + "</table>"
        case _:
            return paragraph.format(_inline(parts[0]))


def _with_divs(kind: str, parts: list[Part]) -> str:
    return _semantic(kind, parts, paragraph='<div class="css-p4">{}</div>')


def _with_breaks(kind: str, parts: list[Part]) -> str:
    if kind == "heading":
        return f"<B>{_inline(parts[0])}</B>"
    return "<BR><BR>\n".join(_inline(part) for part in parts)


def _row(tag: str, cells: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"


def _inline(part: Part) -> str:
    return inline(
        escape(part.source, quote=False), link=r'<a href="\2">\1</a>', emphasis=r"<em>\1</em>"
    )
