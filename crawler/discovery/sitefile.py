"""Writes a survey down as ``sites/<name>.toml``, with a comment on each finding."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import tomlkit
from tomlkit.items import Array

from crawler.discovery.survey import Source, Survey
from crawler.discovery.urls import domain_label, registered_domain
from crawler.exits import ConfigError, DiskError
from crawler.sites import NAME, parse_site

_PLURALS = {"feed": "feeds", "sitemap": "sitemaps", "listing": "listings"}


def name_for(url: str) -> str:
    """Return a site name for a URL: its registered domain without the public suffix."""
    name = domain_label(url).encode("idna").decode("ascii")
    return re.sub(r"[^a-z0-9-]+", "-", name).strip("-")[:60] or "site"


def site_toml(found: Survey, name: str, now: datetime) -> str:
    """Return the site file's text; every finding says where it comes from."""
    document = tomlkit.document()
    title = found.facts.title or urlsplit(found.url).hostname or name
    document.add(tomlkit.comment(f"{_one_line(title)}: {found.url}"))
    document.add(tomlkit.comment(f"Found by `scrapy site add` on {now:%Y-%m-%d}."))
    document.add(tomlkit.nl())
    document.add("name", tomlkit.item(name))
    domains = tomlkit.array()
    domains.append(registered_domain(found.url))
    document.add("domains", domains)
    document.add("home", tomlkit.item(found.url))
    language = _language(found)
    if language is not None:
        document.add("language", tomlkit.item(language).comment("as its sources claim"))
    for kind, key in _PLURALS.items():
        if sources := found.of(kind):
            document.add(key, _sources(sources))
    _add_patterns(document, found)
    if found.crawl_delay_s:
        delay_s = tomlkit.item(float(found.crawl_delay_s))
        document.add("delay_s", delay_s.comment("robots.txt asks for it"))
    document.add("minimum_articles", tomlkit.item(1))
    return tomlkit.dumps(document)


def write_site(folder: Path, name: str, text: str, *, force: bool = False) -> Path:
    """Write the file beside the others, whole or not at all; raises ConfigError, DiskError."""
    if not NAME.fullmatch(name):
        raise ConfigError(f"{name!r} is no site name: use lower-case letters, digits and dashes")
    path = folder / f"{name}.toml"
    if path.exists() and not force:
        raise ConfigError(f"{path} is there already: overwrite it with --force, or give --name")
    parse_site(text.encode(), path)  # what is written can be read
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".toml.part")
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise DiskError(f"{path}: cannot be written: {error.strerror}") from error
    return path


def _sources(sources: list[Source]) -> Array:
    array = tomlkit.array()
    for source in sources:
        newest = f", newest {source.newest.astimezone(UTC):%Y-%m-%d %H:%M}" if source.newest else ""
        note = f", {source.note}" if source.note else ""
        array.add_line(
            source.url, comment=f"{source.found}: {source.entries} entries{newest}{note}"
        )
    array.add_line(indent="")
    return array


def _add_patterns(document: tomlkit.TOMLDocument, found: Survey) -> None:
    """Add the patterns when they are useful, else say why they are left out."""
    learned = found.learned
    if not learned.patterns:
        document.add(tomlkit.comment(f"article: nothing learned from {learned.known} article URLs"))
        return
    if not learned.useful:
        told = (
            f"article: left out: the learned patterns match {learned.covered} of {learned.known} "
            f"articles and {learned.sections_hit} of {learned.sections} section pages"
        )
        document.add(tomlkit.comment(told))
        return
    array = tomlkit.array()
    for pattern, count in learned.patterns:
        array.add_line(
            tomlkit.string(pattern, literal="'" not in pattern),
            comment=f"{count} of {learned.known} known articles",
        )
    array.add_line(indent="")
    document.add("article", array)


def _language(found: Survey) -> str | None:
    """Return the language that most sources claim, else the home page's."""
    claimed = [language.lower() for language in found.languages]
    if claimed:
        return max(dict.fromkeys(claimed), key=claimed.count)
    return found.facts.language


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:120]
