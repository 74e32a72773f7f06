"""Why each line of a page went or stayed: every block with what every judge said of it.

The page is cleaned as a crawl cleans it; the judges' evidence, which a record has no room
for, is asked for once more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cleaners import CleaningError, Options, clean_html, clean_text
from cleaners.blocks.html import walk
from cleaners.blocks.node import HtmlBlock
from cleaners.decode import decode
from cleaners.errors import Cause
from cleaners.judges.base import BlockView, Document, Opinion
from cleaners.judges.learned import LearnedJudge, chance
from cleaners.judges.rules import RulesJudge
from cleaners.parse import parse
from cleaners.types import Cleaned, Kind
from output.record import Article

_FACTS = (
    "title", "authors", "published", "modified", "language", "section", "tags", "description",
    "image", "canonical_url", "site_name", "access",
)  # fmt: skip
# A page that is refused before, or by, its parsing has no blocks to show.
_UNREADABLE: frozenset[Cause] = frozenset(
    {"not-html", "empty", "too-large", "too-complex", "parser-limit"}
)
RULE_FILES = "cleaners/rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One block, or sentence of it, that was removed."""

    text: str
    category: str
    judge: str
    rule: str
    evidence: str = ""

    @property
    def by(self) -> str:
        """Who took it: the judge, and the rule where it went by one."""
        return self.judge if self.rule in {"", self.judge} else f"{self.judge}: {self.rule}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One block of the page, in reading order."""

    number: int  # its place, from 0
    kind: Kind
    source: str  # a DOM path, or a line number
    kept: str | None  # what stays of it; None when nothing does
    taken: tuple[Taken, ...] = ()
    chance: float | None = None  # 0..1: how probable the model holds it to be the article's
    hidden: bool = False  # the page does not show it


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One field of the metadata."""

    name: str
    value: str
    source: str  # where it was read; "" where nobody said


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A page, looked through."""

    name: str  # the URL, file or record id that was asked for
    verdict: str  # one sentence
    rows: tuple[Row, ...]
    facts: tuple[Fact, ...] = ()
    flags: tuple[str, ...] = ()
    cause: str | None = None  # why there is no article

    @property
    def categories(self) -> Mapping[str, int]:
        """How many lines were taken, by category, the most frequent first."""
        return dict(Counter(t.category for row in self.rows for t in row.taken).most_common())


def inspect_html(
    body: bytes | str,
    *,
    name: str,
    url: str | None = None,
    content_type: str | None = None,
    options: Options | None = None,
) -> Inspection:
    """Look through a page; one that gives no article is shown with the cause."""
    chosen = options or Options()
    try:
        cleaned = clean_html(body, url=url, content_type=content_type, options=chosen)
    except CleaningError as error:
        blocks = () if error.cause in _UNREADABLE else _blocks(body, content_type)
        return _refused(name, error, blocks)
    blocks = _blocks(body, content_type)
    return _accepted(name, cleaned, blocks, Document(blocks=blocks, title=cleaned.title))


def inspect_text(text: str, *, name: str, options: Options | None = None) -> Inspection:
    """Look through plain text, one block a line."""
    try:
        cleaned = clean_text(text, options=options or Options())
    except CleaningError as error:
        return _refused(name, error, ())
    rows = _text_rows(cleaned)
    return Inspection(
        name=name, verdict=_verdict(rows), rows=rows, facts=_facts(cleaned), flags=cleaned.flags
    )


def inspect_record(record: Article, *, name: str) -> Inspection:
    """Show a stored record: what it kept, then what was removed.

    A record does not hold its page, so nothing tells where between the kept blocks a removed
    line stood.
    """
    texts = record.text.split("\n\n")
    kinds = {one.paragraph: one.kind for one in record.markup}
    kept = [
        Row(number=number, kind=kinds.get(number, "paragraph"), source="record", kept=text)
        for number, text in enumerate(texts)
    ]
    gone = [
        Row(
            number=number,
            kind="paragraph",
            source="record",
            kept=None,
            taken=(Taken(text=one.text, category=one.category, judge=one.judge, rule=one.rule),),
        )
        for number, one in enumerate(record.removed, len(texts))
    ]
    rows = (*kept, *gone)
    facts = tuple(
        Fact(name=field, value=_value(getattr(record, field)), source="record")
        for field in ("url", *_FACTS)
        if hasattr(record, field)
    )
    return Inspection(
        name=name, verdict=_verdict(rows), rows=rows, facts=facts, flags=tuple(record.flags)
    )


