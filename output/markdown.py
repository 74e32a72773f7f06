"""A record's text as Markdown: its headings, lists, quotes and code, and its links if wanted.

CommonMark 0.31 (https://spec.commonmark.org/0.31.2/). What the text itself holds is escaped
where a reader of Markdown would take it for markup, and only there: a rendered page shows the
characters of the record's ``text``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from output.record import Link, Markup

_DEEPEST_HEADING = 6
_PLAIN = Markup(paragraph=0, kind="paragraph")
_TOGETHER = frozenset({"list-item", "quote"})  # runs of these are one list, one quotation

# Characters that begin or end emphasis, code, an escape, a tag, a reference or a link, where
# they stand so that they do. A "]" matters only before what makes brackets a link; an
# underscore inside a word never matters.
_INLINE = re.compile(
    r"""\\(?=[!-/:-@[-`{-~]|$)        # would escape what follows
    | [`*]
    | (?<![^\W_])_ | _(?![^\W_])
    | <(?=[A-Za-z/!?])
    | &(?=\#?\w+;)
    | \](?=[(:\[])""",
    re.VERBOSE,
)
_INSIDE_LINK = re.compile(rf"{_INLINE.pattern} | [\[\]]", re.VERBOSE)
# What makes the line of a paragraph a heading, a list, a quotation, a rule or a fence.
# Two dashes are a rule after the dash of a list item.
_OPENING = re.compile(r"(?=\#{1,6}(?:\s|$)|[-+](?:\s|$)|>|~~~|(?:-\s*){2,}$)", re.VERBOSE)
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_CLOSING = re.compile(r"(?:(?<=\s)|^)#+$")
_FENCE = re.compile(r"`{3,}")
# Characters of an address that would end it.
_URL_JUNK = re.compile(r"[\s<>()\\\x00-\x1f\x7f]")


def to_markdown(text: str, markup: Sequence[Markup], *, links: bool = False) -> str:
    """Return ``text`` as Markdown; ``links`` keeps its links, too.

    ``text`` is paragraphs parted by blank lines, ``markup`` says which of them are more than
    that. Records that were written before there was ``markup`` become paragraphs.
    """
    noted = {one.paragraph: one for one in markup}
    paragraphs = [
        (noted.get(place, _PLAIN), words) for place, words in enumerate(text.split("\n\n"))
    ]
    chunks: list[str] = []
    for kind, run in groupby(paragraphs, key=lambda pair: pair[0].kind):
        members = list(run)
        if kind in _TOGETHER:
            chunks.append(_list(members, links) if kind == "list-item" else _quote(members, links))
        else:
            chunks.extend(_block(one, words, links) for one, words in members)
    return "\n\n".join(chunks)


def _block(one: Markup, words: str, links: bool) -> str:
    if one.kind == "code":
        return _fenced(words)
    body = _inline(words, one.links if links else ())
    if one.kind == "heading":
        return f"{'#' * min(max(one.level, 1), _DEEPEST_HEADING)} {_closed(body)}"
    return _opened(body)


def _closed(body: str) -> str:
    """Keep a heading's last # signs, which would be taken for its closing."""
    return _CLOSING.sub(lambda match: f"\\{match.group()}", body)


def _list(members: Sequence[tuple[Markup, str]], links: bool) -> str:
    lines = []
    depth = 0
    for one, words in members:
        depth = min(max(one.level, 1), depth + 1)  # an item can be one deeper than the last
        body = _opened(_inline(words, one.links if links else ()))
        lines.append(f"{'  ' * (depth - 1)}- {body}")
    return "\n".join(lines)


def _quote(members: Sequence[tuple[Markup, str]], links: bool) -> str:
    bodies = (_opened(_inline(words, one.links if links else ())) for one, words in members)
    return "\n>\n".join(f"> {body}" for body in bodies)


def _fenced(words: str) -> str:
    longest = max((len(run) for run in _FENCE.findall(words)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{words}\n{fence}"


def _opened(body: str) -> str:
    """Escape the start of a line that would make it another block."""
    if _OPENING.match(body):
        return f"\\{body}"
    return _NUMBERED.sub(r"\1\\\2", body, count=1) if _NUMBERED.match(body) else body


def _inline(words: str, links: Sequence[Link]) -> str:
    return "".join(_pieces(words, links))


def _pieces(words: str, links: Sequence[Link]) -> Iterator[str]:
    """Yield the text and its links in order; a link whose text is not found is left out."""
    place = 0
    for link in links:
        found = words.find(link.text, place)
        if found < 0:
            continue
        before = _escaped(words[place:found])
        yield f"{before[:-1]}\\!" if before.endswith("!") else before  # "![" begins an image
        yield f"[{_escaped(link.text, _INSIDE_LINK)}]({_address(link.url)})"
        place = found + len(link.text)
    yield _escaped(words[place:])


def _escaped(words: str, special: re.Pattern[str] = _INLINE) -> str:
    return special.sub(lambda match: f"\\{match.group()}", words)


def _address(url: str) -> str:
    return _URL_JUNK.sub(lambda match: "".join(f"%{b:02X}" for b in match.group().encode()), url)
