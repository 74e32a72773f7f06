"""From a response's bytes to clean UTF-8 for the XML and JSON readers, bounded.

Sources lie about their encoding and hide bombs: gzip is inflated up to a limit in
bytes and in ratio, character sets are checked against the bytes, characters that
XML forbids are dropped, document types (and so entities) are cut out.
"""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import dataclass

from charset_normalizer import from_bytes

from crawler.discovery.types import Problem

MAX_BYTES = 52_428_800  # the sitemap protocol's own limit for one inflated file
MAX_RATIO = 200  # inflated over sent; XML of real sources stays under 40
MAX_LAYERS = 2  # gzip in gzip happens by mistake, three layers by intent
STEP_BYTES = 65_536
MAX_TAG_CHARS = 32_768  # libxml2 is quadratic in the attributes of one tag

_GZIP = b"\x1f\x8b"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{2,40})[\"']")
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,300}\?>")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._-]{2,40})", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!DOCTYPE\b", re.IGNORECASE)
# All C0 controls but tab, line feed and carriage return: XML 1.0 forbids them.
_FORBIDDEN = bytes(code for code in range(32) if code not in (9, 10, 13))
_LONG_TAG = re.compile(rb"<[A-Za-z][^<>]{%d}" % MAX_TAG_CHARS)
# What browsers take for these labels (WHATWG Encoding Standard).
_READ_AS = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-9": "cp1254",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A source's body as UTF-8 without byte order mark and XML declaration."""

    utf8: bytes
    problems: tuple[Problem, ...] = ()


def read_body(raw: bytes, content_type: str | None = None, *, limit: int = MAX_BYTES) -> Body:
    """Inflate, decode and defuse a source's body; never raises for what it holds."""
    inflated, problems = inflate(raw, limit=limit)
    charset, believed = charset_of(inflated, content_type)
    if not believed:
        problems = (*problems, "recoded")
    if charset != "utf-8":
        utf8 = inflated.decode(charset, "replace").encode("utf-8", "replace")
    else:
        utf8 = inflated
    utf8 = utf8.removeprefix(codecs.BOM_UTF8).translate(None, _FORBIDDEN)
    return Body(utf8=_without_doctype(_DECLARATION.sub(b"", utf8, count=1)), problems=problems)


def inflate(raw: bytes, *, limit: int = MAX_BYTES) -> tuple[bytes, tuple[Problem, ...]]:
    """Undo gzip up to `limit` bytes; says "bomb" or "too-large" for what is cut off.

    A truncated gzip stream gives what it holds.
    """
    for _ in range(MAX_LAYERS):
        if not raw.startswith(_GZIP):
            break
        raw, bomb = _gunzip(raw, limit)
        if bomb:
            return b"", ("bomb",)
    if raw.startswith(_GZIP):
        return b"", ("bomb",)
    return (raw[:limit], ("too-large",)) if len(raw) > limit else (raw, ())


def _gunzip(raw: bytes, limit: int) -> tuple[bytes, bool]:
    """Inflate in steps; the flag tells a bomb from a large file."""
    inflater = zlib.decompressobj(wbits=31)
    allowed = max(STEP_BYTES * 16, len(raw) * MAX_RATIO)
    parts: list[bytes] = []
    size, pending = 0, raw
    while pending and size <= limit:
        try:
            part = inflater.decompress(pending, STEP_BYTES)
        except zlib.error:
            break
        if not part and not inflater.unconsumed_tail:
            break
        parts.append(part)
        size += len(part)
        if size > allowed:
            return b"", True
        pending = inflater.unconsumed_tail
    return b"".join(parts), False


def charset_of(raw: bytes, content_type: str | None) -> tuple[str, bool]:
    """Name the codec of the bytes, and tell whether the declared one was right.

    Order: byte order mark, UTF-16 by its zero bytes, valid UTF-8, the declared one
    (XML declaration, then header) if the bytes are valid in it, then a guess.
    """
    for mark, codec in _BOMS:
        if raw.startswith(mark):
            return codec, True
    if raw[:2] in (b"<\x00", b"\x00<"):
        return ("utf-16-le" if raw[:1] == b"<" else "utf-16-be"), True
    declared = _declared(raw, content_type)
    stateful = declared is not None and declared.startswith("iso2022")
    if not stateful and _valid(raw, "utf-8"):
        return "utf-8", declared in (None, "utf-8") or raw.isascii()
    if declared is not None and declared != "utf-8" and _valid(raw, declared):
        return declared, True
    return _guess(raw), False


def _declared(raw: bytes, content_type: str | None) -> str | None:
    found = _DECLARED.search(raw[:512])
    header = _CHARSET.search(content_type or "")
    for label in (found[1].decode("ascii") if found else None, header[1] if header else None):
        if label is None:
            continue
        try:
            name = codecs.lookup(_READ_AS.get(label.lower(), label)).name
        except LookupError:
            continue
        if not name.startswith(("utf-16", "utf-32", "utf-7")):
            return name
    return None


def _valid(raw: bytes, codec: str) -> bool:
    try:
        raw.decode(codec)
    except (UnicodeDecodeError, ValueError):
        return False
    return True


def _guess(raw: bytes) -> str:
    """Guess from a bounded sample of the lines that are not ASCII."""
    sample = b"\n".join(line for line in raw[:262_144].split(b"\n") if not line.isascii())[:16_384]
    best = from_bytes(sample).best()
    return best.encoding if best is not None and best.encoding != "utf_8" else "cp1252"


def _without_doctype(utf8: bytes) -> bytes:
    """Cut the document type out, internal subset and all: no entity is ever defined."""
    found = _DOCTYPE.search(utf8, 0, 4_096)
    if not found:
        return utf8
    end = utf8.find(b">", found.end())
    subset = utf8.find(b"[", found.end(), end if end >= 0 else len(utf8))
    if subset >= 0:
        closing = re.compile(rb"\]\s*>").search(utf8, subset)
        return utf8[: found.start()] + (utf8[closing.end() :] if closing else b"")
    return utf8[: found.start()] + (utf8[end + 1 :] if end >= 0 else b"")


def has_long_tag(utf8: bytes) -> bool:
    """Tell whether a tag is so long that parsing it could take seconds."""
    return _LONG_TAG.search(utf8) is not None
