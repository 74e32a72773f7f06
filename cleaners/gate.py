"""The gate before parsing: what is no page, and what would cost too much, is refused here.

Everything is told from bytes or characters, in linear time; nothing is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from cleaners.errors import CleaningError
from cleaners.limits import limits

_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"\x1f\x8b", "gzip data: decompress it first"),
    (b"\x28\xb5\x2f\xfd", "Zstandard data: decompress it first"),
    (b"\xfd7zXZ\x00", "xz data: decompress it first"),
    (b"BZh91AY&SY", "bzip2 data: decompress it first"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"\x7fELF", "a program"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
)
_RIFF = re.compile(rb"RIFF....(?:WEBP|WAVE|AVI )", re.DOTALL)
_FTYP = re.compile(rb".{4}ftyp", re.DOTALL)
# A type that a browser would not show as a page. Anything else may be a mislabelled page.
_OTHER_TYPE = re.compile(
    r"\s*(?:image|audio|video|font)/|\s*application/(?:pdf|zip|gzip|json|javascript|msword"
    r"|octet-stream|x-protobuf|vnd\.)|\s*text/(?:css|javascript|csv|calendar)",
    re.IGNORECASE,
)
_LOOKS_LIKE_PAGE = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml|!--)", re.IGNORECASE
)
_BINARY_SHARE = 0.05  # control bytes among the first bytes; text in any charset has fewer
_CONTROL_BYTES = bytes(b for b in range(32) if b not in b"\t\n\r\f\x1b")
HEAD = 4096  # bytes that tell what a body is


def check_bytes(body: bytes, *, content_type: str | None = None) -> None:
    """Refuse bytes that are no page: raises ``empty``, ``not-html`` or ``too-large``."""
    if not body.strip():
        raise CleaningError("empty", "no bytes")
    if len(body) > limits().raw_bytes.value:
        raise CleaningError("too-large", f"{len(body):,} bytes")
    what = describe(body[:HEAD])
    if what is not None:
        raise CleaningError("not-html", what)
    if content_type and _OTHER_TYPE.match(content_type) and not _LOOKS_LIKE_PAGE.match(body[:HEAD]):
        raise CleaningError("not-html", f"content type {content_type.strip()[:60]}")


def describe(head: bytes) -> str | None:
    """Name the binary form that starts with ``head`` ("a PDF", "binary data"), or None for text."""
    what = _magic(head)
    if what is not None:
        return what
    controls = len(head) - len(head.translate(None, _CONTROL_BYTES))
    if controls > len(head) * _BINARY_SHARE and not _utf16_like(head):
        return "binary data"
    return None


def _magic(body: bytes) -> str | None:
    for mark, what in _MAGIC:
        if body.startswith(mark):
            return what
    if _RIFF.match(body) or _FTYP.match(body):
        return "media data"
    return None


def _utf16_like(head: bytes) -> bool:
    """Tell whether the zero bytes are UTF-16's or UTF-32's: all other bytes are text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return True
    even, odd = head[0::2].count(0), head[1::2].count(0)
    fewer, more = sorted((even, odd))
    if more * 5 <= len(head) or fewer * 4 >= more:
        return False
    text = head.decode("utf-16-be" if even > odd else "utf-16-le", "replace")
    wrong = sum(char < " " and char not in "\t\n\r\f" for char in text) + text.count("\ufffd")
    return wrong <= len(text) * _BINARY_SHARE


# What is never closed goes on to the end, and is not searched for again.
_SCRIPTS = re.compile(
    r"<(script|style)\b.*?(?:</\1|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE
)
# What follows the `<` of a tag that is too long to have a sane number of attributes. Scripts
# compare with `<` too.
_LONG = 2000  # characters
_LONG_TAG = re.compile(rf"[a-zA-Z][\w:-]*[\s/][^<>]{{{_LONG},}}")
_LONG_PIECE = re.compile(rf"<([^<]{{{_LONG + 1},}})")
_ATTRIBUTE = re.compile(r"""[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?""")


def check_text(text: str) -> None:
    """Refuse a page that costs too much: raises ``empty``, ``too-large``, ``too-complex``."""
    if not text or text.isspace():
        raise CleaningError("empty", "no text")
    if len(text) > limits().page_chars.value:
        _check_weight(text)
    _check_attributes(text)


def check_plain(text: str) -> None:
    """Refuse plain text that costs too much: raises ``too-large``."""
    if len(text) > limits().page_chars.value:
        raise CleaningError("too-large", f"{len(text):,} characters of text")
    lines = text.count("\n") + text.count("\r")
    if lines > limits().text_lines.value:
        raise CleaningError("too-large", f"{lines:,} lines of text: split what holds several texts")


def _check_weight(text: str) -> None:
    if len(text) > limits().raw_bytes.value:
        raise CleaningError("too-large", f"{len(text):,} characters")
    node = limits().node_chars.value
    scripts = 0

    def weigh(match: re.Match[str]) -> str:
        nonlocal scripts
        scripts += min(len(match[0]), node)
        return ""

    rest = _SCRIPTS.sub(weigh, text)
    weight = scripts + sum(min(len(piece), node) for piece in rest.split("<"))
    if weight > limits().page_chars.value:
        raise CleaningError("too-large", f"{weight:,} characters")


def _check_attributes(text: str) -> None:
    # Long pieces between two `<` are few, and most of them no tags.
    if any(_is_crowded(piece[1]) for piece in _LONG_PIECE.finditer(text)) and _has_crowded_tag(
        text.split("<")[1:]
    ):
        most = limits().attributes.value
        raise CleaningError("too-complex", f"a tag with more than {most:,} attributes")


def _is_crowded(piece: str) -> bool:
    """Tell whether the piece begins with what would be a tag of too many attributes."""
    tag = _LONG_TAG.match(piece)
    if tag is None:
        return False
    most = limits().attributes.value
    return next(islice(_ATTRIBUTE.finditer(tag[0]), most, None), None) is not None


def _has_crowded_tag(pieces: Iterable[str]) -> bool:
    """Tell whether one stands outside of scripts."""
    in_script = False
    for piece in pieces:
        if not in_script and _is_crowded(piece):
            return True
        name = piece[:7].lower()
        in_script = name.startswith("script") or (in_script and name != "/script")
    return False
