"""Pages that break parsers and extractors, made on the spot; each holds the same article."""

from __future__ import annotations

import random
from collections.abc import Callable

LAST_WORDS = "and so the ninth bridge was opened at last"
JAPANESE = "市議会は火曜日に新しい橋を架けることを決めた。"
_SENTENCES = (
    "The river council met on Tuesday to decide upon the new bridge, which will cost nine million.",
    "Builders asked for twelve more weeks, and the town answered them slowly, as it always does.",
    "“We have waited since the flood,” said the ferryman, whose boat carries the school children.",
    "Opponents point to the old piers: divers found cracks, though nobody measured how deep.",
)
ARTICLE = (
    "<article><h1>The ninth bridge</h1>"
    + "".join(
        f"<p>{sentence} That was day {day}.</p>" for day, sentence in enumerate(_SENTENCES * 3)
    )
    + f"<p>The mayor cut the ribbon in the rain, {LAST_WORDS}.</p></article>"
)


def page(body: str) -> str:
    return f"<html><head><title>The ninth bridge</title></head><body>{body}</body></html>"


def around(before: str, after: str = "") -> str:
    return page(before + ARTICLE + after)


def within(old: str, new: str) -> str:
    return page(ARTICLE.replace(old, new))


def between(markup: str) -> str:
    """Put ``markup`` between the third paragraph and the fourth."""
    pieces = ARTICLE.split("</p>")
    return page("</p>".join(pieces[:3]) + "</p>" + markup + "</p>".join(pieces[3:]))


def stating(data: str) -> str:
    return around(f'<script type="application/ld+json">{data}</script>')


# Each gives the article.
SURVIVORS: dict[str, Callable[[], bytes | str]] = {
    "300 nested div": lambda: around("<div>" * 300, "</div>" * 300),
    "200,000 nested div": lambda: around("<div>" * 200_000, "</div>" * 200_000),
    "20,000 unclosed b": lambda: around("<b>" * 20_000),
    "49,000 inline tags in a paragraph": lambda: around("", "<p>" + "<i>x</i> " * 49_000 + "</p>"),
    "reference to form feed": lambda: within("Tuesday", "Tuesday&#12;"),
    "reference to vertical tab, open": lambda: within("Tuesday", "Tuesday&#11 "),
    "raw NUL and controls": lambda: within("Tuesday", "Tue\x00s\x01day\x1f"),
    "script over 10 MB": lambda: around("<script>" + "var a=1;" * 1_400_000 + "</script>"),
    "data URI over 10 MB": lambda: around(
        "<img src='data:image/png;base64," + "A" * 11_000_000 + "'>"
    ),
    "text node over 10 MB": lambda: around("", "<p>" + "word " * 2_200_000 + "</p>"),
    "5 MB without a space": lambda: around("", "<p>" + "x" * 4_900_000 + "</p>"),
    "5 MB of spaces": lambda: around("", "<p>" + " " * 4_900_000 + "</p>"),
    "lone surrogates": lambda: within("Tuesday", "Tue\ud800sday"),
    "UTF-16 without mark": lambda: page(ARTICLE).encode("utf-16-le"),
    "ISO-2022-JP called UTF-8": lambda: page(
        '<meta charset="utf-8">' + ARTICLE + f"<p>{JAPANESE}</p>"
    ).encode("iso2022_jp", "replace"),
    "huge colspan": lambda: around("<table><tr><td colspan=99999999>x</table>"),
    "the document ends in the article": lambda: between("</body></html>"),
    "the document ends before the article": lambda: around("<p>Menu</p></body></html>"),
    "two documents in one": lambda: page("<p>Menu</p>") + page(ARTICLE),
    "embed": lambda: between("<embed src=v.swf>"),
    "picture never closed": lambda: between("<picture><source srcset=a>"),
    "map never closed": lambda: between("<map name=m><area href=/x>"),
    "source and track alone": lambda: between("<source src=a><track src=b>"),
    "mark of a place never closed": lambda: around("<a name=top>"),
    "marks of places around paragraphs": lambda: page(
        ARTICLE.replace("<p>", "<p><a name=q>").replace("</p>", "</a></p>")
    ),
    "link never closed": lambda: around("<a href=/home>"),
    "900 links in links": lambda: around("", "<q><a href=x>" * 900 + "word " * 200_000),
    "rows of dots": lambda: around("", "<p>" + ("." * 19_000 + "x ") * 10 + "</p>"),
    "80,000 marks on a letter": lambda: around("", "<p>e" + "\u0300\u0323" * 40_000 + "</p>"),
    "white space behind a quote": lambda: stating('{"a": "b"' + "\n" * 100_000 + "x}"),
    "white space before the data": lambda: stating(";" + " " * 100_000 + "x"),
    "stated text of many paragraphs": lambda: (
        stating('{"@type": "NewsArticle", "articleBody": "' + "word of mouth " * 140_000 + '"}')
        + "".join(f"<p>Paragraph {n} of the annex, which nobody read.</p>" for n in range(9_000))
    ),
    "300,000 distinct tag names": lambda: around("", "".join(f"<x{n}>y" for n in range(300_000))),
}

# Each is refused with the cause.
REFUSED: dict[str, tuple[Callable[[], bytes | str], str]] = {
    "30,000 attributes": (
        lambda: around("<div " + " ".join(f'a{n}="x"' for n in range(30_000)) + ">"),
        "too-complex",
    ),
    "100,000 attributes without values": (
        lambda: around("<div " + " ".join(f"a{n}" for n in range(100_000)) + ">"),
        "too-complex",
    ),
    "620,000 paragraphs": (lambda: around("", "<p>x</p>" * 620_000), "too-large"),
    "49,000 paragraphs": (lambda: around("", "<p>x</p>" * 49_000), "too-large"),
    "620,000 line breaks": (lambda: around("", "<br>" * 620_000), "too-large"),
    "200,000 open options": (
        lambda: around("", "<select>" + "<option>x y" * 200_000 + "</select>"),
        "too-large",
    ),
    "700,000 scripts never closed": (lambda: around("", "<script " * 700_000), "too-large"),
    "1,300,000 comments never closed": (lambda: around("", "<!--x" * 1_300_000), "too-large"),
    "50 MB": (lambda: around("").encode() * 30_000, "too-large"),
    "random bytes": (
        lambda: random.Random(1).randbytes(4_900_000),
        "not-html",
    ),
    "gzip handed over": (lambda: b"\x1f\x8b\x08" + bytes(6_000_000), "not-html"),
    "only markup": (lambda: page("<div></div>" * 9_000), "too-short"),
}
