"""Pages without article, told apart with a reason; what they say is in ``page_kinds.toml``.

Asked only about pages of which little was kept or that state no date. Conservative: a
page that might be an article is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

import msgspec
from lxml.html import HtmlElement

from cleaners.blocks.node import HtmlBlock
from cleaners.errors import Cause
from cleaners.metadata import Metadata
from cleaners.tokens import count_words, words_of
from cleaners.types import Block


class Kind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one kind of page says, how large it may be, and examples."""

    why: str
    most_words: int  # visible on the page
    most_kept: int  # that would be the article
    titles: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    examples: tuple[str, ...] = msgspec.field(default=(), name="is")
    look_alikes: tuple[str, ...] = msgspec.field(default=(), name="is_not")
    vocabulary: tuple[str, ...] = ()  # parts of words
    most_other: int = 0  # words of kept blocks without the vocabulary
    least_teasers: int = 0
    long_run: int = 0  # words of text that no teaser interrupts


@cache
def kinds() -> dict[Cause, Kind]:
    """Read the kinds, once a process; raises msgspec.ValidationError for an unknown key."""
    data = files("cleaners").joinpath("page_kinds.toml").read_bytes()
    return msgspec.toml.decode(data, type=dict[Cause, Kind])


# Scripts without spaces: a character is about half a word.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_MOST_TITLE_EXTRA: Final = 2  # words beside the phrase: "404 | Harbour Post"
_MOST_BUTTON_CHARS: Final = 40
_TEASER_LINK: Final = 0.8  # share of a heading that is link
_MOSTLY_LINKS: Final = 0.7  # share of what would be kept that is link: a menu, no text
_MEDIA: Final = "//video | //audio | //iframe | //figure | //picture"
_PICTURES: Final = 3
_NOT_OF_THE_PAGE: Final = ("evidence", "url")  # sources of a date


def words_in(text: str) -> int:
    """Count words; two characters of a script without spaces are one."""
    unspaced = 0 if text.isascii() else len(_UNSPACED.findall(text))
    if not unspaced:
        return count_words(text)
    return count_words(_UNSPACED.sub(" ", text)) + unspaced // 2


@dataclass(frozen=True, kw_only=True)
class PageView:
    """What the kinds are told by."""

    root: HtmlElement
    blocks: Sequence[HtmlBlock]  # all of the page
    kept: Sequence[Block]
    stated: Metadata

    @cached_property
    def kept_words(self) -> int:
        """Words that would be the article."""
        return sum(words_in(block.text) for block in self.kept)

    @cached_property
    def visible(self) -> list[HtmlBlock]:
        """The blocks that the page displays."""
        return [block for block in self.blocks if not block.hidden]

    @cached_property
    def words(self) -> int:
        """Words that the page displays."""
        return sum(words_in(block.text) for block in self.visible)

    @cached_property
    def said(self) -> str:
        """All that the page displays, block by block, as phrases are compared."""
        return "\n".join(_plain(block.text) for block in self.visible)

    @cached_property
    def titles(self) -> list[str]:
        """The title and the first heading, as phrases are compared."""
        heading = next((b.text for b in self.visible if b.kind == "heading"), "")
        title = self.root.findtext(".//title") or self.stated.title or ""
        return [_plain(part) for text in (title, heading) for part in re.split(r"[|:–—-]", text)]

    @cached_property
    def buttons(self) -> frozenset[str]:
        """Short blocks and links, as phrases are compared."""
        short = [b.text for b in self.visible if len(b.text) <= _MOST_BUTTON_CHARS]
        links = [text for b in self.visible for text, _ in b.links]
        return frozenset(map(_plain, [*short, *links]))


def page_kind(page: PageView) -> Cause | None:
    """Return why the page holds no article, or None for one that may."""
    for cause, kind in kinds().items():
        if page.kept_words <= kind.most_kept and _TESTS[cause](page, kind):
            return cause
    return None


def _small(page: PageView, kind: Kind) -> bool:
    """A page that shows a date is an article's; a wall is small."""
    return not _is_dated(page) and page.words <= kind.most_words


