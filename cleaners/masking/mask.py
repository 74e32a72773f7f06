"""Masking a text, and a cleaned article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import msgspec

from cleaners import normalize
from cleaners.masking.numbers import is_phone
from cleaners.options import MaskKind
from cleaners.types import Block, Cleaned

MARKS: dict[MaskKind, str] = {"email": "[email]", "phone": "[phone]"}
_DIRECT = ("mailto:", "tel:", "sms:", "https://wa.me/")  # addresses that are what is masked


# A letter or digit but of Thai to Burmese, Khmer, kana and Han.
_SPACED = r"[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff]"


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to write an address or a number, with its examples."""

    id: str
    kind: MaskKind
    pattern: str
    least_digits: int = 0  # of phone numbers
    most_digits: int = 0
    why: str
    masks: tuple[str, ...]
    keeps: tuple[str, ...]


class _Shapes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    shape: tuple[Shape, ...]


class _Cues(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Finder:
    shape: Shape
    pattern: re.Pattern[str]


def mask(text: str, kinds: Collection[MaskKind]) -> tuple[str, Counter[MaskKind]]:
    """Return ``text`` with ``MARKS`` for what is masked, and how often each kind was.

    Masking a masked text changes nothing.
    """
    counts: Counter[MaskKind] = Counter()
    for finder in _finders():
        if finder.shape.kind in kinds and _may_hold(text, finder.shape.kind):
            text = _mask_shape(text, finder, counts)
    return text, counts


def masked(cleaned: Cleaned, kinds: Collection[MaskKind]) -> Cleaned:
    """Return an article with its text, removed lines and metadata masked, and the counts.

    Addresses of the page, its image and its canonical URL stay as they are.
    """
    if not kinds:
        return cleaned
    counts: Counter[MaskKind] = Counter()

    def one(text: str) -> str:
        plain, found = mask(text, kinds)
        counts.update(found)
        return plain

    blocks = tuple(_block(block, one(block.text), kinds) for block in cleaned.blocks)
    authors = (one(author) for author in cleaned.authors)
    tags = (one(tag) for tag in cleaned.tags)
    return replace(
        cleaned,
        text=normalize.join(block.text for block in blocks),
        blocks=blocks,
        removed=tuple(replace(removed, text=one(removed.text)) for removed in cleaned.removed),
        title=one(cleaned.title) if cleaned.title else cleaned.title,
        description=one(cleaned.description) if cleaned.description else cleaned.description,
        section=one(cleaned.section) if cleaned.section else cleaned.section,
        authors=tuple(author for author in authors if author not in MARKS.values()),
        tags=tuple(tag for tag in tags if tag not in MARKS.values()),
        masked_emails=counts["email"],
        masked_phones=counts["phone"],
    )


def _block(block: Block, text: str, kinds: Iterable[MaskKind]) -> Block:
    links = tuple(
        (mask(name, tuple(kinds))[0], url)
        for name, url in block.links
        if not url.startswith(_DIRECT)
    )
    return replace(block, text=text, links=links)


def _may_hold(text: str, kind: MaskKind) -> bool:
    """Most texts hold neither: a look at their characters costs less than a pattern."""
    return "@" in text if kind == "email" else _FIVE_DIGITS.search(text) is not None


_GROUP_BEFORE = re.compile("[0-9][ \u00a0]$")
_JOINING = frozenset(".,:")  # before a digit: the number goes on
_FIVE_DIGITS = re.compile(r"\d(?:\D{0,3}\d){4}")


def _mask_shape(text: str, finder: _Finder, counts: Counter[MaskKind]) -> str:
    kind, group = finder.shape.kind, "number" if "number" in finder.pattern.groupindex else 0
    kept, end = [], 0
    for found in finder.pattern.finditer(text):
        start, stop = found.span(group)
        if kind == "phone" and not _is_whole(text, start, stop, finder.shape):
            continue
        kept += [text[end:start], MARKS[kind]]
        end = stop
        counts[kind] += 1
    return "".join([*kept, text[end:]])


def _is_whole(text: str, start: int, stop: int, shape: Shape) -> bool:
    """Tell whether a candidate is a number of its own, and one that may be dialled."""
    if _GROUP_BEFORE.search(text, max(0, start - 2), start) and text[start] not in "+(":
        return False
    after = text[stop : stop + 2]
    if after[:1].isalnum() or after[:1] == "%":
        return False
    if after[:1] in _JOINING and after[1:].isdigit():
        return False
    return is_phone(text[start:stop], shape.least_digits, shape.most_digits)


@cache
def shapes() -> tuple[Shape, ...]:
    """Read the shapes, once a process."""
    data = (resources.files("cleaners.masking") / "shapes.toml").read_bytes()
    return msgspec.toml.decode(data, type=_Shapes).shape


@cache
def cues() -> tuple[str, ...]:
    """Return the words before phone numbers, of all languages, the longest first."""
    data = (resources.files("cleaners.masking") / "cues.toml").read_bytes()
    file = msgspec.toml.decode(data, type=dict[str, _Cues])
    words = {word for one in file.values() for word in one.words}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def _finders() -> tuple[_Finder, ...]:
    cue = "|".join(map(re.escape, cues()))
    return tuple(
        _Finder(
            shape,
            re.compile(shape.pattern.replace("CUE", cue).replace("SPACED", _SPACED), re.IGNORECASE),
        )
        for shape in shapes()
    )
