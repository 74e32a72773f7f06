"""The metadata reader: one pass over the tree, then one step per field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from lxml.html import HtmlElement

from cleaners.metadata import access, authors, dates, lexicon, links, site, statement, title
from cleaners.metadata.collect import Signals, collect
from cleaners.metadata.types import Metadata
from cleaners.metadata.words import folded, plain
from cleaners.types import Evidence

MAX_TAGS: Final = 50
_MAX_TAG: Final = 100  # characters; longer is a sentence


def read(
    root: HtmlElement,
    *,
    url: str | None = None,
    evidence: Evidence | None = None,
    byline_lines: Sequence[str] = (),
    fetched_at: datetime | None = None,
) -> Metadata:
    """Return what the page says of its article.

    ``root`` is the shared tree: it is neither changed nor parsed again. ``url`` is where the
    page was got; ``byline_lines`` are visible lines that other judges took for bylines;
    ``fetched_at`` (aware) bounds all dates. Never raises for what a page holds.
    """
    signals = collect(root)
    said = statement.state(signals.graph, url)
    base = links.absolute(signals.base, url) or url
    site_name, site_source = site.name(signals, said)
    outlets = site.aliases(signals, said, url)
    headline, title_source = title.choose(root, signals, said, evidence, outlets, url)
    persons, agencies, author_source = authors.choose(
        root, signals, said, evidence, byline_lines, outlets
    )
    when = dates.choose(
        root,
        signals,
        said,
        title=headline,
        url=url,
        evidence=evidence,
        byline_lines=byline_lines,
        fetched_at=fetched_at,
    )
    description, description_source = _description(signals, said, evidence)
    section, section_source = _section(signals, said, evidence)
    tags, tags_source = _tags(signals, said, evidence)
    image, image_source = links.image(signals, said, base)
    canonical, claims = links.canonical(signals, url, base)
    verdict, reasons = access.judge(signals, said)
    sources = {
        "title": title_source,
        "authors": author_source,
        "published": when.published.source if when.published else None,
        "modified": when.modified.source if when.modified else None,
        "description": description_source,
        "section": section_source,
        "tags": tags_source,
        "image": image_source,
        "site_name": site_source,
        "canonical_url": claims[0][0] if canonical else None,
    }
    return Metadata(
        title=headline,
        authors=persons,
        agencies=agencies,
        published=when.published.moment.value if when.published else None,
        published_confidence=when.published.confidence if when.published else None,
        modified=when.modified.moment.value if when.modified else None,
        modified_confidence=when.modified.confidence if when.modified else None,
        dates=tuple(
            (k, d) for k, d in (("published", when.published), ("modified", when.modified)) if d
        ),
        description=description,
        section=section,
        tags=tags,
        image=image,
        canonical_url=canonical,
        site_name=site_name,
        access=verdict,
        access_reasons=reasons,
        article_body=said.body,
        html_lang=signals.html_lang,
        og_locale=signals.meta("og:locale"),
        content_language=signals.meta("content-language"),
        sources=(
            *((field, source) for field, source in sources.items() if source),
            *((f"canonical_claim:{source}", value) for source, value in claims),
        ),
    )


def _description(
    signals: Signals, said: statement.Statement, evidence: Evidence | None
) -> tuple[str | None, str | None]:
    for entry in lexicon.fields().description:
        if text := plain(signals.meta(entry.name) or ""):
            return text, f"meta:{entry.name}"
    if said.description:
        return said.description, "json-ld"
    if evidence is not None and evidence.description and (text := plain(evidence.description)):
        return text, f"evidence:{evidence.source or 'caller'}"
    return None, None


def _section(
    signals: Signals, said: statement.Statement, evidence: Evidence | None
) -> tuple[str | None, str | None]:
    if said.section:
        return said.section, "json-ld"
    for entry in lexicon.fields().section:
        if text := plain(signals.meta(entry.name) or "", limit=_MAX_TAG):
            return text, f"meta:{entry.name}"
    for item in signals.props.get("articleSection", ()):
        if text := plain(item.value or item.text, limit=_MAX_TAG):
            return text, "itemprop:articleSection"
    if evidence is not None and evidence.section:
        return plain(evidence.section, limit=_MAX_TAG), f"evidence:{evidence.source or 'caller'}"
    return None, None


def _tags(
    signals: Signals, said: statement.Statement, evidence: Evidence | None
) -> tuple[tuple[str, ...], str | None]:
    for source, values in _tag_sources(signals, said, evidence):
        found: dict[str, str] = {}
        for value in values:
            if (tag := plain(value)) and len(tag) <= _MAX_TAG and folded(tag):
                found.setdefault(folded(tag), tag)
        if found:
            return tuple(found.values())[:MAX_TAGS], source
    return (), None


def _tag_sources(
    signals: Signals, said: statement.Statement, evidence: Evidence | None
) -> Iterator[tuple[str, Sequence[str]]]:
    if evidence is not None and evidence.tags:
        yield f"evidence:{evidence.source or 'caller'}", evidence.tags
    yield "json-ld", said.tags
    for entry in lexicon.fields().tags:
        if values := signals.metas.get(entry.name):
            single = len(values) > 1 and entry.name.endswith(":tag")
            yield (
                f"meta:{entry.name}",
                values if single else [t for v in values for t in v.replace(";", ",").split(",")],
            )
    yield (
        "itemprop:keywords",
        [item.text or item.value or "" for item in signals.props.get("keywords", ())],
    )
