"""Cleaning where only text is left: blocks by line, rules, guard, and what is evident.

Paragraphs are never merged or moved. The title is the first line where it reads as a
headline; authors come from the byline that the rules took out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleaners import normalize
from cleaners.blocks.text import read_blocks
from cleaners.errors import CleaningError
from cleaners.finish import finished
from cleaners.gate import check_plain
from cleaners.guard import guarded
from cleaners.judges.base import Document, Opinion
from cleaners.judges.cutting import receipt, receipts, with_text, without
from cleaners.judges.lines import LineJudge
from cleaners.judges.rules import RulesJudge
from cleaners.language import detect
from cleaners.memory import in_order, recall
from cleaners.metadata import names
from cleaners.options import Options
from cleaners.rules.format import naming_rules
from cleaners.rules.line import Line
from cleaners.types import Block, Cleaned, Removed

_DEFAULTS = Options()
_TITLE_WORDS = 25


def clean_text(text: str, *, options: Options = _DEFAULTS) -> Cleaned:
    """Return plain text without the boilerplate around the article, and what was removed.

    ``text`` holds one block a line, or paragraphs that are evidently wrapped at a column.
    Raises ``CleaningError`` ``empty`` when nothing visible is in it, ``too-large`` for more lines
    or characters than ``limits.toml`` allows, ``no-article`` when every line is boilerplate.
    """
    check_plain(text)
    blocks = read_blocks(normalize.repair_surrogates(text))
    if not blocks:
        raise CleaningError("empty", "no text")
    by_rules = RulesJudge().judge(Document(blocks=blocks, is_html=False))
    every = frozenset(range(len(blocks)))
    opinions, flags = guarded(blocks, [*_by_site(blocks, options), *by_rules], every)
    heard = Document(blocks=blocks, by_rules=by_rules, is_html=False)
    # Where the rules would take most of an article, the model, which hears them, is not believed.
    by_lines = LineJudge(dumps_only=bool(flags)).judge(heard)
    parting = _part(blocks, [*opinions, *by_lines])
    recalled = recall(parting.kept, options.template, title=_title(parting.kept))
    joined = normalize.join(block.text for block in recalled.kept)
    if not joined:
        raise CleaningError("no-article", f"each of the {len(blocks)} lines is boilerplate")
    language, confidence = detect(joined)
    cleaned = Cleaned(
        text=joined,
        blocks=recalled.kept,
        removed=in_order(parting.removed, recalled.removed),
        title=_title(recalled.kept),
        authors=_authors(parting.removed),
        language=language,
        language_confidence=confidence,
        flags=(*flags, *recalled.flags),
    )
    return finished(cleaned, options)


def _by_site(blocks: Sequence[Block], options: Options) -> list[Opinion]:
    """Ask the site file."""
    dropped = {normalize.fold(drop) for drop in options.drop_texts}
    return [
        Opinion(
            index=block.index,
            remove=True,
            category="template",
            judge="site",
            rule="drop-text",
            confidence=1.0,
        )
        for block in blocks
        if block.text in dropped
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parting:
    kept: tuple[Block, ...]
    removed: tuple[Removed, ...]


def _part(blocks: Sequence[Block], opinions: Sequence[Opinion]) -> _Parting:
    """Part the blocks into kept and removed; single sentences are cut out of kept ones."""
    by_block: dict[int, list[Opinion]] = {}
    for opinion in opinions:
        by_block.setdefault(opinion.index, []).append(opinion)
    kept: list[Block] = []
    removed: list[Removed] = []
    for block in blocks:
        said = by_block.get(block.index, [])
        whole = next((one for one in said if one.span is None), None)
        if whole is not None:
            removed.append(receipt(block.text, whole))
            continue
        removed.extend(receipts(block.text, said))
        if rest := without(block.text, said):
            kept.append(block if rest == block.text else with_text(block, rest))
    return _Parting(kept=tuple(kept), removed=tuple(removed))


def _title(kept: Sequence[Block]) -> str | None:
    """Return the first line where it is a headline: short, unfinished, with text after it."""
    if len(kept) < 2 or kept[0].kind == "list-item":  # noqa: PLR2004 - a title and a text
        return None
    line = Line(kept[0].text)
    return kept[0].text if line.words <= _TITLE_WORDS and not line.finished else None


def _authors(removed: Sequence[Removed]) -> tuple[str, ...]:
    """Return the persons that the removed bylines name."""
    naming = naming_rules()
    return names.read_all(one.text for one in removed if one.rule in naming).persons
