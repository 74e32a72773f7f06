"""The systems that are measured: each gets a page as text and returns the article as text.

Every library is called as its own documentation does it for article text. A system is
loaded in a process of its own, so that imports and memory of one never show in another.
"""

# ruff: noqa: PLC0415 - a system is imported only where it is measured
from __future__ import annotations

from collections.abc import Callable
from importlib import metadata

Extract = Callable[[str, str], str]  # (html, url) -> text
NO_ARTICLE = ""


def _cleanwire() -> Extract:
    from cleaners import CleaningError, clean_html

    def extract(html: str, url: str) -> str:
        try:
            return clean_html(html, url=url or None).text
        except CleaningError:
            return NO_ARTICLE

    return extract


def _cleanwire_trafilatura() -> Extract:
    from cleaners import CleaningError, Options, clean_html

    options = Options(extractor="trafilatura")

    def extract(html: str, url: str) -> str:
        try:
            return clean_html(html, url=url or None, options=options).text
        except CleaningError:
            return NO_ARTICLE

    return extract


def _trafilatura() -> Extract:
    import trafilatura

    def extract(html: str, url: str) -> str:
        found = trafilatura.bare_extraction(
            html, url=url or None, with_metadata=True, include_comments=False
        )
        return (found.text or NO_ARTICLE) if found else NO_ARTICLE

    return extract


def _trafilatura_fast() -> Extract:
    import trafilatura

    def extract(html: str, url: str) -> str:
        found = trafilatura.bare_extraction(
            html, url=url or None, with_metadata=True, include_comments=False, fast=True
        )
        return (found.text or NO_ARTICLE) if found else NO_ARTICLE

    return extract


def _readability() -> Extract:
    import lxml.html
    import readability

    def extract(html: str, url: str) -> str:
        summary = readability.Document(html).summary()
        return "\n".join(lxml.html.document_fromstring(summary).itertext())

    return extract


def _newspaper4k() -> Extract:
    import newspaper

    def extract(html: str, url: str) -> str:
        article = newspaper.Article(url or "http://news.example/", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return article.text

    return extract


def _justext() -> Extract:
    import justext

    stoplists = {
        language: justext.get_stoplist(language)
        for language in ("English", "German", "French", "Spanish", "Italian", "Portuguese")
    }
    every = frozenset().union(*stoplists.values())

    def extract(html: str, url: str) -> str:
        paragraphs = justext.justext(html.encode(), every, encoding="utf-8")
        return "\n".join(p.text for p in paragraphs if not p.is_boilerplate)

    return extract


def _goose3() -> Extract:
    from goose3 import Goose

    goose = Goose({"enable_image_fetching": False})

    def extract(html: str, url: str) -> str:
        return goose.extract(raw_html=html).cleaned_text

    return extract


def _resiliparse() -> Extract:
    from resiliparse.extract.html2text import extract_plain_text

    def extract(html: str, url: str) -> str:
        return extract_plain_text(html, main_content=True)

    return extract


def _lxml_parse() -> Extract:
    import lxml.html

    def extract(html: str, url: str) -> str:
        parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
        lxml.html.document_fromstring(html.encode(), parser=parser)
        return NO_ARTICLE

    return extract


def _lexbor_parse() -> Extract:
    from selectolax.lexbor import LexborHTMLParser

    def extract(html: str, url: str) -> str:
        LexborHTMLParser(html)
        return NO_ARTICLE

    return extract


# name: (how to load it, the distribution whose version is named, whether it gives text)
SYSTEMS: dict[str, tuple[Callable[[], Extract], str, bool]] = {
    "cleanwire": (_cleanwire, "cleanwire", True),
    "cleanwire, trafilatura": (_cleanwire_trafilatura, "cleanwire", True),
    "trafilatura": (_trafilatura, "trafilatura", True),
    "trafilatura fast": (_trafilatura_fast, "trafilatura", True),
    "readability-lxml": (_readability, "readability-lxml", True),
    "newspaper4k": (_newspaper4k, "newspaper4k", True),
    "jusText": (_justext, "justext", True),
    "goose3": (_goose3, "goose3", True),
    "resiliparse": (_resiliparse, "resiliparse", True),
    "lxml parse only": (_lxml_parse, "lxml", False),
    "Lexbor parse only": (_lexbor_parse, "selectolax", False),
}
REFERENCE = "trafilatura"  # what relative figures are relative to


def version(name: str) -> str:
    """Return the version of the distribution behind a system, or "missing"."""
    if SYSTEMS[name][1] == "cleanwire":
        from cleaners.version import CLEANER_VERSION

        return CLEANER_VERSION
    try:
        return metadata.version(SYSTEMS[name][1])
    except metadata.PackageNotFoundError:
        return "missing"
