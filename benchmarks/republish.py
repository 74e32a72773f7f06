"""An article as another paper prints it: its own furniture and headline, small edits."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec

_REPLACED_SHARE = 0.02  # of the words
_FEWEST_TO_DROP = 4  # paragraphs: of a shorter text none is left out
_HEADLINE_WORDS = 8
_QUOTES = str.maketrans("“”„«»‘’", '"""""\'\'')


class Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of papers.toml."""

    host: str
    language: str
    layout: str
    above: list[str]
    between: list[str]
    below: list[str]
    aside: list[str]
    footer: list[str]
    own: str


class _Papers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    paper: list[Paper]


@cache
def papers() -> tuple[Paper, ...]:
    data = Path(__file__).with_name("papers.toml").read_bytes()
    return tuple(msgspec.toml.decode(data, type=_Papers).paper)


def paper_for(language: str | None, chance: random.Random) -> Paper:
    """Return a paper of the article's language; of any, where none prints in it."""
    same = [paper for paper in papers() if paper.language == language]
    return chance.choice(same or papers())


def republish(text: str, paper: Paper, chance: random.Random, *, kept_share: float = 1.0) -> str:
    """Return the page on which ``paper`` prints ``text``.

    Two in a hundred words are others, one paragraph is left out, a sentence is added, quotation
    marks are the paper's own; ``kept_share`` below 1 prints that share of the paragraphs only,
    the first ones, as papers cut agency texts to length.
    """
    paragraphs = [_edited(paragraph, chance) for paragraph in text.split("\n\n")]
    headline = _headline(paragraphs, chance)
    paragraphs = paragraphs[: max(1, round(len(paragraphs) * kept_share))]
    if len(paragraphs) > _FEWEST_TO_DROP:
        del paragraphs[chance.randrange(1, len(paragraphs))]
    body = _paragraphs([*paragraphs, paper.own])
    body.insert(2, _box(paper.between, "teaser"))
    lines = {"headline": html.escape(headline), "body": "".join(body), "host": paper.host}
    return _LAYOUTS[paper.layout].format(
        **lines,
        above=_box(paper.above, "meta"),
        below=_box(paper.below, "more"),
        aside=_box(paper.aside, "side"),
        footer=_box(paper.footer, "foot"),
    )


def _edited(paragraph: str, chance: random.Random) -> str:
    words = paragraph.translate(_QUOTES).split(" ")
    return " ".join(
        chance.choice(words) if chance.random() < _REPLACED_SHARE else word for word in words
    )


def _headline(paragraphs: Sequence[str], chance: random.Random) -> str:
    """Make another headline of the words of any paragraph."""
    words = re.findall(r"\w+", chance.choice(paragraphs))
    return " ".join(words[:_HEADLINE_WORDS]).capitalize() or "What is known"


def _paragraphs(texts: Sequence[str]) -> list[str]:
    return [f"<p>{html.escape(text)}</p>" for text in texts]


def _box(lines: Sequence[str], name: str) -> str:
    inside = "".join(f"<p><a href='/{name}'>{html.escape(line)}</a></p>" for line in lines)
    return f"<div class='{name}'>{inside}</div>"


_HEAD = "<!doctype html><html><head><meta charset='utf-8'><title>{headline} | {host}</title></head>"
_LAYOUTS = {
    "article": _HEAD + "<body><nav><a href='/'>{host}</a></nav><main><article><h1>{headline}</h1>"
    "{above}{body}{below}</article></main><aside>{aside}</aside><footer>{footer}</footer></body>"
    "</html>",
    "boxes": _HEAD + "<body><div id='top'><a href='/'>{host}</a></div><div class='page'>{aside}"
    "<div class='story'><h2>{headline}</h2>{above}{body}</div>{below}</div>{footer}</body></html>",
}
