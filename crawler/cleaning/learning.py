"""``scrapy clean --learn`` and ``--memory``: what recurs on the pages of one site, taken out.

The input is read twice: what is learned is learned of all of it, before the first document is
cleaned by it. So neither the order nor the number of workers makes a difference.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cleaners.inputs import InputDocument
from cleaners.memory import NOTHING, Template, observe
from cleaners.options import Options
from cleaners.types import Cleaned
from crawler.canonical import canonical_key, record_id
from crawler.cleaning.job import Outcome
from crawler.discovery.urls import own_domain
from crawler.exits import ConfigError, DiskError
from crawler.memory import FILE_NAME, MemoryStore

_COMMIT_EACH = 500
_SITES_AT_HAND = 4_096  # templates that stay in memory, the last ones used
_HEAD_CHARS = 100_000  # of a page, where its own address is looked for
# The page's own address, in either order of the attributes: a cheap look, no parser.
_CANONICAL = re.compile(
    r"<link\b(?=[^<>]{0,500}\brel\s*=\s*[\"']?canonical\b)[^<>]{0,500}?\bhref\s*=\s*[\"']?"
    r"(https?://[^\s\"'<>]{1,2000})"
    r"|<meta\b(?=[^<>]{0,500}[\"']og:url[\"'])[^<>]{0,500}?\bcontent\s*=\s*[\"']?"
    r"(https?://[^\s\"'<>]{1,2000})",
    re.IGNORECASE,
)


class Memory:
    """What the documents of one call are cleaned by."""

    def __init__(self, options: Options, store: MemoryStore | None) -> None:
        self._options = options
        self._store = store
        self._template = lru_cache(_SITES_AT_HAND)(self._learned)
        self._noted = 0
        self._homeless = 0  # documents without an address

    def learn(self, cleaned: Iterable[tuple[InputDocument, Outcome]]) -> None:
        """Learn from documents as they are cleaned without a memory."""
        assert self._store is not None
        for document, outcome in cleaned:
            site = site_of(document)
            if site is None:
                self._homeless += 1
            elif isinstance(outcome, Cleaned):
                self._note(self._store, site, document, outcome)
        self._store.adopt()

    def options_of(self, document: InputDocument) -> Options:
        """Return how a document is cleaned: by what is known of its site."""
        if self._store is None:
            return self._options
        site = site_of(document)
        template = NOTHING if site is None else self._template(site)
        return replace(self._options, template=template) if template else self._options

    def sentence(self) -> str:
        """Say what was learned from; "" where nothing was."""
        if not (self._noted or self._homeless):
            return ""
        said = f"; learned from {self._noted:,} of them"
        if self._homeless:
            said += f" ({self._homeless:,} name no address and belong to no site)"
        return said

    def _learned(self, site: str) -> Template:
        assert self._store is not None
        return self._store.learning(site).template

    def _note(
        self, store: MemoryStore, site: str, document: InputDocument, cleaned: Cleaned
    ) -> None:
        archived = document.archived
        fetched_at = archived.page.fetched_at if archived else None
        record = _record(document)
        store.add(site, observe(cleaned, record=record, fetched_at=fetched_at))
        self._noted += 1
        if self._noted % _COMMIT_EACH == 0:
            store.commit()


@contextmanager
def open_memory(opts: argparse.Namespace, options: Options) -> Iterator[Memory]:
    """Open what ``--learn`` and ``--memory`` ask for; without them a memory that knows nothing.

    Raises ConfigError for what cannot be done, DiskError and DamageError.
    """
    path = Path(opts.memory) if opts.memory else None
    _check(opts, path)
    with ExitStack() as stack:
        store = None
        if opts.learn or path is not None:
            if path is None:
                path = _temporary(stack)
            store = MemoryStore(path, read_only=not opts.learn)
            stack.callback(store.close)
        yield Memory(options, store)


def site_of(document: InputDocument) -> str | None:
    """Return the site that a document is of: the crawl's name for it, else a registered domain."""
    archived = document.archived
    if archived is not None and archived.note is not None:
        return archived.note.site
    address = _address(document)
    return (own_domain(address) or None) if address else None


def _address(document: InputDocument) -> str | None:
    """Return a document's address: as it was handed over, else as the page itself names it."""
    if document.url or document.form != "html":
        return document.url
    body = document.body
    head = body[:_HEAD_CHARS]
    text = head if isinstance(head, str) else head.decode("latin-1")
    found = _CANONICAL.search(text)
    return (found[1] or found[2]) if found else None


def _record(document: InputDocument) -> str:
    """Return the id by which an article counts once: of its address, as in a corpus."""
    address = _address(document) or ""
    try:
        return record_id(canonical_key(address))
    except ValueError:
        return hashlib.sha256(f"{document.source} {address}".encode()).hexdigest()[:32]


def _check(opts: argparse.Namespace, path: Path | None) -> None:
    if opts.learn:
        for name in opts.inputs:
            if name == "-" or (Path(name).exists() and not _is_readable_twice(Path(name))):
                raise ConfigError(
                    f"--learn reads its input twice, and {name} can be read only once: write it "
                    "to a file first, or clean it with --memory FILE"
                )
    elif path is not None and not path.is_file():
        raise ConfigError(f"--memory {path}: no such file: make it with --learn --memory {path}")


def _is_readable_twice(path: Path) -> bool:
    return path.is_file() or path.is_dir()


def _temporary(stack: ExitStack) -> Path:
    try:
        return Path(stack.enter_context(TemporaryDirectory(prefix="cleanwire-"))) / FILE_NAME
    except OSError as error:
        raise DiskError(f"no temporary folder to learn in: {error.strerror}") from error