def _blocks(body: bytes | str, content_type: str | None) -> tuple[HtmlBlock, ...]:
    return walk(parse(decode(body, content_type=content_type).text).root)


def _accepted(
    name: str, cleaned: Cleaned, blocks: Sequence[HtmlBlock], document: Document
) -> Inspection:
    said = _said(document)
    chances = {one.index: chance(one) for one in LearnedJudge().judge(document)}
    kept = {block.index: block.text for block in cleaned.blocks}
    taken: dict[int, list[Taken]] = defaultdict(list)
    for one in cleaned.removed:
        opinion = said.get((one.index, one.rule))
        taken[one.index].append(
            Taken(
                text=one.text,
                category=one.category,
                judge=one.judge,
                rule=one.rule,
                evidence=opinion.evidence if opinion else "",
            )
        )
    rows = tuple(
        Row(
            number=block.index,
            kind=block.kind,
            source=block.source,
            kept=kept.get(block.index),
            taken=tuple(taken[block.index]),
            chance=chances.get(block.index),
            hidden=block.hidden,
        )
        for block in blocks
        if block.index in kept or taken[block.index] or block.hidden
    )
    return Inspection(
        name=name, verdict=_verdict(rows), rows=rows, facts=_facts(cleaned), flags=cleaned.flags
    )


def _refused(name: str, error: CleaningError, blocks: Sequence[HtmlBlock]) -> Inspection:
    """Show a page without an article: what the judges would say of its blocks."""
    document = Document(blocks=blocks)
    rules = {index: opinion for (index, _), opinion in _said(document).items()}
    chances = {one.index: chance(one) for one in LearnedJudge().judge(document)}
    rows = tuple(
        Row(
            number=block.index,
            kind=block.kind,
            source=block.source,
            kept=None,
            taken=(_opinion_of(block, rules.get(block.index)),),
            chance=chances.get(block.index),
            hidden=block.hidden,
        )
        for block in blocks
    )
    detail = f": {error.detail}" if error.detail else ""
    return Inspection(
        name=name, verdict=f"No article ({error.cause}){detail}.", rows=rows, cause=error.cause
    )


def _opinion_of(block: BlockView, opinion: Opinion | None) -> Taken:
    if opinion is None:
        return Taken(text=block.text, category="other", judge="nobody", rule="")
    return Taken(
        text=block.text,
        category=opinion.category,
        judge=opinion.judge,
        rule=opinion.rule,
        evidence=opinion.evidence,
    )


def _said(document: Document) -> dict[tuple[int, str], Opinion]:
    """Return the rules' opinions by block and rule."""
    return {(one.index, one.rule): one for one in RulesJudge().judge(document)}


def _text_rows(cleaned: Cleaned) -> tuple[Row, ...]:
    kept = {block.index: block for block in cleaned.blocks}
    taken: dict[int, list[Taken]] = defaultdict(list)
    for one in cleaned.removed:
        taken[one.index].append(
            Taken(text=one.text, category=one.category, judge=one.judge, rule=one.rule)
        )
    return tuple(
        Row(
            number=index,
            kind=kept[index].kind if index in kept else "paragraph",
            source=kept[index].source if index in kept else f"block {index}",
            kept=kept[index].text if index in kept else None,
            taken=tuple(taken[index]),
        )
        for index in sorted(kept.keys() | taken.keys())
    )


def _verdict(rows: Iterable[Row]) -> str:
    rows = tuple(rows)
    kept = sum(row.kept is not None for row in rows)
    gone = sum(len(row.taken) for row in rows)
    return f"An article of {kept} blocks; {gone} lines were removed."


def _facts(cleaned: Cleaned) -> tuple[Fact, ...]:
    sources = dict(cleaned.sources)
    return tuple(
        Fact(name=name, value=_value(getattr(cleaned, name)), source=sources.get(name, ""))
        for name in _FACTS
    )


def _value(value: object) -> str:
    if value is None or value == ():
        return "—"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "—"
    return str(value)
