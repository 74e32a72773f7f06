"""The conductor: the whole of cleaning as a flat list of named steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from cleaners import extraction, gate, metadata, normalize
from cleaners.blocks.html import walk
from cleaners.blocks.node import HtmlBlock
from cleaners.decode import Decoded, decode
from cleaners.errors import CleaningError
from cleaners.guard import guarded
from cleaners.judges.base import Document, Opinion
from cleaners.judges.decision import Decision, decide
from cleaners.judges.learned import LearnedJudge
from cleaners.judges.rules import RulesJudge
from cleaners.judges.site import SiteJudge
from cleaners.language import detect
from cleaners.metadata import Metadata
from cleaners.options import Options
from cleaners.parse import Parsed, parse
from cleaners.types import Block, Claims, Cleaned, Evidence, Page, Removed

_DEFAULTS = Options()


def clean_html(
    body: bytes | str,
    *,
    url: str | None = None,
    content_type: str | None = None,
    evidence: Evidence | None = None,
    fetched_at: datetime | None = None,
    options: Options = _DEFAULTS,
) -> Cleaned:
    """Return the article of an HTML page, with a receipt for all that was removed.

    ``body`` is the page after content decoding (gzip and the like), ``content_type`` the
    server's header, ``evidence`` what a feed knows of the page, ``fetched_at`` (aware) the
    latest time that a date on it can name. Raises ``CleaningError`` with its cause for a
    page that holds no article or cannot be read.
    """
    decoded = _decode(body, content_type)
    parsed = parse(decoded.text)
    blocks = walk(parsed.root)
    by_rules = RulesJudge().judge(Document(blocks=blocks))
    stated = metadata.read(
        parsed.root,
        url=url,
        evidence=evidence,
        byline_lines=_bylines(blocks, by_rules),
        fetched_at=fetched_at,
    )
    document = _document(blocks, stated)
    decision, flags = _judge(document, by_rules, parsed, url, options)
    kept, removed = _in_normal_form(decision)
    text = normalize.join(block.text for block in kept)
    if not text:
        raise CleaningError("no-article", "no text that could be an article")
    language, confidence = detect(text)
    return Cleaned(
        text=text,
        blocks=kept,
        removed=removed,
        title=stated.title,
        authors=stated.authors,
        published=stated.published,
        modified=stated.modified,
        description=stated.description,
        section=stated.section,
        tags=stated.tags,
        image=stated.image,
        canonical_url=stated.canonical_url,
        site_name=stated.site_name,
        language=language,
        language_confidence=confidence,
        access=stated.access,
        access_reasons=stated.access_reasons,
        claims=_claims(stated, decoded, evidence),
        sources=stated.sources,
        flags=flags,
    )


def clean_page(
    page: Page, evidence: Evidence | None = None, options: Options = _DEFAULTS
) -> Cleaned:
    """Clean a fetched or archived page: what worker processes run."""
    return clean_html(
        page.body,
        url=page.final_url,
        content_type=page.header("content-type"),
        evidence=evidence,
        fetched_at=page.fetched_at,
        options=options,
    )


def _decode(body: bytes | str, content_type: str | None) -> Decoded:
    """Bytes pass the gate twice: as bytes, and as text."""
    if isinstance(body, bytes):
        gate.check_bytes(body, content_type=content_type)
    decoded = decode(body, content_type=content_type)
    gate.check_text(decoded.text)
    return decoded


def _bylines(blocks: Sequence[HtmlBlock], opinions: Sequence[Opinion]) -> list[str]:
    return [blocks[one.index].text for one in opinions if one.category == "byline"]


def _document(blocks: Sequence[HtmlBlock], stated: Metadata) -> Document:
    return Document(
        blocks=blocks,
        title=stated.title,
        authors=stated.authors,
        description=stated.description,
        site_name=stated.site_name,
        language=stated.html_lang,
        article_body=stated.article_body,
    )


def _judge(
    document: Document,
    by_rules: list[Opinion],
    parsed: Parsed,
    url: str | None,
    options: Options,
) -> tuple[Decision, tuple[str, ...]]:
    """Ask all judges and decide; the flags are warnings for the record."""
    by_site = SiteJudge(options).judge(document)
    flags = ("second-parser",) if parsed.how == "flattened" else ()
    if options.extractor == "trafilatura":
        lines = extraction.extract(parsed.root, url=url)
        decision, more = extraction.decide_lines(document, lines, by_rules, by_site)
        return decision, flags + more
    by_model = LearnedJudge().judge(document)
    likely = frozenset(one.index for one in by_model if not one.remove)
    by_rules, more = guarded(document.blocks, by_rules, likely)
    opinions = [*by_model, *by_rules, *by_site]
    return decide(document, opinions, base_url=url, strict=options.strict), flags + more


def _in_normal_form(decision: Decision) -> tuple[tuple[Block, ...], tuple[Removed, ...]]:
    """Bring every text that leaves into normal form; what is then empty is left out."""
    blocks = (replace(one, text=_fold(one.text, one.kind)) for one in decision.kept)
    removed = (replace(one, text=normalize.fold(one.text)) for one in decision.removed)
    return tuple(one for one in blocks if one.text), tuple(one for one in removed if one.text)


def _fold(text: str, kind: str) -> str:
    return normalize.fold_lines(text) if kind == "code" else normalize.fold(text)


def _claims(stated: Metadata, decoded: Decoded, evidence: Evidence | None) -> Claims:
    return Claims(
        html_lang=stated.html_lang,
        og_locale=stated.og_locale,
        content_language=stated.content_language,
        feed_language=evidence.language if evidence else None,
        charset=decoded.charset,
        charset_conflict=decoded.conflict,
    )
