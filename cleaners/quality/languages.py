"""Whether the language that a text is in is the one that somebody claims."""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec

from cleaners.language import detectable


class Family(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Codes among which a detection cannot tell, or which mean the same."""

    codes: tuple[str, ...]
    why: str


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    family: tuple[Family, ...]


def agree(detected: str | None, claimed: str | None) -> bool | None:
    """Tell whether a detected code (ISO 639-1) is what a claim (BCP 47) names.

    None where one of them is unknown, or names a language that detection does not know.
    """
    if not (detected and claimed):
        return None
    claim = _primary(claimed)
    if claim not in _known() and claim not in families():
        return None
    found = _primary(detected)
    return found == claim or found in families().get(claim, frozenset())


@cache
def families() -> dict[str, frozenset[str]]:
    """Return each code's family, itself included; codes without one are missing."""
    data = (resources.files("cleaners.quality") / "languages.toml").read_bytes()
    file = msgspec.toml.decode(data, type=_File)
    return {code: frozenset(one.codes) for one in file.family for code in one.codes}


@cache
def _known() -> frozenset[str]:
    return frozenset(map(_primary, detectable()))


def _primary(tag: str) -> str:
    """Return a tag's primary subtag: "pt" of "pt-BR" and of "pt_BR.UTF-8"."""
    return tag.strip().lower().replace("_", "-").split("-")[0].split(".")[0]
