"""Settings that choose from a list: each is read before anything is done with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scrapy.settings import BaseSettings

from cleaners.options import EXTRACTORS, MASK_KINDS, Extractor, MaskKind, Options
from cleaners.quality.filters import UnknownFilterError, named
from crawler.exits import ConfigError


def options_of(settings: BaseSettings) -> Options:
    """Return how pages are cleaned; raises ConfigError for what there is not to choose."""
    return Options(
        extractor=extractor_of(str(settings.get("EXTRACTOR"))),
        mask=masks_of(settings.getlist("MASK")),
    )


def extractor_of(name: str) -> Extractor:
    """Return the extractor of that name; raises ConfigError."""
    for known in EXTRACTORS:
        if known == name:
            return known
    raise ConfigError(f"EXTRACTOR={name}: choose one of {', '.join(EXTRACTORS)}")


def masks_of(names: Sequence[str]) -> tuple[MaskKind, ...]:
    """Return what is masked; commas part names. Raises ConfigError for an unknown one."""
    wanted = _parted(names)
    unknown = next((name for name in wanted if name not in MASK_KINDS), None)
    if unknown is not None:
        raise ConfigError(f"MASK={','.join(names)}: choose of {', '.join(MASK_KINDS)}")
    return tuple(kind for kind in MASK_KINDS if kind in wanted)


def filters_of(names: Sequence[str]) -> tuple[str, ...]:
    """Return the filters that drop articles, each once; commas part names.

    Raises ConfigError for an unknown one, which names those there are.
    """
    try:
        return named(_parted(names))
    except UnknownFilterError as error:
        raise ConfigError(f"FILTERS={','.join(names)}: {error}") from error


def _parted(names: Iterable[str]) -> list[str]:
    parts = (part.strip() for name in names for part in name.split(","))
    return [part for part in parts if part]
