"""The conductor: the whole of cleaning as a flat list of named steps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from cleaners import gate, normalize
from cleaners.collector import collector_paused
from cleaners.decode import Decoded, decode
from cleaners.errors import CleaningError
from cleaners.finish import finished
from cleaners.judges.decision import Decision
from cleaners.judging import Reading, judge_page, read_page
from cleaners.language import detect
from cleaners.memory import in_order, recall
from cleaners.metadata import Metadata, access
from cleaners.options import Options
from cleaners.parse import Parsed, parse
from cleaners.types import Block, Claims, Cleaned, Evidence, Page, Removed

SECOND_PARSER = "second-parser"
_DEFAULTS = Options()
_Text = TypeVar("_Text", Block, Removed)


@collector_paused()
def clean_html(
    body: bytes | str,
    *,
    url: str | None = None,
    content_type: str | None = None,
    evidence: Evidence | None = None,
    fetched_at: datetime | None = None,
    status: int | None = None,
    options: Options = _DEFAULTS,
) -> Cleaned:
    """Return the article of an HTML page, with a receipt for all that was removed.

    ``body`` is the page after content decoding (gzip and the like), ``content_type`` the
    server's header, ``evidence`` what a feed knows of the page, ``fetched_at`` (aware) the
    latest time that a date on it can name, ``status`` that of the HTTP answer. Raises
    ``CleaningError`` with its cause for a page that holds no article or cannot be read.
    """
    decoded = _decode(body, content_type)
    parsed = parse(decoded.text, decoded.utf8)
    reading = read_page(parsed.root, url=url, evidence=evidence, fetched_at=fetched_at)
    decision, flags = judge_page(reading, options)
    kept, removed = _in_normal_form(decision, reading)
    stated = reading.stated
    recalled = recall(kept, options.template, title=stated.title)
    text = normalize.join(block.text for block in recalled.kept)
    if not text:
        raise CleaningError("no-article", "no text that could be an article")
    language, confidence = detect(text)
    verdict, reasons = access.weigh(
        stated.access_reasons, text=text, bodies=stated.bodies, status=status
    )
    cleaned = Cleaned(
        text=text,
        blocks=recalled.kept,
        removed=in_order(removed, recalled.removed),
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
        access=verdict,
        access_reasons=reasons,
        claims=_claims(stated, decoded, evidence),
        sources=stated.sources,
        flags=(*_parser_flags(parsed), *flags, *recalled.flags),
    )
    return finished(cleaned, options)


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
        status=page.status,
        options=options,
    )


def _decode(body: bytes | str, content_type: str | None) -> Decoded:
    """Bytes pass the gate twice: as bytes, and as text."""
    if isinstance(body, bytes):
        gate.check_bytes(body, content_type=content_type)
    decoded = decode(body, content_type=content_type)
    gate.check_text(decoded.text)
    return decoded


def _parser_flags(parsed: Parsed) -> tuple[str, ...]:
    return (SECOND_PARSER,) if parsed.how == "flattened" else ()


def _in_normal_form(
    decision: Decision, reading: Reading
) -> tuple[tuple[Block, ...], tuple[Removed, ...]]:
    """Bring every text that leaves into normal form; what is then empty is left out.

    The page's lines, which most texts are, have it already.
    """
    lines = {block.text for block in reading.blocks if block.kind != "code"}
    blocks = (_with_text(one, _fold(one.text, one.kind, lines)) for one in decision.kept)
    removed = (
        one if one.text in lines else _with_text(one, normalize.fold(one.text))
        for one in decision.removed
    )
    return tuple(one for one in blocks if one.text), tuple(one for one in removed if one.text)


def _with_text(one: _Text, text: str) -> _Text:
    """A copy costs more than the comparison."""
    return one if one.text == text else replace(one, text=text)


def _fold(text: str, kind: str, lines: Collection[str]) -> str:
    if kind == "code":
        return normalize.fold_lines(text)
    return text if text in lines else normalize.fold(text)


def _claims(stated: Metadata, decoded: Decoded, evidence: Evidence | None) -> Claims:
    return Claims(
        html_lang=stated.html_lang,
        og_locale=stated.og_locale,
        content_language=stated.content_language,
        feed_language=evidence.language if evidence else None,
        charset=decoded.charset,
        charset_conflict=decoded.conflict,
    )
