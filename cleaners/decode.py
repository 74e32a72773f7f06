"""Bytes to text: which charset the page is really in, whatever it is called.

Order of trust: byte-order mark; the shape of UTF-16 and ISO-2022 bytes; valid UTF-8; then
what the header and the page declare, unless the bytes contradict it; at last a guess by
charset-normalizer. Labels follow the WHATWG Encoding Standard (latin-1 means cp1252).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from html import unescape
from typing import Literal

from cleaners.normalize import repair_surrogates

Source = Literal["text", "bom", "bytes", "header", "meta", "guess"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A page as text, and how its charset was decided."""

    text: str  # no lone surrogates
    utf8: bytes  # the same in UTF-8, as the parser reads it
    charset: str | None  # Python's codec name; None when text was handed over
    source: Source
    conflict: bool = False  # a declaration named another charset than was used


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Labels that mean a superset (WHATWG Encoding Standard, "Names and labels").
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_FOREIGN_LABELS = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ms_kanji": "cp932",
    "ks_c_5601-1987": "cp949",
    "x-gbk": "gb18030",
    "unicode-1-1-utf-8": "utf-8",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "dos-874": "cp874",
}
# Codecs that Python lists but a page must never choose: transforms, and UTF-7, which hides
# markup from every scan (the Encoding Standard forbids it).
_FORBIDDEN = frozenset({"utf-7", "idna", "punycode", "raw-unicode-escape", "unicode-escape"})

_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]+)"
    rb"|^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_META_WINDOW = 8192  # browsers look at 1,024 bytes; real pages put scripts before the tag

_ISO_2022_JP = re.compile(rb"\x1b\$[@B]|\x1b\([JI]")
_HIGH_RUN = re.compile(r"[^\W\d_\x00-\x7f]+")
_TAGS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)|<[^>]*>", re.DOTALL | re.IGNORECASE)

_DETECT_CHARS = 6_000  # of visible text around the non-ASCII characters; enough to tell
_ACCENT_RUN = 4  # no Latin orthography has so many accented letters in a row
_DAMAGE_SHARE = 0.02  # broken sequences among the non-ASCII ones that UTF-8 may still have


def decode(body: bytes | str, *, content_type: str | None = None) -> Decoded:
    """Return ``body`` as text, with the charset that was used and whether labels disagreed.

    Bytes that no charset explains become U+FFFD; nothing is raised.
    """
    if isinstance(body, str):
        text, utf8 = _encoded(body.removeprefix("\ufeff"))
        return Decoded(text=text, utf8=utf8, charset=None, source="text")
    header = _header_label(content_type)
    for mark, codec in _BOMS:
        if body.startswith(mark):
            text = body[len(mark) :].decode(codec, "replace")
            return _decoded(text, codec, "bom", header, _meta_label(body))
    shaped = _by_shape(body)
    if shaped is not None:
        return _decoded(*shaped, header, _meta_label(body))
    meta = _meta_label(body)
    try:
        return _decoded(body.decode("utf-8"), "utf-8", "bytes", header, meta, utf8=body)
    except UnicodeDecodeError:
        return _decoded(*_not_utf8(body, header, meta), header, meta)


def _encoded(text: str) -> tuple[str, bytes]:
    """Return ``text`` without lone surrogates, and in UTF-8."""
    try:
        return text, text.encode()
    except UnicodeEncodeError:
        text = repair_surrogates(text)
        return text, text.encode()


def _decoded(
    text: str,
    charset: str,
    source: Source,
    header: str | None,
    meta: str | None,
    *,
    utf8: bytes | None = None,
) -> Decoded:
    """Record a conflict only where it matters: the declared charset reads other text."""
    declared = {label for label in (header, meta) if label is not None}
    differs = any(label != charset for label in declared) and not text.isascii()
    utf8 = text.encode() if utf8 is None else utf8
    return Decoded(text=text, utf8=utf8, charset=charset, source=source, conflict=differs)


def codec_of(label: str) -> str | None:
    """Return the Python codec that the charset label ``label`` means on the web, or None."""
    name = label.strip().lower()
    if name in _FOREIGN_LABELS:
        return _FOREIGN_LABELS[name]
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if info.name in _FORBIDDEN or not info._is_text_encoding:
        return None
    return _SUPERSETS.get(info.name, info.name)


def _header_label(content_type: str | None) -> str | None:
    match = _HEADER_CHARSET.search(content_type) if content_type else None
    return codec_of(match[1]) if match else None


