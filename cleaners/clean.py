"""The conductor: the whole of cleaning as a flat list of named steps."""

from __future__ import annotations

from cleaners import gate, normalize
from cleaners.decode import Decoded, decode
from cleaners.errors import CleaningError
from cleaners.extraction import Extraction, extract
from cleaners.language import detect
from cleaners.options import Options
from cleaners.parse import parse
from cleaners.types import Claims, Cleaned, Evidence, Page

_DEFAULTS = Options()


def clean_html(
    body: bytes | str,
    *,
    url: str | None = None,
    content_type: str | None = None,
    evidence: Evidence | None = None,
    options: Options = _DEFAULTS,
) -> Cleaned:
    """Return the article of an HTML page, with a receipt for all that was removed.

    ``body`` is the page after content decoding (gzip and the like); ``content_type`` the
    server's header. Raises ``CleaningError`` with a cause for a page that holds no article.
    """
    if isinstance(body, bytes):
        gate.check_bytes(body, content_type=content_type)
    decoded = decode(body, content_type=content_type)
    gate.check_text(decoded.text)
    parsed = parse(decoded.text)
    found = extract(parsed.root, url=url)
    if found is None or not found.blocks:
        raise CleaningError("no-article", "no article text found")
    flags = ("second-parser",) if parsed.how == "flattened" else ()
    return _cleaned(found, decoded, flags)


def clean_page(
    page: Page, evidence: Evidence | None = None, options: Options = _DEFAULTS
) -> Cleaned:
    """Clean a fetched or archived page: what worker processes run."""
    return clean_html(
        page.body,
        url=page.final_url,
        content_type=page.header("content-type"),
        evidence=evidence,
        options=options,
    )


def _cleaned(found: Extraction, decoded: Decoded, flags: tuple[str, ...]) -> Cleaned:
    text = normalize.join(block.text for block in found.blocks)
    language, confidence = detect(text)
    return Cleaned(
        text=text,
        blocks=found.blocks,
        removed=(),
        title=found.title,
        authors=found.authors,
        published=found.published,
        description=found.description,
        image=found.image,
        canonical_url=found.canonical_url,
        site_name=found.site_name,
        language=language,
        language_confidence=confidence,
        claims=Claims(charset=decoded.charset, charset_conflict=decoded.conflict),
        flags=flags,
    )
