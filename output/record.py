"""The record of one article, schema 1, and its line in the corpus.

A line is compact UTF-8 JSON, keys in the order of ``Article``'s fields, every key always there.
Its last member is ``checksum``: the SHA-256 (hex) of the line with that member cut out, so that
``{...,"cleaner":"x","checksum":"..."}`` is checked as ``{...,"cleaner":"x"}``. One line stays
one line for every reader: U+0085, U+2028 and U+2029 are written as escapes, and so are all
control characters.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from output.errors import CorpusDamage

SCHEMA = 1
_MARK = b',"checksum":"'
_DIGEST_LENGTH = 64
_TAIL_LENGTH = len(_MARK) + _DIGEST_LENGTH + len(b'"}')
# Line separators to str.splitlines(), which JSON allows unescaped. Their UTF-8 forms cannot be
# part of another character, so bytes may be replaced.
_SEPARATORS = (
    (b"\xc2\x85", b"\\u0085"),
    (b"\xe2\x80\xa8", b"\\u2028"),
    (b"\xe2\x80\xa9", b"\\u2029"),
)

Time = Annotated[datetime, msgspec.Meta(tz=True, description="RFC 3339 with a zone")]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", description="SHA-256, hex")]
RecordId = Annotated[
    str,
    msgspec.Meta(pattern="^[0-9a-f]{32}$", description="First 128 bits of the key's SHA-256, hex"),
]
Access = Literal["free", "metered", "paywalled", "truncated", "unknown"]


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link inside a paragraph."""

    text: str  # as it stands in the paragraph
    url: str  # absolute where the page's address is known


class Markup(msgspec.Struct, frozen=True, kw_only=True):
    """What a paragraph of the text is, where it is more than plain running text."""

    paragraph: int  # its place among the text's paragraphs, from 0
    kind: Literal["paragraph", "heading", "list-item", "quote", "table-row", "code", "caption"]
    level: int = 0  # of a heading 1..6, of a list item its depth from 1; else 0
    links: list[Link] = []  # in the order of their place


class RemovedText(msgspec.Struct, frozen=True, kw_only=True):
    """One block or sentence that was taken out of the page, and on whose word."""

    category: str  # of the closed list of the cleaners
    judge: str  # container, statement, rules, model, memory or site
    rule: str  # a rule's id, or "model", "template", ...
    text: str


