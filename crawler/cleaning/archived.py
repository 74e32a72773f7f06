"""What ``scrapy clean`` takes from an archive beside its pages: sites, times and rights."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from cleaners.inputs import InputDocument
from cleaners.options import Options
from crawler.run.archived import rights_of_archived
from crawler.sites import Site, load_sites
from output.record import Right


class SiteFiles:
    """The site files, read when the first page of an archived crawl is met."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def options(self, document: InputDocument, options: Options) -> Options:
        """Return how a document is cleaned; raises ConfigError for a wrong site file."""
        note = document.archived.note if document.archived else None
        site = self._sites.get(note.site) if note else None
        return options if site is None else site.options(options)

    @cached_property
    def _sites(self) -> dict[str, Site]:
        found = load_sites(self._folder) if self._folder.is_dir() else ()
        return {site.name: site for site in found}


def rights(document: InputDocument) -> tuple[Right, ...]:
    """Return the publisher's signals; none but for archived pages, whose headers are known."""
    return rights_of_archived(document.archived) if document.archived else ()


def fields(document: InputDocument) -> dict[str, Any]:
    """Return what a row has of an archived page; of other documents all is unknown."""
    archived = document.archived
    note = archived.note if archived else None
    return {
        "site": note.site if note else None,
        "rights": [
            {"signal": one.signal, "value": one.value, "source": one.source}
            for one in rights(document)
        ],
        "fetched_at": archived.page.fetched_at.isoformat() if archived else None,
    }
