"""What ``scrapy inspect`` is pointed at: a URL, a file, or the id of a stored record."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

from scrapy.settings import BaseSettings

from cleaners import Options
from cleaners.memory import NOTHING, Template
from crawler.exits import CleanwireError, ConfigError, DamageError, DiskError, Exit
from crawler.fetch.agent import user_agent
from crawler.fetch.client import PoliteClient, Reply
from crawler.fetch.egress import ALLOWED_PORTS, EgressPolicy
from crawler.memory import FILE_NAME, MemoryStore
from crawler.operate.inspection import Inspection, inspect_html, inspect_record, inspect_text
from crawler.run.choices import options_of
from crawler.run.pump import host_of
from crawler.sites import load_sites
from output.errors import CorpusDamage
from output.reader import read_corpus
from output.record import Article

_RECORD_ID = re.compile(r"[0-9a-f]{32}")
_URL = re.compile(r"https?://", re.IGNORECASE)
_TEXT_SUFFIXES = {".txt", ".text", ".md"}
_REQUESTS = 12  # the page, its redirects, and robots.txt of each host on the way


class NothingError(CleanwireError):
    """What was asked for cannot be obtained."""

    exit_code = Exit.NOTHING


def inspect_target(target: str, settings: BaseSettings, *, as_text: bool = False) -> Inspection:
    """Look through the target.

    Raises ConfigError for what is none of the three, NothingError for a page or record that
    is not there, DiskError for a file that cannot be read.
    """
    if _URL.match(target):
        return _inspect_url(target, settings)
    path = Path(target)
    if path.is_file():
        return _inspect_file(path, as_text=as_text)
    if _RECORD_ID.fullmatch(target):
        return _inspect_record(target, Path(str(settings["CORPUS_DIR"])))
    raise ConfigError(
        f"{target}: neither an http(s) URL, nor a file, nor a record's id (32 hex digits)"
    )


def _inspect_url(url: str, settings: BaseSettings) -> Inspection:
    reply = asyncio.run(_fetch(url, settings))
    if not reply.ok:
        raise NothingError(f"{url}: {reply.problem or f'the server answered {reply.status}'}")
    return inspect_html(
        reply.body,
        name=url,
        url=reply.url,
        content_type=reply.content_type,
        options=_options(reply.url, settings),
    )


async def _fetch(url: str, settings: BaseSettings) -> Reply:
    ports = [int(port) for port in settings.getlist("ALLOWED_PORTS", list(ALLOWED_PORTS))]
    egress = EgressPolicy.from_ranges(settings.getlist("ALLOW_PRIVATE"), ports)
    async with PoliteClient(
        user_agent=user_agent(settings), egress=egress, max_requests=_REQUESTS
    ) as client:
        return await client.get(url)


def _options(url: str, settings: BaseSettings) -> Options:
    """Return how the next run would clean the URL: by settings, site file and site's memory."""
    folder, options = Path(str(settings["SITES_DIR"])), options_of(settings)
    sites = load_sites(folder) if folder.is_dir() else ()
    site = next((site for site in sites if site.owns(url)), None)
    if site is not None:
        options = site.options(options)
    name = site.name if site is not None else host_of(url)
    return replace(options, template=_template(name, settings))


def _template(site: str, settings: BaseSettings) -> Template:
    path = Path(str(settings["STATE_DIR"])) / FILE_NAME
    if not (settings.getbool("SITE_MEMORY") and path.exists()):
        return NOTHING
    store = MemoryStore(path, read_only=True)
    try:
        return store.learning(site).template
    finally:
        store.close()


def _inspect_file(path: Path, *, as_text: bool) -> Inspection:
    try:
        body = path.read_bytes()
    except OSError as error:
        raise DiskError(f"{path}: cannot be read: {error.strerror}") from error
    if as_text or path.suffix.lower() in _TEXT_SUFFIXES:
        return inspect_text(body.decode("utf-8", "replace"), name=str(path))
    return inspect_html(body, name=str(path))


def _inspect_record(record_id: str, corpus: Path) -> Inspection:
    found: Article | None = None
    try:
        for record in read_corpus(corpus, include_open=True):
            if record.id == record_id and (found is None or record.revision >= found.revision):
                found = record
    except FileNotFoundError as error:
        raise NothingError(f"{error}: name it with -s CORPUS_DIR=FOLDER") from error
    except CorpusDamage as error:
        raise DamageError(f"{error}: see 'scrapy corpus verify'") from error
    if found is None:
        raise NothingError(f"no record {record_id} in {corpus}")
    return inspect_record(found, name=f"{record_id} ({found.url})")