def _is_dated(page: PageView) -> bool:
    """Tell whether the page itself has a date: its feed and its address know one of a wall, too."""
    source = dict(page.stated.sources).get("published", "")
    return page.stated.published is not None and not source.startswith(_NOT_OF_THE_PAGE)


def _bot_wall(page: PageView, kind: Kind) -> bool:
    return _small(page, kind) and (_is_titled(page, kind) or _states(page.said, kind.statements))


def _consent_wall(page: PageView, kind: Kind) -> bool:
    if not _small(page, kind) or not page.buttons & _plain_set(kind.buttons):
        return False
    other = sum(
        words_in(block.text)
        for block in page.kept
        if not any(part in block.text.casefold() for part in kind.vocabulary)
    )
    said = _is_titled(page, kind) or _states(page.said, kind.statements)
    return said and other <= kind.most_other


def _login(page: PageView, kind: Kind) -> bool:
    asks = page.root.xpath("boolean(//input[@type='password'])")
    return bool(asks) and _small(page, kind) and _is_titled(page, kind)


def _soft_404(page: PageView, kind: Kind) -> bool:
    return _small(page, kind) and _is_titled(page, kind)


def _paywall_stub(page: PageView, kind: Kind) -> bool:
    sold = page.stated.access in {"paywalled", "truncated"}
    return sold or _states(page.said, kind.statements)


def _media_only(page: PageView, kind: Kind) -> bool:
    shown = page.root.xpath(_MEDIA)
    films = [element for element in shown if element.tag in {"video", "audio"}]
    return bool(films) or len(shown) >= _PICTURES


def _section_page(page: PageView, kind: Kind) -> bool:
    """Teasers and nothing long; a page with a date or an author is an article with teasers."""
    if page.stated.published is not None or page.stated.authors:
        return False
    kept = {block.index for block in page.kept}
    inside = [block for block in page.blocks if block.index in kept]
    chars = sum(len(block.text) for block in inside)
    if sum(block.link_chars for block in inside) > _MOSTLY_LINKS * chars:
        return True
    teasers = run = 0
    for block in page.visible:
        if block.kind == "heading" and block.link_chars >= _TEASER_LINK * len(block.text):
            teasers, run = teasers + 1, 0
        elif block.index in kept:
            run += words_in(block.text)
            if run >= kind.long_run:
                return False
    return teasers >= kind.least_teasers


def _too_short(_page: PageView, _kind: Kind) -> bool:
    return True  # the limit on kept words says it all


_TESTS: Final[dict[Cause, Callable[[PageView, Kind], bool]]] = {
    "bot-wall": _bot_wall,
    "consent-wall": _consent_wall,
    "login": _login,
    "soft-404": _soft_404,
    "paywall-stub": _paywall_stub,
    "media-only": _media_only,
    "section-page": _section_page,
    "too-short": _too_short,
}


def _is_titled(page: PageView, kind: Kind) -> bool:
    return any(is_title(title, kind) for title in page.titles)


def is_title(title: str, kind: Kind) -> bool:
    """Tell whether ``title`` is one of the kind's, with a word or two beside it."""
    plain = _plain(title)
    most = len(plain.split())
    return any(
        phrase in f" {plain} " and most <= len(phrase.split()) + _MOST_TITLE_EXTRA
        for phrase in _phrases(kind.titles)
    )


def _states(said: str, statements: Iterable[str]) -> bool:
    lines = "\n".join(f" {line} " for line in said.split("\n"))
    return any(phrase in lines for phrase in _phrases(tuple(statements)))


def is_said(text: str, kind: Kind) -> bool:
    """Tell whether ``text`` holds one of the kind's statements, and its button where it has any.

    `` | `` parts blocks; used by the tests of the data.
    """
    blocks = [_plain(block) for block in text.split("|")]
    stated = _states("\n".join(blocks), kind.statements)
    return stated and (not kind.buttons or bool(_plain_set(kind.buttons).intersection(blocks)))


@cache
def _phrases(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Phrases as compared: whole words, or anywhere in a script without spaces."""
    plain = [_plain(phrase) for phrase in phrases]
    return tuple(one if _UNSPACED.search(one) else f" {one} " for one in plain)


@cache
def _plain_set(phrases: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_plain, phrases))


def _plain(text: str) -> str:
    return " ".join(words_of(text.casefold()))
