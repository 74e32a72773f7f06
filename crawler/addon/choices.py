"""The add-on's settings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

from scrapy.settings import BaseSettings

from cleaners import CleaningError
from cleaners.inputs import InputDocument
from cleaners.options import Options
from cleaners.rows import row
from crawler.workers import Limits

_MIB = 2**20
_PREFIX = "CLEANWIRE_"
MARKDOWN = "markdown"
ERROR = "error"
# Clean field -> item field, of those that most want.
_USUAL: Mapping[str, str] = {
    **{
        name: name
        for name in (
            "text", "title", "authors", "published", "modified", "language", "section", "tags",
            "description", "image", "canonical_url", "access", "removed",
        )
    },
    ERROR: "clean_error",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a project may choose; each field is the setting ``CLEANWIRE_<NAME>``."""

    source: str = "html"  # the item field with the response, or with HTML as str or bytes
    url: str = "url"  # the item field with the page's address, for HTML without a response
    fields: Mapping[str, str]
    overwrite: bool = False  # also fields that the spider has set
    keep_source: bool = True  # HTML stays in its field; a response never does
    extractor: str = "blocks"
    strict: bool = False
    workers: int = 1
    timeout_s: float = 10.0  # a page
    memory_mb: int = 1024  # a worker

    @classmethod
    def of(cls, settings: BaseSettings) -> Choices:
        """Read the settings; raises ``ValueError`` naming one that is unknown or cannot work."""
        known = {field.name for field in fields(cls)}
        for name in settings:
            if name.startswith(_PREFIX) and name.removeprefix(_PREFIX).lower() not in known:
                listed = ", ".join(sorted(f"{_PREFIX}{one.upper()}" for one in known))
                raise ValueError(f"{name}: no such setting of the add-on: it has {listed}")
        found = cls(
            source=settings.get("CLEANWIRE_SOURCE", "html"),
            url=settings.get("CLEANWIRE_URL", "url"),
            fields=_fields(settings),
            overwrite=settings.getbool("CLEANWIRE_OVERWRITE"),
            keep_source=settings.getbool("CLEANWIRE_KEEP_SOURCE", True),
            extractor=settings.get("CLEANWIRE_EXTRACTOR", "blocks"),
            strict=settings.getbool("CLEANWIRE_STRICT"),
            workers=settings.getint("CLEANWIRE_WORKERS", 1),
            timeout_s=settings.getfloat("CLEANWIRE_TIMEOUT_S", 10.0),
            memory_mb=settings.getint("CLEANWIRE_MEMORY_MB", 1024),
        )
        found.options()
        found.limits()
        if found.workers < 1:
            raise ValueError(f"CLEANWIRE_WORKERS must be at least 1, not {found.workers}")
        return found

    def options(self) -> Options:
        """Return what cleaning is told."""
        return Options(extractor=self.extractor, strict=self.strict)  # type: ignore[arg-type]

    def limits(self) -> Limits:
        """Return what a worker may use."""
        return Limits(
            wall_s=self.timeout_s,
            cpu_s=math.ceil(self.timeout_s),
            memory_bytes=self.memory_mb * _MIB,
        )


def _fields(settings: BaseSettings) -> Mapping[str, str]:
    """Return the project's own choice of clean fields, or the usual one."""
    if not settings.get("CLEANWIRE_FIELDS"):
        return _USUAL
    chosen = {str(name): str(field) for name, field in settings.getdict("CLEANWIRE_FIELDS").items()}
    unknown = sorted(set(chosen) - clean_fields())
    if unknown:
        raise ValueError(
            f"CLEANWIRE_FIELDS: no clean field {', '.join(unknown)}: "
            f"there are {', '.join(sorted(clean_fields()))}"
        )
    return chosen


def clean_fields() -> frozenset[str]:
    """Return the names of all fields that cleaning can fill."""
    nothing = InputDocument(id="", source="", body="", form="html")
    own = frozenset({"id", "url"})  # the input's, not the article's
    return (frozenset(row(nothing, CleaningError("empty", ""))) | {MARKDOWN}) - own