def _meta_label(body: bytes) -> str | None:
    match = _META_CHARSET.search(body[:_META_WINDOW].replace(b"\x00", b""))
    if match is None:
        return None
    return codec_of((match[1] or match[2]).decode("ascii", "replace"))


def _by_shape(body: bytes) -> tuple[str, str, Source] | None:
    """Charsets whose bytes are ASCII or nearly so, and that UTF-8 would read as rubbish."""
    head = body[:2048]
    if b"\x00" in head:
        codec = _utf16_by_nulls(head)
        if codec is not None:
            return body.decode(codec, "replace"), codec, "bytes"
    if b"\x1b" in body and body.isascii() and _ISO_2022_JP.search(body):
        try:
            return body.decode("iso2022_jp_ext"), "iso2022_jp", "bytes"
        except UnicodeDecodeError:
            return body.decode("iso2022_jp", "replace"), "iso2022_jp", "bytes"
    return None


def _utf16_by_nulls(head: bytes) -> str | None:
    """Markup is mostly ASCII, so one half of the bytes of UTF-16 is mostly zero."""
    pairs = max(1, len(head) // 2)
    even, odd = head[0::2].count(0) / pairs, head[1::2].count(0) / pairs
    half, little = 0.4, 0.1
    if odd > half and even < little:
        return "utf-16-le"
    if even > half and odd < little:
        return "utf-16-be"
    return None


def _not_utf8(body: bytes, header: str | None, meta: str | None) -> tuple[str, str, Source]:
    damaged = _damaged_utf8(body)
    if damaged is not None:
        return damaged, "utf-8", "bytes"
    declared: tuple[tuple[str | None, Source], ...] = ((header, "header"), (meta, "meta"))
    for codec, source in declared:
        if codec is None or codec == "utf-8" or codec.startswith(("utf-16", "utf-32")):
            continue
        text = body.decode(codec, "replace")
        if _plausible(text, codec):
            return text, codec, source
    return _guess(body)


def _damaged_utf8(body: bytes) -> str | None:
    """UTF-8 with a few broken bytes (a cut end, one pasted cp1252 quote), or None."""
    text = body.decode("utf-8", "cleanwire-cp1252")
    good = sum(len(run) for run in _HIGH_RUN.findall(text))
    broken = body.decode("utf-8", "replace").count("\ufffd")
    return text if broken <= max(1, good * _DAMAGE_SHARE) and good > broken else None


def _read_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    piece = error.object[error.start : error.end]
    return piece.decode("cp1252", "replace"), error.end


codecs.register_error("cleanwire-cp1252", _read_as_cp1252)


def _plausible(text: str, codec: str) -> bool:
    """Tell whether ``text`` can be what was meant: few errors, no runs of accented letters."""
    runs = _HIGH_RUN.findall(text)
    letters = sum(map(len, runs))
    wrong = text.count("\ufffd") + sum("\x80" <= c <= "\x9f" for run in runs for c in run)
    if wrong > max(2, letters * _DAMAGE_SHARE):
        return False
    latin = [run for run in runs if run[0] < "\u0370"]
    in_long_runs = sum(len(run) for run in latin if len(run) >= _ACCENT_RUN)
    return in_long_runs * 2 < max(1, letters)


def _guess(body: bytes) -> tuple[str, str, Source]:
    """Ask charset-normalizer about the visible text; cp1252 when it does not know."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import, rarely needed

    best = from_bytes(_sample(body), cp_isolation=list(_GUESSED)).best()
    codec = codec_of(best.encoding) if best is not None else None
    codec = codec or "cp1252"
    return body.decode(codec, "replace"), codec, "guess"


# Charsets that news pages were written in; charset-normalizer tries these only.
_GUESSED = (
    "cp1252", "cp1251", "koi8_r", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "cp1258", "cp874", "iso8859_2", "iso8859_5", "iso8859_7", "cp932", "euc_jp", "cp949",
    "gb18030", "big5hkscs",
)  # fmt: skip


def _sample(body: bytes) -> bytes:
    """Bytes of visible text around non-ASCII ones: markup would drown a short article."""
    text = unescape(_TAGS.sub(" ", body.decode("latin-1")))
    start = next((at for at, char in enumerate(text) if char > "\x7f"), 0)
    return text[start : start + _DETECT_CHARS].encode("latin-1", "ignore")