class Right(msgspec.Struct, frozen=True, kw_only=True):
    """One signal of the publisher about what may be done with the text, as it was seen."""

    signal: str  # "robots", "tdm-reservation", "noai", "content-usage", "license", ...
    value: str
    source: str  # where it stood: "header", "meta", "robots.txt", "json-ld", "well-known"


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """Signals of the text (Gopher, C4, FineWeb): counts and shares, 0 to 1 with 4 places.

    They are recorded, and drop an article only where FILTERS names a filter. None where the
    text, its script or its language has no such thing.
    """

    characters: int  # of the text, white space included
    words: int  # estimated for scripts without spaces
    sentences: int | None  # that end in a mark; None for Thai and Lao, which have none
    lines: int
    mean_word_length: float | None  # characters; None for scripts without spaces
    alphabetic_word_share: float | None  # tokens with a letter (Gopher)
    stop_words: int | None  # different ones; None for a language without a list
    stop_word_share: float | None  # of the words
    symbol_word_share: float | None  # "#" or ellipses per word, the larger (Gopher)
    punctuated_line_share: float | None  # end in terminal punctuation (C4, FineWeb)
    bullet_line_share: float | None  # start with a bullet (Gopher)
    ellipsis_line_share: float | None  # end in an ellipsis (Gopher)
    short_line_share: float | None  # under 30 characters (FineWeb)
    repeated_line_share: float | None  # lines that stood before (Gopher)
    repeated_line_character_share: float | None  # their characters (Gopher, FineWeb)
    top_2gram_share: float | None  # characters of the most frequent 2 words (Gopher) ...
    top_3gram_share: float | None
    top_4gram_share: float | None
    repeated_5gram_share: float | None  # characters of 5 words that stood before (Gopher) ...
    repeated_6gram_share: float | None
    repeated_7gram_share: float | None
    repeated_8gram_share: float | None
    repeated_9gram_share: float | None
    repeated_10gram_share: float | None
    curly_bracket: bool  # a sign of code (C4)
    placeholder: bool  # "lorem ipsum" (C4)
    page_language_agrees: bool | None  # detected against the page's lang; None: one is unknown
    site_language_agrees: bool | None  # detected against the site file's language


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One article as it is written; ``encode`` fills in the checksum.

    Unknown is null or an empty list, never a missing key.
    """

    schema: int = SCHEMA
    id: RecordId  # digest of the canonical URL's key: one article, one id
    url: str  # the address that was fetched
    canonical_url: str | None = None  # the page's own, where it can be trusted
    site: str
    title: str | None = None
    authors: list[str] = []
    published: Time | None = None
    modified: Time | None = None
    language: str | None = None
    language_confidence: float | None = None
    section: str | None = None
    tags: list[str] = []
    description: str | None = None
    image: str | None = None
    text: str
    markup: list[Markup] = []  # of those paragraphs of text that are not plain ones
    removed: list[RemovedText] = []
    content_hash: Digest  # of the text's UTF-8 bytes
    revision: int = 1  # 1, then one more each time that a refetch found another text
    previous_hash: Digest | None = None  # content_hash of the revision before
    duplicate_of: RecordId | None = None  # the earlier article that says nearly the same
    duplicate_kind: Literal["update", "syndicated", "mirror"] | None = None
    duplicate_similarity: float | None = None  # 0..1, share of common shingles
    syndicated_from: str | None = None  # the agency or site whose text it is
    access: Access = "unknown"
    access_reasons: list[str] = []  # what says so, as source=value
    rights: list[Right] = []
    quality: Quality | None = None
    masked_emails: int = 0  # masked in text, removed lines and metadata (setting MASK)
    masked_phones: int = 0
    flags: list[str] = []  # the cleaner's warnings: "much-removed", "memory-abstained", "parts:3"
    fetched_at: Time
    run: str
    cleaner: str  # version of the cleaners
    checksum: str = ""


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Article)


def text_hash(text: str) -> str:
    """Return the ``content_hash`` of an article's text: SHA-256 of its UTF-8 bytes, hex."""
    return hashlib.sha256(_without_surrogates(text).encode()).hexdigest()


def encode(article: Article) -> bytes:
    """Return the article's line with its checksum and its final newline.

    Lone surrogates, which no UTF-8 file can hold, become U+FFFD.
    """
    try:
        body = _ENCODER.encode(article)
    except UnicodeEncodeError:
        body = _ENCODER.encode(_clean(msgspec.to_builtins(article)))
    for raw, escaped in _SEPARATORS:
        if raw in body:
            body = body.replace(raw, escaped)
    return seal(body[: body.rindex(_MARK)])


def seal(body: bytes) -> bytes:
    """Return a line: a JSON object without its closing brace, its checksum, a newline."""
    return body + _MARK + _digest(body) + b'"}\n'


def is_sealed(line: bytes) -> bool:
    """Tell whether a line (without its newline) carries the right checksum."""
    body = line[:-_TAIL_LENGTH]
    return bool(body) and line == seal(body)[:-1]


def decode(line: bytes, *, where: str = "line") -> Article:
    """Read one line, with or without its newline.

    Raises ``CorpusDamage`` naming ``where`` when the checksum is wrong or the record is not
    of this schema.
    """
    line = line.removesuffix(b"\n")
    if not is_sealed(line):
        raise CorpusDamage(where, "the line's checksum does not match its content")
    try:
        return _DECODER.decode(line)
    except msgspec.DecodeError as error:
        raise CorpusDamage(where, f"not a record of schema {SCHEMA}: {error}") from error


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body + b"}").hexdigest().encode()


def _without_surrogates(text: str) -> str:
    """Join surrogate pairs to their character; lone ones become U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _clean(value: object) -> object:
    if isinstance(value, str):
        return _without_surrogates(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return value
