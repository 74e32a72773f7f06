"""trafilatura's extraction on the shared tree: the mode ``extractor="trafilatura"``.

Its lines stand for the article; rules and the site's file judge them as they judge any
text. Every visible block of the page that it left out is listed as removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec
from lxml.html import HtmlElement

from cleaners import normalize
from cleaners.blocks.node import HtmlBlock
from cleaners.guard import guarded
from cleaners.judges.base import BlockView, Document, Opinion
from cleaners.judges.category import category_of
from cleaners.judges.decision import Decision, decide
from cleaners.judges.rules import RulesJudge
from cleaners.tokens import words_of
from cleaners.trafilatura_fast import bare_extraction
from cleaners.types import Block, Kind, Removed


def extract(root: HtmlElement, *, url: str | None = None, fast: bool = False) -> tuple[Block, ...]:
    """Return trafilatura's article, one block a line; none where it finds no article.

    ``fast`` leaves out the further extractors that it falls back on. ``root`` is not changed:
    trafilatura works on its own copy.
    """
    found = bare_extraction(root, url=url, fast=fast)
    return () if found is None else lines_of(found.text or "")


def lines_of(text: str) -> tuple[Block, ...]:
    """Return plain text as blocks, one a line."""
    lines = (normalize.fold(line) for line in text.splitlines())
    return tuple(
        Block(index=index, text=line.removeprefix("- "), kind=_kind(line), source=f"line {index}")
        for index, line in enumerate(line for line in lines if line)
    )


def _kind(line: str) -> Kind:
    return "list-item" if line.startswith("- ") else "paragraph"


def decide_lines(
    page: Document, lines: Sequence[Block], by_rules: Sequence[Opinion], by_site: Sequence[Opinion]
) -> tuple[Decision, tuple[str, ...]]:
    """Return what stays of ``lines``, what went of them and of ``page``, and the flags.

    ``by_rules`` and ``by_site`` judge the blocks of ``page``; the lines are judged here.
    """
    places = _places(page.blocks, lines)
    dropped = {one.index for one in by_site}
    opinions, flags = guarded(
        lines,
        RulesJudge().judge(replace(page.of_blocks(lines), is_html=False)),
        frozenset(range(len(lines))),
    )
    decision = decide(
        page.of_blocks(lines),
        [
            *(_vouch(line.index, keep=places[line.index] not in dropped) for line in lines),
            *(
                msgspec.structs.replace(one, confidence=1.0) for one in opinions
            ),  # no model weighs against them
        ],
    )
    removed = [
        *(replace(one, index=places[one.index]) for one in decision.removed),
        *_left_out(page, lines, by_rules),
    ]
    kept = tuple(replace(one, index=places[one.index]) for one in decision.kept)
    ordered = tuple(sorted(removed, key=lambda one: one.index))
    return Decision(kept=kept, removed=ordered, expected_f1=decision.expected_f1), flags


def _places(blocks: Sequence[BlockView], lines: Sequence[Block]) -> list[int]:
    """Return for each line the page's block with its text; else that of the line before it."""
    known: dict[str, int] = {}
    for block in blocks:
        known.setdefault(normalize.fold(block.text), block.index)
    places: list[int] = []
    for line in lines:
        places.append(known.get(line.text, places[-1] if places else 0))
    return places


def _vouch(index: int, *, keep: bool) -> Opinion:
    return Opinion(
        index=index,
        remove=not keep,
        category="template",
        judge="model" if keep else "site",
        rule="trafilatura" if keep else "drop",
        confidence=1.0,
    )


def _left_out(
    page: Document, lines: Sequence[Block], by_rules: Sequence[Opinion]
) -> Iterator[Removed]:
    """Yield the visible blocks of the page that trafilatura did not take."""
    taken = "\n".join(line.text for line in lines)
    said: dict[int, list[Opinion]] = {}
    for opinion in by_rules:
        said.setdefault(opinion.index, []).append(opinion)
    title = frozenset(words_of((page.title or "").lower()))
    for block in page.blocks:
        hidden = isinstance(block, HtmlBlock) and block.hidden
        if hidden or normalize.fold(block.text) in taken:
            continue
        yield Removed(
            text=block.text,
            category=category_of(block, said.get(block.index, []), title),
            judge="container",
            rule="trafilatura",
            index=block.index,
        )
