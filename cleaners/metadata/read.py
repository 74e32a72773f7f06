"""The metadata reader: one pass over the tree, then one step per field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lxml.html import HtmlElement

from cleaners.metadata import (
    access,
    authors,
    bodies,
    dates,
    links,
    site,
    statement,
    title,
    topics,
)
from cleaners.metadata.collect import collect
from cleaners.metadata.types import Metadata
from cleaners.types import Evidence


def read(
    root: HtmlElement,
    *,
    url: str | None = None,
    evidence: Evidence | None = None,
    byline_lines: Sequence[str] = (),
    stamp_lines: Sequence[str] = (),
    fetched_at: datetime | None = None,
) -> Metadata:
    """Return what the page says of its article.

    ``root`` is the shared tree: it is neither changed nor parsed again. ``url`` is where the
    page was got; ``byline_lines`` are visible lines that other judges took for bylines,
    ``stamp_lines`` for dates without names; ``fetched_at`` (aware) bounds all dates. Never raises
    for what a page holds.
    """
    signals = collect(root)
    said = statement.state(signals.graph, url)
    base = links.absolute(signals.base, url) or url
    outlets = site.aliases(signals, said, url)
    site_name, site_source = site.name(signals, said)
    headline, title_source = title.choose(
        root,
        signals,
        said,
        evidence=evidence,
        site_names=outlets | site.handle(signals),
        url=url,
    )
    persons, agencies, author_source = authors.choose(
        root, signals, said, evidence=evidence, byline_lines=byline_lines, outlets=outlets
    )
    when = dates.choose(
        root,
        signals,
        said,
        title=headline,
        url=url,
        evidence=evidence,
        byline_lines=(*byline_lines, *stamp_lines),
        fetched_at=fetched_at,
    )
    description, description_source = topics.description(signals, said, evidence)
    section, section_source = topics.section(signals, said, evidence)
    tags, tags_source = topics.tags(signals, said, evidence)
    image, image_source = links.image(signals, said, base)
    canonical, claims = links.canonical(signals, url, base)
    verdict, reasons = access.judge(signals, said)
    published, modified = when.published, when.modified
    sources = (
        ("title", title_source),
        ("authors", author_source),
        ("published", published.source if published else None),
        ("modified", modified.source if modified else None),
        ("description", description_source),
        ("section", section_source),
        ("tags", tags_source),
        ("image", image_source),
        ("site_name", site_source),
        ("canonical_url", claims[0][0] if canonical else None),
        *((f"canonical_claim:{source}", value) for source, value in claims),
    )
    return Metadata(
        title=headline,
        authors=persons,
        agencies=agencies,
        published=published.moment.value if published else None,
        published_confidence=published.confidence if published else None,
        modified=modified.moment.value if modified else None,
        modified_confidence=modified.confidence if modified else None,
        dates=tuple((n, d) for n, d in (("published", published), ("modified", modified)) if d),
        description=description,
        section=section,
        tags=tags,
        image=image,
        canonical_url=canonical,
        site_name=site_name,
        access=verdict,
        access_reasons=reasons,
        article_body=said.body,
        bodies=bodies.stated(said, evidence),
        html_lang=signals.html_lang,
        og_locale=signals.meta("og:locale"),
        content_language=signals.meta("content-language"),
        sources=tuple((field, source) for field, source in sources if source),
    )
